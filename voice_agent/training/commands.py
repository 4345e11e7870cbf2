"""What ``voice-agent train`` and ``voice-agent eval`` run. Only ``train`` needs torch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console

from voice_agent.errors import ConfigError
from voice_agent.playbook.load import load_playbook
from voice_agent.slm.encoding import TurnEncoder
from voice_agent.slm.graph import SlmGraph
from voice_agent.slm.labels import Labels
from voice_agent.slm.model import GRAPH_FILE, TOKENIZER_FILE, SlmEngine
from voice_agent.training.card import write_card
from voice_agent.training.corpus import build_corpus
from voice_agent.training.evaluate import HELDOUT_FILE, measure, read_heldout, show
from voice_agent.training.recipe import Recipe

FLOAT_FILE = "slm.fp32.onnx"
FIGURES_FILE = "figures.json"
CARD_FILE = "CARD.md"


def train(
    playbook_folder: Path,
    out: Path,
    *,
    data: Path | None = None,
    recipe: Recipe | None = None,
    keep_float: bool = False,
    console: Console | None = None,
) -> dict[str, Any]:
    """Train, export, quantise, calibrate and measure the model of a playbook.

    Args:
        playbook_folder: Folder with ``playbook.yaml`` and ``phrases.yaml``.
        out: Where ``slm.int8.onnx``, ``labels.json``, ``tokenizer.json``, ``figures.json``
            and ``CARD.md`` go. A killed run goes on from its last epoch there.
        data: Folder of public data sets; without it only the playbook's own phrases and
            the turns shipped with the package are used, and accuracy is lower.
        recipe: Hyper-parameters.
        keep_float: Whether to leave the fp32 graph beside the int8 one.
        console: Where to report.

    Returns:
        The figures of ``evaluate``.

    Raises:
        ConfigError: A file of the playbook is wrong, or the ``train`` extra is missing.
    """
    _build().train(playbook_folder, out, data=data, recipe=recipe, console=console)
    figures = evaluate(playbook_folder, out, data=data, card=True, console=console)
    if not keep_float:
        (out / FLOAT_FILE).unlink()
    return figures


def recalibrate(
    playbook_folder: Path, model: Path, *, data: Path | None = None, seed: int = 1
) -> Labels:
    """Fit temperatures and the scope threshold of an existing model again.

    Raises:
        ConfigError: A file of the playbook is wrong, or the ``train`` extra is missing.
        ModelError: The model is missing or does not fit the playbook.
    """
    labels: Labels = _build().recalibrate(playbook_folder, model, data=data, seed=seed)
    return labels


def evaluate(
    playbook_folder: Path,
    model: Path,
    *,
    data: Path | None = None,
    json_out: Path | None = None,
    card: bool = False,
    console: Console | None = None,
) -> dict[str, Any]:
    """Measure a model on the playbook's held-out turns and on public test splits.

    Args:
        playbook_folder: Folder of the playbook; its ``heldout.yaml`` is used if there.
        model: Folder with the model's files. If the fp32 graph is there too, the agreement
            of the int8 graph with it is measured.
        data: Folder of public data sets, for their mapped test splits.
        json_out: File for the figures.
        card: Whether to write ``figures.json`` and ``CARD.md`` of the model anew.
        console: Where to show the table.

    Raises:
        ConfigError: A file is wrong.
        ModelError: The model is missing or does not fit the playbook.
    """
    playbook = load_playbook(playbook_folder)
    engine = SlmEngine.load(model, playbook)
    heldout = read_heldout(playbook) if (playbook.folder / HELDOUT_FILE).exists() else []
    corpus = build_corpus(playbook, data, seed=1)
    figures = measure(
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
    )
    show(figures, playbook.name, console or Console())
    text = json.dumps(figures, indent=1) + "\n"
    if json_out is not None:
        json_out.write_text(text, encoding="utf-8")
    if card:
        (model / FIGURES_FILE).write_text(text, encoding="utf-8")
        write_card(model / CARD_FILE, playbook, engine.labels, figures)
    return figures


def _build() -> Any:
    try:
        from voice_agent.training import build
    except ImportError as error:
        raise ConfigError(
            f"training needs the package {error.name}: pip install 'voice-agent[train]'"
        ) from None
    return build
