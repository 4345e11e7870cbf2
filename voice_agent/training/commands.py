"""What ``voice-agent train`` and ``voice-agent eval`` run. Only ``train`` needs torch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from voice_agent.core.errors import ConfigError
from voice_agent.playbook.load import load_playbook
from voice_agent.slm.encoding import TurnEncoder
from voice_agent.slm.graph import SlmGraph
from voice_agent.slm.labels import Labels
from voice_agent.slm.model import GRAPH_FILE, LABELS_FILE, TOKENIZER_FILE, SlmEngine
from voice_agent.training.advice import advise, base_embed
from voice_agent.training.advice import show as show_advice
from voice_agent.training.card import write_card
from voice_agent.training.corpus import build_corpus
from voice_agent.training.evaluate import Measured, measure, show
from voice_agent.training.labelled import heldout_if_any
from voice_agent.training.plots import draw, need_matplotlib
from voice_agent.training.recipe import Recipe
from voice_agent.training.task import Task, playbook_task

FLOAT_FILE = "slm.fp32.onnx"
FIGURES_FILE = "figures.json"
CARD_FILE = "CARD.md"
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

    Says first which intents are easily taken for each other and which phrases look misplaced.

    Args:
        playbook_folder: Folder with ``playbook.yaml`` and ``phrases.yaml``.
        out: Where ``slm.int8.onnx``, ``labels.json``, ``tokenizer.json``, ``figures.json``
            and ``CARD.md`` go. A killed run goes on from its last epoch there.
        data: Folder of public data sets; without it only the playbook's own phrases and
            the turns shipped with the package are used, and accuracy is lower.
        recipe: Hyper-parameters.
        plots: As in ``evaluate``.
        keep_float: Whether to leave the fp32 graph beside the int8 one.
        console: Where to report.

    Returns:
        The figures of ``evaluate``.

    Raises:
        ConfigError: A file of the playbook is wrong, or the ``train`` extra is missing, or
            plots are wanted and matplotlib is missing.
    """
    console = console or Console()
    if plots is not None:
        _ready_to_draw(plots)
    _build()  # Says that torch is missing before a minute is spent on gathering rows.
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


def train_task(task: Task, out: Path, *, console: Console | None = None) -> Labels:
    """Train, export, quantise and calibrate the model of any task; measures nothing.

    ``out`` gets the int8 and the fp32 graph, ``labels.json`` and ``tokenizer.json``. A killed
    run goes on from its last epoch there.

    Raises:
        ConfigError: The ``train`` extra is missing.
    """
    labels: Labels = _build().train(task, out, console=console)
    return labels


def train_base(
    task: Task, out: Path, benchmarks: Sequence[str], *, console: Console | None = None
) -> None:
    """Train the encoder that other trainings can start from, as ``Task.base``.

    Args:
        task: What it learns.
        out: Folder for it. A killed run goes on from its last epoch there.
        benchmarks: Those whose dev and test turns are not among the rows.
        console: Where to report.

    Raises:
        ConfigError: The ``train`` extra is missing.
    """
    _build().train_base(task, out, benchmarks, console=console)


def recalibrate(
    playbook_folder: Path, model: Path, *, data: Path | None = None, seed: int = 1
) -> Labels:
    """Fit temperatures and the scope threshold of an existing model again.

    Raises:
        ConfigError: A file of the playbook is wrong, or the ``train`` extra is missing.
        ModelError: The model is missing or does not fit the playbook.
    """
    build = _build()
    playbook = load_playbook(playbook_folder)
    Labels.read(model / LABELS_FILE).check(playbook)
    labels: Labels = build.recalibrate(playbook_task(playbook, data, Recipe(seed=seed)), model)
    return labels


def recalibrate_task(task: Task, model: Path) -> Labels:
    """The same for a model of any task.

    Raises:
        ConfigError: The ``train`` extra is missing.
        ModelError: The model is missing or damaged.
    """
    labels: Labels = _build().recalibrate(task, model)
    return labels


def evaluate(
    playbook_folder: Path,
    model: Path,
    *,
    data: Path | None = None,
    json_out: Path | None = None,
    plots: Path | None = None,
    card: bool = False,
    console: Console | None = None,
) -> dict[str, Any]:
    """Measure a model on the playbook's held-out turns and on public test splits.

    Args:
        playbook_folder: Folder of the playbook; its ``heldout.yaml`` is used if there.
        model: Folder with the model's files. If the fp32 graph is there too, the agreement
            of the int8 graph with it is measured.
        data: Folder of public data sets, for their mapped test splits.
        json_out: File for the figures, and for the intents most often confused.
        plots: Folder for plots of the held-out turns and of each public set: confusions,
            reliability diagram, accuracy over coverage (needs matplotlib).
        card: Whether to write ``figures.json`` and ``CARD.md`` of the model anew.
        console: Where to show the table.

    Raises:
        ConfigError: A file is wrong or cannot be written, or plots are wanted and matplotlib is
            missing.
        ModelError: The model is missing or does not fit the playbook.
    """
    if plots is not None:
        _ready_to_draw(plots)
    if json_out is not None:
        _ready_to_write(json_out)
    console = console or Console()
    playbook = load_playbook(playbook_folder)
    engine = SlmEngine.load(model, playbook)
    heldout = heldout_if_any(playbook)
    corpus = build_corpus(playbook, data, seed=1)
    found = measure(
        engine,
        SlmGraph(model / GRAPH_FILE, engine.labels),
        TurnEncoder.load(
            model / TOKENIZER_FILE,
            max_tokens=engine.labels.max_tokens,
            max_asked_tokens=engine.labels.max_asked_tokens,
        ),
        heldout,
        corpus,
        reference=(
            SlmGraph(model / FLOAT_FILE, engine.labels) if (model / FLOAT_FILE).exists() else None
        ),
        console=console,
    )
    figures = found.figures
    show(figures, playbook.name, console)
    if json_out is not None:
        confused = {name: {"confused": one.confused()} for name, one in found.decisions.items()}
        _write_json(json_out, {name: figures[name] | confused.get(name, {}) for name in figures})
    if card:
        _write_json(model / FIGURES_FILE, figures)
        write_card(model / CARD_FILE, playbook, engine.labels, figures)
    if plots is not None:
        _draw(found, plots, console)
    return figures


# What is in the way of writing is said before a minute is spent on training or measuring.
def _ready_to_draw(folder: Path) -> None:
    need_matplotlib("--plots")
    with _writing("plots", folder):
        folder.mkdir(parents=True, exist_ok=True)


def _ready_to_write(path: Path) -> None:
    if path.is_dir():
        raise ConfigError(f"{path}: is a folder; give a file in it")
    with _writing("figures", path):
        path.parent.mkdir(parents=True, exist_ok=True)


@contextmanager
def _writing(what: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigError(f"{path}: {what} cannot be written there: {error}") from None


def _draw(found: Measured, folder: Path, console: Console) -> None:
    with _writing("plots", folder):
        for name, made in found.decisions.items():
            draw(made, folder, name.replace(" ", "-"))
    console.print(f"plots: {folder}")


def _write_json(path: Path, figures: Mapping[str, Any]) -> None:
    with _writing("figures", path):
        path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


@contextmanager
def needs_train_extra() -> Iterator[None]:
    """For imports: says what to install where the ``train`` extra is missing."""
    try:
        yield
    except ImportError as error:
        raise ConfigError(
            f"training needs the package {error.name}: pip install 'voice-agent[train]'"
        ) from None


def _build() -> Any:
    with needs_train_extra():
        from voice_agent.training import build
    return build
