"""How well typed questions are answered from a description, and from five examples.

    voice-agent bench questions --data DIR [--json f]

Yes-or-no questions are the intents of NLU++ (Casanueva et al. 2022) that 60 turns or more have;
one-of questions are the seven intents of SNIPS. Nothing is trained but the questions themselves;
what callers say otherwise is shown by the phrases of the shipped bank.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.report.options import JsonOption
from benchmarks.report.stats import write_json
from voice_agent.commands.options import DataOption
from voice_agent.config.load import load_pipeline
from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ConfigError
from voice_agent.knowledge.encoder import Encoded, SentenceEncoder
from voice_agent.playbook import load_playbook
from voice_agent.playbook.questions import QuestionSpec
from voice_agent.slm.questions import Questions, background_of
from voice_agent.training.measure.metrics import auroc, calibration_error

FOLDS, ENOUGH, EXAMPLES = 20, 60, (0, 5)
_BINS = 10
_PREFIX = ("is the intent to ", "is the intent asking ")
_SNIPS = {
    "AddToPlaylist": "add a song to a playlist",
    "BookRestaurant": "book a table at a restaurant",
    "GetWeather": "ask about the weather",
    "PlayMusic": "play music",
    "RateBook": "give a book a rating",
    "SearchCreativeWork": "look for a film, a show or a song by its name",
    "SearchScreeningEvent": "ask when and where a film is shown",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """How well questions are answered.

    Attributes:
        questions: How many there are.
        turns: Turns that each is measured on, on average.
        auroc: Mean area under the ROC curve of yes against the rest, in percent; yes-no only.
        right: F1 of yes at 0.5, or the share of right choices, in percent.
        ece: Expected calibration error of that probability, in percent.
    """

    questions: int
    turns: int
    auroc: float | None
    right: float
    ece: float


class Remembering:
    """An encoder that encodes a text once."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Encoded] = {}
        self.fingerprint = encoder.fingerprint

    def encode(self, text: str) -> Encoded:
        """Encode one text."""
        if text not in self._known:
            self._known[text] = self._encoder.encode(text)
        return self._known[text]


def main(data: DataOption = None, seed: int = 1, json_out: JsonOption = None) -> None:
    """Measure the playbook's typed questions on public sets."""
    if data is None:
        raise typer.BadParameter("needs the folder of the public data sets", param_hint="--data")
    encoder = Remembering(SentenceEncoder(ModelStore.open().path("sentences")))
    others = background_of(load_playbook(load_pipeline("bank").playbook_folder))
    found: dict[str, Figures] = {}
    for count in EXAMPLES:
        what = f"{count} examples" if count else "a description"
        for domain in ("banking", "hotels"):
            figures = yes_or_no(data, domain, count, others, encoder, Random(seed))
            found[f"NLU++ {domain}, yes or no, {what}"] = figures
        found[f"SNIPS, one of seven, {what}"] = one_of(data, count, others, encoder, Random(seed))
    Console().print(_table(found))
    write_json(json_out, {"questions": {name: asdict(one) for name, one in found.items()}})


def yes_or_no(
    data: Path,
    domain: str,
    count: int,
    others: Sequence[str],
    encoder: Remembering,
    rng: Random,
) -> Figures:
    """Measure a yes-or-no question for each intent of an NLU++ domain."""
    about = _read(data / "nlupp" / "data" / "ontology.json")["intents"]
    rows = [
        row
        for fold in range(FOLDS)
        for row in _read(data / "nlupp" / "data" / domain / f"fold{fold}.json")
    ]
    every = {name for row in rows for name in row.get("intents", ())}
    areas, scores, truths = [], [], []
    f1 = []
    for name in sorted(every):
        having = [row["text"] for row in rows if name in row.get("intents", ())]
        lacking = [row["text"] for row in rows if name not in row.get("intents", ())]
        if len(having) < ENOUGH:
            continue
        shown = rng.sample(having, count) if count else [_statement(about[name]["description"])]
        spec = QuestionSpec(ask=about[name]["description"], yes=shown)
        questions = Questions({name: spec}, others, encoder)
        tested = [text for text in having if text not in shown]
        score = np.array(
            [questions.probabilities(text)[name]["yes"] for text in (*tested, *lacking)]
        )
        truth = np.arange(len(score)) < len(tested)
        areas.append(auroc(score[truth], score[~truth]))
        said = score >= 0.5
        f1.append(2 * (said & truth).sum() / max(1, said.sum() + truth.sum()))
        scores.append(score)
        truths.append(truth)
    if not areas:
        raise ConfigError(f"{data / 'nlupp'}: no intent with {ENOUGH} turns")
    return Figures(
        len(areas),
        round(float(np.mean([len(one) for one in scores]))),
        100 * float(np.mean(areas)),
        100 * float(np.mean(f1)),
        100 * calibration_error(np.concatenate(scores), np.concatenate(truths), _BINS),
    )


def one_of(
    data: Path, count: int, others: Sequence[str], encoder: Remembering, rng: Random
) -> Figures:
    """Measure one question whose choices are the intents of SNIPS."""
    folder = data / "snips" / "bio"
    train, test = (_snips(folder / part) for part in ("train", "test"))
    choices = {
        name: rng.sample([text for text, intent in train if intent == name], count)
        if count
        else [about]
        for name, about in _SNIPS.items()
    }
    spec = QuestionSpec(ask="What does the caller want?", choices=choices)
    questions = Questions({"intent": spec}, others, encoder)
    sure, right = [], []
    for text, intent in test:
        found = questions.probabilities(text)["intent"]
        best = max(found, key=found.__getitem__)
        sure.append(found[best])
        right.append(best == intent)
    hits = np.array(right)
    ece = calibration_error(np.array(sure), hits, _BINS)
    return Figures(1, len(test), None, 100 * float(hits.mean()), 100 * ece)


def _statement(description: str) -> str:
    text = description.rstrip("?")
    for prefix in _PREFIX:
        text = text.removeprefix(prefix)
    return text


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ConfigError(f"{path}: missing; see docs/howto/train.md, Public data sets") from None


def _snips(folder: Path) -> list[tuple[str, str]]:
    try:
        texts, labels = (
            (folder / name).read_text(encoding="utf-8").splitlines() for name in ("seq.in", "label")
        )
    except OSError:
        raise ConfigError(f"{folder}: missing; see docs/howto/train.md, Public data sets") from None
    return list(zip(texts, labels, strict=True))


def _table(found: dict[str, Figures]) -> Table:
    grid = Table("", "questions", "turns", "AUROC, %", "F1 or right, %", "ECE, %")
    for name, one in found.items():
        area = f"{one.auroc:.1f}" if one.auroc is not None else ""
        figures = (area, f"{one.right:.1f}", f"{one.ece:.1f}")
        grid.add_row(name, str(one.questions), str(one.turns), *figures)
    return grid
