"""Building a model of a task: training, export, calibration. Needs the ``train`` extra."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
import transformers
from rich.console import Console

from voice_agent import __version__
from voice_agent.slm.encoding import TurnEncoder
from voice_agent.slm.graph import SlmGraph
from voice_agent.slm.labels import Calibration, Labels
from voice_agent.slm.model import GRAPH_FILE, LABELS_FILE, TOKENIZER_FILE
from voice_agent.training.fit.base import FLOAT_FILE, base_folder, describe
from voice_agent.training.fit.batches import ExampleMaker
from voice_agent.training.fit.calibrate import MOST_PER_GROUP, calibrate
from voice_agent.training.fit.export import export, quantise
from voice_agent.training.fit.head_start import start_intents
from voice_agent.training.fit.loop import CHECKPOINT, fit
from voice_agent.training.fit.network import Network, load_encoder, quiet
from voice_agent.training.fit.progress import training_bar
from voice_agent.training.fit.task import Task, confusions_for
from voice_agent.training.noise.noise import Confusions, Noise

_MOST_ROWS = 5000


def train(task: Task, out: Path, *, console: Console | None = None) -> Labels:
    """Train, export, quantise and calibrate the model of a task.

    ``out`` gets ``slm.int8.onnx``, ``slm.fp32.onnx``, ``labels.json`` and ``tokenizer.json``.
    A killed run goes on from its last epoch there.
    """
    task = replace(task, labels=replace(task.labels, made_with=_made_with(task)))
    network, maker = _fitted(task, out, console or Console())
    export(network, out / FLOAT_FILE)
    quantise(out / FLOAT_FILE, out / GRAPH_FILE)
    task = replace(task, labels=replace(task.labels, transitions=_transitions(network)))
    labels = _calibrated(task, maker, out)
    (out / CHECKPOINT).unlink()
    return labels


def train_base(
    task: Task, out: Path, benchmarks: Sequence[str], *, console: Console | None = None
) -> None:
    """Train the encoder alone: ``out`` gets what ``Base.read`` reads, and no graph."""
    network, _ = _fitted(task, out, console or Console())
    with quiet():
        network.encoder.save_pretrained(out)
    describe(out, benchmarks, task.licences)
    (out / CHECKPOINT).unlink()


def _fitted(task: Task, out: Path, console: Console) -> tuple[Network, ExampleMaker]:
    base = task.base.folder if task.base else base_folder()
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(base / TOKENIZER_FILE, out / TOKENIZER_FILE)
    maker = _maker(task, out / TOKENIZER_FILE)
    torch.manual_seed(task.recipe.seed)
    torch.set_num_threads(task.recipe.threads)
    network = Network(load_encoder(base), task.labels.heads, crf=task.recipe.crf)
    if task.recipe.head_start and not task.labels.several:
        start_intents(network, task, maker)
    count = len(task.split("train"))
    drawn = task.recipe.rows or count
    console.print(f"{task.name}: {count} rows, {drawn} drawn per epoch")
    with training_bar(console) as step:
        fit(network, task, maker, out, step)
    return network, maker


def recalibrate(task: Task, model: Path) -> Labels:
    """Fit what training fits last, the calibration, of an existing model again."""
    task = replace(task, labels=Labels.read(model / LABELS_FILE))
    return _calibrated(task, _maker(task, model / TOKENIZER_FILE), model)


def _calibrated(task: Task, maker: ExampleMaker, folder: Path) -> Labels:
    labels = task.labels
    graph = SlmGraph(folder / GRAPH_FILE, labels)
    fitted = calibrate(
        graph,
        task.split("dev"),
        maker,
        task.recipe.seed,
        several=labels.several,
        # Groups are of one data set then, and need not be kept from drowning each other.
        most=MOST_PER_GROUP if task.shares else _MOST_ROWS,
        # Its few steps would leave a playbook's thresholds nothing to choose between.
        table=not task.shares,
    )
    labels = replace(labels, calibration=_rounded(fitted))
    labels.write(folder / LABELS_FILE)
    return labels


def _maker(task: Task, tokenizer: Path) -> ExampleMaker:
    encoder = TurnEncoder.load(
        tokenizer,
        max_tokens=task.labels.max_tokens,
        max_asked_tokens=task.labels.max_asked_tokens,
    )
    confusions = confusions_for(task.dictionary, tokenizer)
    task = replace(
        task,
        noise=_confused(task.noise, confusions),
        dev_noise=_confused(task.dev_noise, confusions),
    )
    return ExampleMaker(encoder, task)


def _transitions(network: Network) -> tuple[tuple[float, ...], ...]:
    if network.transitions is None:
        return ()
    return tuple(tuple(round(v, 4) for v in row) for row in network.transitions.tolist())


def _confused(noise: Noise | None, confusions: Confusions) -> Noise | None:
    return None if noise is None else replace(noise, confusions=confusions)


def _made_with(task: Task) -> dict[str, Any]:
    return {
        "voice_agent": __version__,
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "onnxruntime": onnxruntime.__version__,
        "numpy": np.__version__,
        "base": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)",
        "seed": task.recipe.seed,
        "epochs": task.recipe.epochs,
        "rows_per_epoch": task.recipe.rows or len(task.split("train")),
        "data": dict(task.licences),
        **({"trained_first_on": list(task.base.licences)} if task.base else {}),
    }


def _rounded(calibration: Calibration) -> Calibration:
    scope = calibration.scope
    values = ((f.name, getattr(calibration, f.name)) for f in fields(calibration))
    temperatures: dict[str, Any] = {n: round(v, 4) for n, v in values if isinstance(v, float)}
    return replace(
        calibration,
        **temperatures,
        scope=replace(
            scope,
            weights=tuple(round(weight, 4) for weight in scope.weights),
            bias=round(scope.bias, 4),
            threshold=round(scope.threshold, 4),
        ),
    )
