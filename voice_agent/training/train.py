"""Training the model of a playbook, from its phrases to the card beside the model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from voice_agent.playbook.load import load_playbook
from voice_agent.slm.labels import Labels
from voice_agent.slm.model import LABELS_FILE
from voice_agent.training.fit import calibrate
from voice_agent.training.fit.base import FLOAT_FILE
from voice_agent.training.fit.recipe import Recipe
from voice_agent.training.fit.task import playbook_task
from voice_agent.training.fit.train import builder, train_task
from voice_agent.training.measure.advice import advise
from voice_agent.training.measure.advice_table import show as show_advice
from voice_agent.training.measure.classifier import base_embed
from voice_agent.training.measure.report import evaluate, ready_to_draw

_ADVICE = 8


def train(
    playbook_folder: Path,
    out: Path,
    *,
    data: Path | None = None,
    recipe: Recipe | None = None,
    plots: Path | None = None,
    keep_float: bool = False,
    console: Console | None = None,
) -> dict[str, Any]:
    """Train, export, quantise, calibrate and measure the model of a playbook.

    First list the intents that are easily confused and the phrases that look misplaced.

    Args:
        playbook_folder: Folder with ``playbook.yaml`` and ``phrases.yaml``.
        out: Where ``slm.int8.onnx``, ``labels.json``, ``tokenizer.json``, ``figures.json``
            and ``CARD.md`` go. A killed run continues from its last epoch there.
        data: Folder of public data sets; without it only the playbook's own phrases and
            the turns shipped with the package are used, and accuracy is lower.
        recipe: Hyper-parameters.
        plots: As in ``evaluate``.
        keep_float: Whether to keep the fp32 graph beside the int8 one.
        console: Where to report.

    Returns:
        The results of ``evaluate``.

    Raises:
        ConfigError: A file of the playbook is wrong, or the ``train`` extra is missing, or
            plots are wanted and matplotlib is missing.
    """
    console = console or Console()
    if plots is not None:
        ready_to_draw(plots)
    builder()  # If torch is missing, this fails before a minute goes into gathering rows.
    playbook = load_playbook(playbook_folder)
    show_advice(advise(playbook.phrases, base_embed()), console, most=_ADVICE)
    task = playbook_task(playbook, data, recipe)
    if data is None:
        console.print("[yellow]No --data folder: training on the playbook alone; less accurate.")
    console.print(f"{task.removed} rows left out because they are turns to measure on")
    train_task(task, out, console=console)
    figures = evaluate(playbook_folder, out, data=data, plots=plots, card=True, console=console)
    if not keep_float:
        (out / FLOAT_FILE).unlink()
    return figures


def recalibrate(
    playbook_folder: Path, model: Path, *, data: Path | None = None, seed: int = 1
) -> Labels:
    """Fit temperatures and the scope threshold of an existing model again; needs no extra.

    Raises:
        ConfigError: A file of the playbook is wrong.
        ModelError: The model is missing or does not fit the playbook.
    """
    playbook = load_playbook(playbook_folder)
    labels = Labels.read(model / LABELS_FILE)
    labels.check(playbook)
    task = playbook_task(playbook, data, Recipe(seed=seed))
    return calibrate.recalibrate(replace(task, labels=labels), model)
