"""Results of a model as a table and as files: figures, plots and card."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from voice_agent.core.errors import ConfigError
from voice_agent.core.extras import need_matplotlib
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.schema import Playbook
from voice_agent.playbook.turn_files import HELDOUT_FILE
from voice_agent.slm.encoding import TurnEncoder
from voice_agent.slm.graph import SlmGraph
from voice_agent.slm.model import GRAPH_FILE, TOKENIZER_FILE, SlmEngine
from voice_agent.training.data.corpus import build_corpus
from voice_agent.training.data.labelled import heldout_if_any
from voice_agent.training.fit.base import FLOAT_FILE
from voice_agent.training.measure.card import write_card
from voice_agent.training.measure.evaluate import Evaluation, measure
from voice_agent.training.measure.misses import misses
from voice_agent.training.measure.plots import draw
from voice_agent.training.measure.table import show

FIGURES_FILE = "figures.json"
CARD_FILE = "CARD.md"


def evaluate(
    playbook_folder: Path,
    model: Path,
    *,
    data: Path | None = None,
    json_out: Path | None = None,
    plots: Path | None = None,
    card: bool = False,
    wrong: bool = False,
    console: Console | None = None,
) -> dict[str, Any]:
    """Measure a model on the playbook's held-out turns and on public test splits.

    Args:
        playbook_folder: Folder of the playbook; its ``heldout.yaml`` is used if there.
        model: Folder with the model's files. If the fp32 graph is there too, the agreement
            of the int8 graph with it is measured too.
        data: Folder of public data sets, for their mapped test splits.
        json_out: File for the results, and for the intents most often confused.
        plots: Folder for plots of the held-out turns and of each public set: confusions,
            reliability diagram, accuracy over coverage (needs matplotlib).
        card: Whether to write ``figures.json`` and ``CARD.md`` of the model again.
        wrong: List the held-out turns that are read wrongly, and what misled the model.
        console: Where to show the table.

    Raises:
        ConfigError: A file is wrong or cannot be written, or plots are wanted and matplotlib is
            missing.
        ModelError: The model is missing or does not fit the playbook.
    """
    if plots is not None:
        ready_to_draw(plots)
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
    if missing := not_measured(playbook):
        console.print(f"[yellow]{escape(missing)}[/]", soft_wrap=True)
    if wrong:
        for line in misses(found.read, playbook):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    if json_out is not None:
        confused = {name: {"confused": one.confused()} for name, one in found.decisions.items()}
        _write_json(json_out, {name: figures[name] | confused.get(name, {}) for name in figures})
    if card:
        _write_json(model / FIGURES_FILE, figures)
        write_card(model / CARD_FILE, playbook, engine.labels, figures)
    if plots is not None:
        _draw(found, plots, console)
    return figures


def not_measured(playbook: Playbook) -> str:
    """Say what is not measured because the playbook has no held-out turns; empty if it has some."""
    if (playbook.folder / HELDOUT_FILE).exists():
        return ""
    return (
        f"no {HELDOUT_FILE}: intents, details and calls for a person of this playbook are not "
        "measured. Write turns in other words than phrases.yaml: "
        'groups: {wishes: [{say: "...", intent: NAME}]}'
    )


def ready_to_draw(folder: Path) -> None:
    """Check that plots can be written, before a minute goes into training or measuring.

    Raises:
        ConfigError: matplotlib is missing, or the folder cannot be made.
    """
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


def _draw(found: Evaluation, folder: Path, console: Console) -> None:
    with _writing("plots", folder):
        for name, made in found.decisions.items():
            draw(made, folder, name.replace(" ", "-"))
    console.print(f"plots: {folder}")


def _write_json(path: Path, figures: Mapping[str, Any]) -> None:
    with _writing("figures", path):
        path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
