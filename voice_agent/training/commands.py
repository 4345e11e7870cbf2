"""What ``voice-agent train`` and ``voice-agent eval`` run."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import tokenizers
import torch
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from voice_agent import __version__
from voice_agent.events import OUT_OF_SCOPE
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.schema import Playbook
from voice_agent.slm.encoding import TurnEncoder
from voice_agent.slm.graph import SlmGraph
from voice_agent.slm.labels import Calibration, Labels
from voice_agent.slm.model import GRAPH_FILE, LABELS_FILE, TOKENIZER_FILE, SlmEngine
from voice_agent.training.base import base_folder
from voice_agent.training.batches import ExampleMaker
from voice_agent.training.calibrate import calibrate
from voice_agent.training.card import write_card
from voice_agent.training.corpus import Corpus, build_corpus
from voice_agent.training.evaluate import HELDOUT_FILE, measure, read_heldout, show
from voice_agent.training.export import export, quantise
from voice_agent.training.fit import CHECKPOINT, Recipe, fit
from voice_agent.training.mapping import load_mapping
from voice_agent.training.network import EncoderSize, Network, head_sizes
from voice_agent.training.noise import Confusions, Noise
from voice_agent.training.sources import SOURCES, folder_of
from voice_agent.training.values import ValueMaker

FLOAT_FILE = "slm.fp32.onnx"
FIGURES_FILE = "figures.json"


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
    console = console or Console()
    recipe = recipe or Recipe()
    playbook = load_playbook(playbook_folder)
    base = base_folder()
    out.mkdir(parents=True, exist_ok=True)
    if data is None:
        console.print("[yellow]No --data folder: training on the playbook alone; less accurate.")
    corpus = build_corpus(playbook, data, recipe.seed)
    labels = Labels(
        playbook=playbook.name,
        intents=(OUT_OF_SCOPE, *playbook.intents),
        entities=tuple(playbook.entities),
        made_with=_made_with(playbook, recipe, data),
    )
    shutil.copyfile(base / "tokenizer.json", out / TOKENIZER_FILE)
    maker = _maker(playbook, labels, corpus, out / TOKENIZER_FILE, data)
    network = _network(base, labels, recipe)
    rows = corpus.split("train")
    console.print(f"{playbook.name}: {len(rows)} rows, {recipe.rows} drawn per epoch")
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("training")

        def step(done: int, total: int, loss: float) -> None:
            progress.update(task, completed=done, total=total, description=f"loss {loss:.3f}")

        fit(network, rows, maker, recipe, out, step)
    export(network, out / FLOAT_FILE)
    quantise(out / FLOAT_FILE, out / GRAPH_FILE)
    graph = SlmGraph(out / GRAPH_FILE, labels)
    labels = replace(
        labels, calibration=_rounded(calibrate(graph, corpus.split("dev"), maker, recipe.seed))
    )
    labels.write(out / LABELS_FILE)
    figures = evaluate(playbook_folder, out, data=data, console=console)
    if not keep_float:
        (out / FLOAT_FILE).unlink()
    (out / CHECKPOINT).unlink()
    (out / FIGURES_FILE).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    write_card(out / "CARD.md", playbook, labels, figures)
    return figures


def recalibrate(
    playbook_folder: Path, model: Path, *, data: Path | None = None, seed: int = 1
) -> Labels:
    """Fit temperatures and the scope threshold of an existing model again."""
    playbook = load_playbook(playbook_folder)
    labels = Labels.read(model / LABELS_FILE)
    labels.check(playbook)
    corpus = build_corpus(playbook, data, seed)
    maker = _maker(playbook, labels, corpus, model / TOKENIZER_FILE, data)
    graph = SlmGraph(model / GRAPH_FILE, labels)
    labels = replace(
        labels, calibration=_rounded(calibrate(graph, corpus.split("dev"), maker, seed))
    )
    labels.write(model / LABELS_FILE)
    return labels


def evaluate(
    playbook_folder: Path,
    model: Path,
    *,
    data: Path | None = None,
    json_out: Path | None = None,
    console: Console | None = None,
) -> dict[str, Any]:
    """Measure a model on the playbook's held-out turns and on public test splits.

    Args:
        playbook_folder: Folder of the playbook; its ``heldout.yaml`` is used if there.
        model: Folder with the model's files. If the fp32 graph is there too, the agreement
            of the int8 graph with it is measured.
        data: Folder of public data sets, for their mapped test splits.
        json_out: File for the figures.
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
        _encoder(engine.labels, model / TOKENIZER_FILE),
        heldout,
        corpus,
        reference=(
            SlmGraph(model / FLOAT_FILE, engine.labels) if (model / FLOAT_FILE).exists() else None
        ),
    )
    show(figures, playbook.name, console or Console())
    if json_out is not None:
        json_out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return figures


def _maker(
    playbook: Playbook, labels: Labels, corpus: Corpus, tokenizer: Path, data: Path | None
) -> ExampleMaker:
    encoder = _encoder(labels, tokenizer)
    dictionary = data / "cmudict" / "cmudict.dict.gz" if data else None
    confusions = Confusions()
    if dictionary is not None and dictionary.exists():
        vocabulary = tokenizers.Tokenizer.from_file(str(tokenizer)).get_vocab().keys()
        confusions = Confusions.read(dictionary, vocabulary)
    return ExampleMaker(
        encoder, labels, ValueMaker(playbook.entities), Noise(confusions), corpus.questions
    )


def _encoder(labels: Labels, tokenizer: Path) -> TurnEncoder:
    return TurnEncoder.load(
        tokenizer, max_tokens=labels.max_tokens, max_asked_tokens=labels.max_asked_tokens
    )


def _network(base: Path, labels: Labels, recipe: Recipe) -> Network:
    torch.manual_seed(recipe.seed)
    network = Network(
        EncoderSize.read(base / "config.json"),
        head_sizes(
            intents=len(labels.intents),
            acts=len(labels.acts),
            tags=len(labels.tags),
            escalations=len(labels.escalations),
        ),
    )
    network.load_base(base / "model.safetensors")
    return network


def _made_with(playbook: Playbook, recipe: Recipe, data: Path | None) -> dict[str, Any]:
    sets = load_mapping(playbook).sets if data else {}
    used = [name for name in sets if data and folder_of(name, data).is_dir()]
    return {
        "voice_agent": __version__,
        "torch": torch.__version__,
        "onnxruntime": onnxruntime.__version__,
        "numpy": np.__version__,
        "base": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)",
        "seed": recipe.seed,
        "epochs": recipe.epochs,
        "rows_per_epoch": recipe.rows,
        "data": {name: SOURCES[name].licence for name in used}
        | ({"cmudict": "BSD-2-Clause"} if data and (data / "cmudict").is_dir() else {}),
    }


def _rounded(calibration: Calibration) -> Calibration:
    scope = calibration.scope
    return replace(
        calibration,
        intent=round(calibration.intent, 4),
        act=round(calibration.act, 4),
        tag=round(calibration.tag, 4),
        escalation=round(calibration.escalation, 4),
        completeness=round(calibration.completeness, 4),
        scope=replace(
            scope,
            weights=(round(scope.weights[0], 4), round(scope.weights[1], 4)),
            bias=round(scope.bias, 4),
            threshold=round(scope.threshold, 4),
        ),
    )
