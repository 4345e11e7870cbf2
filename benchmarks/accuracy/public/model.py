"""Training and measuring one model of a benchmark."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.accuracy.public.calibrate import recalibrate
from benchmarks.accuracy.public.figures import Predictions, figures
from benchmarks.accuracy.public.labels import PublicLabels
from benchmarks.accuracy.public.reading import Reader
from benchmarks.accuracy.public.task import PublicTask
from voice_agent.core.errors import ModelError
from voice_agent.core.extras import needs_extra
from voice_agent.slm.model import GRAPH_FILE, LABELS_FILE, TOKENIZER_FILE
from voice_agent.training.data.labelled import plain
from voice_agent.training.data.rows import Row, fingerprint
from voice_agent.training.fit.base import FLOAT_FILE
from voice_agent.training.fit.task import confusions_for
from voice_agent.training.noise.aligning import word_errors
from voice_agent.training.noise.noise import add_errors

ERROR_RATES = (0.1, 0.2)
# No training has this seed, so the errors of the test turns are independent.
_NOISE_SEED = 20261
_DONE_FILE = "measured.json"


@dataclass(frozen=True, slots=True)
class MeasuredModel:
    """One trained model: its results, how it was trained, and what the plots show.

    Attributes:
        found: Result -> value.
        recipe: The recipe it was trained with.
        taught: Whether it had a teacher.
        further: Whether it started from an encoder that had learned other sets.
        labels: What the graph says.
        judged: Its predictions on the test turns.
    """

    found: dict[str, float]
    recipe: dict[str, Any]
    taught: bool
    further: bool
    labels: PublicLabels
    judged: Predictions


def measured(task: PublicTask, folder: Path, console: Console) -> MeasuredModel:
    """Train and measure in ``folder``, unless an earlier run of the same has done it."""
    stamp = {"recipe": asdict(task.recipe), "rows": fingerprint(task.rows)}
    if task.teacher is not None:
        stamp["teacher"] = task.teacher.digest
    if task.base is not None:
        stamp["base"] = task.base.digest
    done = folder / _DONE_FILE
    if not _is_done(done, stamp):
        _train(task, folder, console)
        found = _measure(task, folder, console)
        (folder / FLOAT_FILE).unlink()
        _write(done, stamp, found)
    return _read(task, folder)


def measured_again(task: PublicTask, folder: Path, console: Console) -> MeasuredModel:
    """Calibrate and measure the model that ``measured`` left in ``folder``.

    Results of the fp32 graph, which is not kept, stay as they were.

    Raises:
        ModelError: There is no such model, or it is damaged.
    """
    earlier = kept(task, folder)
    labels = PublicLabels.read(folder / LABELS_FILE)
    recalibrate(replace(task, labels=labels), folder)
    found = earlier["figures"] | _measure(task, folder, console)
    _write(folder / _DONE_FILE, earlier["stamp"], found)
    return _read(task, folder)


def kept(task: PublicTask, folder: Path) -> dict[str, Any]:
    """Return what ``measured`` wrote about the model in ``folder``.

    Raises:
        ModelError: There is no such model, or it was trained on other rows.
    """
    done = folder / _DONE_FILE
    if not done.exists():
        raise ModelError(f"{folder}: no measured model; train it with --keep, without --again")
    earlier: dict[str, Any] = json.loads(done.read_text(encoding="utf-8"))
    if earlier["stamp"]["rows"] != fingerprint(task.rows):
        raise ModelError(
            f"{folder}: trained on other rows than --data has now; train it again, without --again"
        )
    return earlier


def _train(task: PublicTask, folder: Path, console: Console) -> None:
    with needs_extra("train", "training"):
        from benchmarks.accuracy.public.build import train
    train(task, folder, console=console)


def _write(done: Path, stamp: dict[str, Any], found: dict[str, float]) -> None:
    done.write_text(json.dumps({"stamp": stamp, "figures": found}) + "\n", encoding="utf-8")


def _read(task: PublicTask, folder: Path) -> MeasuredModel:
    known: dict[str, Any] = json.loads((folder / _DONE_FILE).read_text(encoding="utf-8"))
    labels = PublicLabels.read(folder / LABELS_FILE)
    return MeasuredModel(
        found=known["figures"],
        recipe=known["stamp"]["recipe"],
        taught="teacher" in known["stamp"],
        further="base" in known["stamp"],
        labels=labels,
        judged=Reader(folder, GRAPH_FILE, labels).judge(task.split("test"), lambda: None),
    )


def _is_done(done: Path, stamp: dict[str, Any]) -> bool:
    if not done.exists():
        return False
    known: dict[str, Any] = json.loads(done.read_text(encoding="utf-8"))
    return bool(known["stamp"] == stamp)


def _measure(task: PublicTask, folder: Path, console: Console) -> dict[str, float]:
    labels = PublicLabels.read(folder / LABELS_FILE)
    test = task.split("test")
    inside = _in_scope(test)
    graphs = 1 + (folder / FLOAT_FILE).exists()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        total = graphs * len(test) + len(ERROR_RATES) * len(inside)
        bar = progress.add_task(f"{task.name}: test split", total=total)

        def step() -> None:
            progress.advance(bar)

        small = Reader(folder, GRAPH_FILE, labels)
        found = figures(small.judge(test, step), labels)
        key = "intent_f1" if labels.several else "in_scope"
        if graphs == 2:
            whole = Reader(folder, FLOAT_FILE, labels).judge(test, step)
            found["fp32"] = figures(whole, labels)[key]
            found["int8_minus_fp32_points"] = 100 * (found[key] - found["fp32"])
        for rate in ERROR_RATES:
            heard = with_errors(inside, rate, task, folder / TOKENIZER_FILE)
            name = f"wer{round(100 * rate)}"
            found[name] = figures(small.judge(inside, step, heard), labels)[key]
            found[f"{name}_measured"] = error_rate(inside, heard)
    taken = small.latency_ms(test)
    found["p50_ms"], found["p95_ms"] = (float(v) for v in np.percentile(taken, [50, 95]))
    found["graph_mb"] = (folder / GRAPH_FILE).stat().st_size / 1e6
    return found


def _in_scope(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.group == "in"]


def with_errors(rows: Sequence[Row], rate: float, task: PublicTask, tokenizer: Path) -> list[str]:
    """Return the rows' texts with recognition errors at ``rate``, the same in every run."""
    rng = Random(f"{_NOISE_SEED} {rate}")
    confusions = confusions_for(task.dictionary, tokenizer)
    return [add_errors(plain(row.phrase).text, rate, rng, confusions) for row in rows]


def error_rate(rows: Sequence[Row], heard: Sequence[str]) -> float:
    """Return wrong words over words said, of all rows together."""
    pairs = [
        word_errors(plain(row.phrase).text, text) for row, text in zip(rows, heard, strict=True)
    ]
    return sum(wrong for wrong, _ in pairs) / sum(words for _, words in pairs)
