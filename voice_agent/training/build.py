"""Building a model: corpus, training, export, calibration. Needs the ``train`` extra."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import tokenizers
import torch
import transformers
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from voice_agent import __version__
from voice_agent.events import OUT_OF_SCOPE
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.schema import Playbook
from voice_agent.slm.encoding import TurnEncoder
from voice_agent.slm.graph import SlmGraph
from voice_agent.slm.labels import Calibration, Labels
from voice_agent.slm.model import GRAPH_FILE, LABELS_FILE, TOKENIZER_FILE
from voice_agent.training.base import base_folder
from voice_agent.training.batches import ExampleMaker
from voice_agent.training.calibrate import calibrate
from voice_agent.training.commands import FLOAT_FILE
from voice_agent.training.corpus import Corpus, build_corpus
from voice_agent.training.export import export, quantise
from voice_agent.training.fit import CHECKPOINT, fit
from voice_agent.training.mapping import load_mapping
from voice_agent.training.network import Network, head_sizes, load_encoder
from voice_agent.training.noise import Confusions, Noise
from voice_agent.training.recipe import Recipe
from voice_agent.training.sources import SOURCES, folder_of
from voice_agent.training.values import ValueMaker


def train(
    playbook_folder: Path,
    out: Path,
    *,
    data: Path | None = None,
    recipe: Recipe | None = None,
    console: Console | None = None,
) -> None:
    """Train, export, quantise and calibrate; see ``commands.train``."""
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
    (out / CHECKPOINT).unlink()


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
    return Network(
        load_encoder(base),
        head_sizes(
            intents=len(labels.intents),
            acts=len(labels.acts),
            tags=len(labels.tags),
            escalations=len(labels.escalations),
        ),
    )


def _made_with(playbook: Playbook, recipe: Recipe, data: Path | None) -> dict[str, Any]:
    sets = load_mapping(playbook).sets if data else {}
    used = [name for name in sets if data and folder_of(name, data).is_dir()]
    return {
        "voice_agent": __version__,
        "torch": torch.__version__,
        "transformers": transformers.__version__,
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
