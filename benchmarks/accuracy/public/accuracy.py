"""Accuracy of the language model on public benchmarks, trained the way a playbook's model is.

    voice-agent bench accuracy --dataset clinc150 --data DIR [--seeds 1,2,3] [--out DIR] [--keep]
    voice-agent bench accuracy --dataset clinc150 --data DIR [--seeds 1,2,3] [--out DIR] --again

Trains a model for each seed, exports it to int8, calibrates it on the dev split and measures the
*quantised* graph on the test split, which nothing else has touched. Writes ``DATASET.json`` and
the plots. Started again with the same options, a killed run
continues where it was. ``--again`` calibrates and measures the models again that a run with
``--keep`` left in ``--out`` (the first of seed 1 in ``DATASET/seed-1/1``) and trains nothing: after
changes to calibration, or for seeds trained into separate folders and moved into one.
The data is not part of the project; docs/howto/train.md says where it is from.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.accuracy import evi
from benchmarks.accuracy.public.base import Base
from benchmarks.accuracy.public.figures import decisions, spread
from benchmarks.accuracy.public.model import kept, measured, measured_again
from benchmarks.accuracy.public.opinions import Teacher
from benchmarks.accuracy.public.task import PublicTask
from benchmarks.accuracy.public.tasks import BENCHMARKS, benchmark_tasks
from benchmarks.report.options import DataOption, RowLimitOption, ThreadsOption
from benchmarks.report.stats import write_json
from voice_agent.core.errors import ConfigError
from voice_agent.core.resources import models_folder
from voice_agent.playbook.phrases import from_spans, normalised
from voice_agent.training.data.duplicates import texts_of
from voice_agent.training.data.rows import Row, of_split
from voice_agent.training.measure.card import BENCHMARKS_FILE
from voice_agent.training.measure.plots import draw

EVI = "evi"
NAMES = {
    "rows": "turns measured",
    "in_scope": "intent right, in scope, nothing refused",
    "in_scope_served": "the same with refusals, which count as wrong",
    "refused": "in scope, refused",
    "ece": "calibration error in scope (ECE, 15 bins)",
    "ece_served": "calibration error of the decision with refusals",
    "surest_90_right": "right among the 90 % most confident",
    "near_auroc": "near out of scope: AUROC",
    "near_auroc_softmax": "near out of scope: AUROC of the highest probability instead",
    "near_fpr95": "near out of scope: let in when 95 % in scope are",
    "near_caught": "near out of scope: refused",
    "far_auroc": "out of scope: AUROC",
    "far_auroc_softmax": "out of scope: AUROC of the highest probability instead",
    "far_fpr95": "out of scope: let in when 95 % in scope are",
    "far_caught": "out of scope: refused",
    "intent_f1": "intents, micro F1",
    "intent_exact": "all intents of a turn right",
    "slot_f1": "slots, F1 of exact spans",
    "whole_turn": "intent and all slots right",
    "wer10": "with 10 % recognition errors",
    "wer10_measured": "word error rate of those turns",
    "wer20": "with 20 % recognition errors",
    "wer20_measured": "word error rate of those turns",
    "fp32": "intents right, fp32 graph",
    "int8_minus_fp32_points": "int8 minus fp32, points",
    "p50_ms": "latency of 20 tokens, one thread, p50, ms",
    "p95_ms": "latency of 20 tokens, one thread, p95, ms",
    "graph_mb": "size of the graph, MB",
}
_OUT = Path("runs") / "accuracy"
_NO_SHARES = frozenset({"rows", "int8_minus_fp32_points", "p50_ms", "p95_ms", "graph_mb"})


def main(
    dataset: Annotated[str, typer.Option(help=f"One of {', '.join([*BENCHMARKS, EVI])}.")],
    data: DataOption,
    seeds: Annotated[str, typer.Option(help="Seeds, with commas between.")] = "1,2,3",
    out: Annotated[Path, typer.Option(help="Folder for figures, plots, models.")] = _OUT,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the trained models.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Calibrate and measure kept models; no training.")
    ] = False,
    limit: RowLimitOption = 0,
    epochs: Annotated[
        int, typer.Option(min=0, help="Passes over the rows; 0 for those of the recipe.")
    ] = 0,
    threads: ThreadsOption = 2,
    teacher: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="Learn from what bench teacher wrote."),
    ] = None,
    base: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="Start from what bench intermediate wrote."),
    ] = None,
    card: Annotated[
        bool, typer.Option("--card", help="Quote the means in the model cards.")
    ] = False,
) -> None:
    """Train and measure the network on a public benchmark."""
    if again and (teacher or base):
        raise ConfigError("--again trains nothing: leave out --teacher and --base")
    # Threads that spin while they wait take the cores from everything else.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    if dataset == EVI:
        evi.show(evi.run(data, out / "evi.json"))
        return
    tasks = [prepared(task, limit, epochs, threads) for task in benchmark_tasks(dataset, data)]
    if teacher:
        tasks = [taught(task, Teacher.read(teacher, task.labels.intents)) for task in tasks]
    if base:
        encoder = Base.read(base)
        tasks = [started(task, dataset, encoder) for task in tasks]
    found = run(
        dataset, tasks, [int(seed) for seed in seeds.split(",")], out, keep=keep, again=again
    )
    if card:
        quote(dataset, found, models_folder() / BENCHMARKS_FILE)


def quote(dataset: str, result: dict[str, Any], path: Path) -> None:
    """Put means and deviations where model cards take them from (see ``training.card``)."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    figures = {
        NAMES[key]: figure
        for key, figure in result["over_seeds"].items()
        if key in NAMES and key not in _NO_SHARES and not key.endswith("_measured")
    }
    known[dataset] = {"seeds": len(result["seeds"]), "figures": figures}
    known[dataset] |= {name: True for name in ("teacher", "base") if result[name]}
    order = [name for name in BENCHMARKS if name in known]
    text = json.dumps({name: known[name] for name in order}, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def prepared(task: PublicTask, limit: int, epochs: int, threads: int) -> PublicTask:
    """Set threads, fewer rows and other epochs of a task."""
    epochs = epochs or task.recipe.epochs
    task = replace(task, recipe=replace(task.recipe, epochs=epochs, threads=threads))
    if not limit:
        return task
    rows = [
        row for split in ("train", "dev", "test") for row in _every_nth(task.split(split), limit)
    ]
    return replace(task, rows=tuple(rows))


def taught(task: PublicTask, teacher: Teacher) -> PublicTask:
    """Add a teacher to a task, and the turns that only the teacher judged."""
    known = texts_of(task.rows)
    more = (text for text in teacher.logits if normalised(text) not in known)
    rows = tuple(Row(phrase=from_spans(text, ()), group="unlabelled") for text in more)
    return replace(task, teacher=teacher, unlabelled=rows)


def started(task: PublicTask, dataset: str, base: Base) -> PublicTask:
    """Start a task from another encoder.

    Raises:
        ConfigError: The encoder may have learnt what the benchmark measures.
    """
    if dataset not in base.benchmarks:
        raise ConfigError(
            f"{base.folder}: made for {', '.join(base.benchmarks)}; it may have read test turns of "
            f"{dataset}"
        )
    return replace(task, base=base, licences={**task.licences, **base.licences})


def _every_nth(rows: list[Any], most: int) -> list[Any]:
    step = max(1, -(-len(rows) // most))
    return rows[::step]


def run(
    dataset: str,
    tasks: Sequence[PublicTask],
    seeds: Sequence[int],
    out: Path,
    *,
    keep: bool = False,
    again: bool = False,
    console: Console | None = None,
) -> dict[str, Any]:
    """Train and measure all tasks with all seeds.

    Args:
        dataset: Name of the results' file.
        tasks: One, or those the benchmark is the mean over.
        seeds: For each, every task is trained once.
        out: Folder for ``DATASET.json``, the plots and, in a folder ``DATASET``, the models.
        keep: Whether the models stay.
        again: Whether to calibrate and measure existing models again instead of training.
            They stay.
        console: Where to report.

    Returns:
        What ``DATASET.json`` holds.

    Raises:
        ModelError: With ``again``: a model is not there, or damaged.
    """
    console = console or Console()
    removed = [task.removed for task in tasks]
    console.print(f"{dataset}: {sum(removed)} training and dev turns left out: in the test split")
    folder = out / dataset
    places = {
        seed: [
            (
                replace(task, recipe=replace(task.recipe, seed=seed)),
                folder / f"seed-{seed}" / str(number),
            )
            for number, task in enumerate(tasks, 1)
        ]
        for seed in seeds
    }
    if again:
        for place in chain.from_iterable(places.values()):
            kept(*place)
    one = measured_again if again else measured
    models = {seed: [one(*place, console) for place in pairs] for seed, pairs in places.items()}
    by_seed = {
        str(seed): {key: figure["mean"] for key, figure in spread([m.found for m in ms]).items()}
        for seed, ms in models.items()
    }
    first = models[seeds[0]][0]
    decided = None if first.labels.several else decisions(first.judged, first.labels)
    result = {
        "dataset": dataset,
        "licences": dict(tasks[0].licences),
        "recipe": first.recipe,
        "teacher": first.taught,
        "base": first.further,
        "trainings_per_seed": len(tasks),
        "rows": {
            split: sum(len(of_split(task.rows, split)) for task in tasks)
            for split in ("train", "dev", "test")
        },
        "duplicates_removed": removed,
        "seeds": by_seed,
        "over_seeds": spread(list(by_seed.values())),
        "most_confused": decided.confused() if decided else [],
    }
    write_json(out / f"{dataset}.json", result)
    if decided:
        draw(decided, out, dataset)
    _show(dataset, result, console)
    if not (keep or again):
        shutil.rmtree(folder)
    return result


def _show(dataset: str, result: dict[str, Any], console: Console) -> None:
    table = Table(title=f"{dataset}: in %, mean and spread over {len(result['seeds'])} seeds")
    table.add_column("")
    # In a narrow window names wrap, numbers do not.
    for head in (*(f"seed {seed}" for seed in result["seeds"]), "mean", "sd"):
        table.add_column(head, justify="right", no_wrap=True)
    for key, figure in result["over_seeds"].items():
        values = [found[key] for found in result["seeds"].values()]
        scale = 1.0 if key in _NO_SHARES else 100.0
        cells = (f"{scale * value:.2f}" for value in (*values, figure["mean"], figure["sd"]))
        table.add_row(NAMES.get(key, key), *cells)
    console.print(table)
