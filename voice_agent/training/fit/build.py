"""Building a model of a task: training, export, calibration. Needs the ``train`` extra."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
import transformers
from rich.console import Console

from voice_agent import __version__
from voice_agent.slm.labels import Labels
from voice_agent.slm.model import GRAPH_FILE, LABELS_FILE, TOKENIZER_FILE
from voice_agent.training.fit.base import FLOAT_FILE, base_folder
from voice_agent.training.fit.calibrate import recalibrate
from voice_agent.training.fit.checkpoint import CHECKPOINT
from voice_agent.training.fit.examples import ExampleMaker, maker_for
from voice_agent.training.fit.export import export, quantise
from voice_agent.training.fit.head_start import start_intents
from voice_agent.training.fit.loop import fit
from voice_agent.training.fit.network import Network, load_encoder
from voice_agent.training.fit.objective import Objective
from voice_agent.training.fit.onward import take_weights
from voice_agent.training.fit.progress import training_bar
from voice_agent.training.fit.task import Task


def train(task: Task, out: Path, *, console: Console | None = None) -> Labels:
    """Train, export, quantise and calibrate the model of a task.

    ``out`` gets ``slm.int8.onnx``, ``slm.fp32.onnx``, ``labels.json`` and ``tokenizer.json``.
    A killed run continues from its last epoch there.
    """
    task = replace(task, labels=replace(task.labels, made_with=made_with(task)))
    network, maker = start(task, out, base_folder())
    run(network, task, maker, Objective(task.labels, task.recipe), out, console or Console())
    export(network, out / FLOAT_FILE)
    quantise(out / FLOAT_FILE, out / GRAPH_FILE)
    labels = recalibrate(task, out)
    (out / CHECKPOINT).unlink()
    return labels


def start(
    task: Task, out: Path, base: Path, kind: type[Network] = Network
) -> tuple[Network, ExampleMaker]:
    """Return the network that training starts from; ``out`` gets its tokenizer.

    It is untrained, on the encoder in ``base``, unless the recipe names a model to go on from.
    """
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(base / TOKENIZER_FILE, out / TOKENIZER_FILE)
    maker = maker_for(task, out / TOKENIZER_FILE)
    torch.manual_seed(task.recipe.seed)
    torch.set_num_threads(task.recipe.threads)
    network = kind(load_encoder(base), task.labels.heads)
    if task.recipe.onward:
        take_weights(network, task.labels, Path(task.recipe.onward))
    elif task.recipe.head_start:
        start_intents(network, task, maker)
    return network, maker


def run(
    network: Network,
    task: Task,
    maker: ExampleMaker,
    objective: Objective,
    out: Path,
    console: Console,
) -> None:
    """Train the network and show the progress."""
    rows = len(task.split("train"))
    console.print(f"{task.name}: {rows} rows, {task.rows_per_epoch} drawn per epoch")
    with training_bar(console) as step:
        fit(network, task, maker, objective, out, step)


def made_with(task: Task) -> dict[str, Any]:
    """Return how a model was made, for its labels."""
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
        **_before(task),
    }


def _before(task: Task) -> dict[str, Any]:
    if not task.recipe.onward:
        return {}
    return {"onward": Labels.read(Path(task.recipe.onward) / LABELS_FILE).made_with}
