"""Measuring a model: held-out turns written for the playbook, and public test splits."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

import numpy as np
from rich.console import Console
from rich.measure import Measurement
from rich.progress import track
from rich.table import Table

from voice_agent.core.turn import OUT_OF_SCOPE, Transcript, TurnReading
from voice_agent.language.en import normalise
from voice_agent.slm.decoding import (
    decode_tags,
    in_scope_probability,
    intent_probabilities,
    softmax,
)
from voice_agent.slm.encoding import TurnEncoder
from voice_agent.slm.graph import Logits, SlmGraph
from voice_agent.slm.model import SlmEngine
from voice_agent.training.data.corpus import Corpus
from voice_agent.training.data.labelled import Turn, plain
from voice_agent.training.data.rows import Row
from voice_agent.training.measure.decisions import Decisions
from voice_agent.training.measure.metrics import auroc, calibration_error, span_f1

FIGURE_NAMES = {
    "rows": "turns",
    "intent": "intent right, in scope (refusals count as wrong)",
    "refused": "in scope, taken for out of scope",
    "oos_auroc": "out-of-scope AUROC",
    "oos_caught": "out of scope, recognised",
    "ece": "calibration error of the confidence (ECE)",
    "sure_right": "right among the 90 % most confident",
    "act": "act right",
    "entities": "entity F1, right values, model and code",
    "entities_model": "entity F1, exact spans, model alone",
    "escalation_recall": "turns for a human above the threshold",
    "escalation_reason": "of those, reason right",
    "escalation_false": "other turns above the threshold",
    "sentiment": "sentiment right",
    "reasoning": "reasoning needed or not, right",
    "agreement": "int8 intent as fp32",
    "p50_ms": "latency p50",
    "p95_ms": "latency p95",
}
HEADERS = {
    "rows": "n",
    "oos_auroc": "auroc",
    "oos_caught": "caught",
    "sure_right": "sure",
    "entities": "values",
    "entities_model": "spans",
    "escalation_recall": "human",
    "escalation_reason": "why",
    "escalation_false": "false",
    "agreement": "int8",
    "p50_ms": "p50",
    "p95_ms": "p95",
}
_ANY_WIDTH = 10_000
_PART = "held-out: "  # begins the names of the groups of the held-out turns
_MOST = 3000  # rows measured per public set


def public_turns(corpus: Corpus, seed: int = 1) -> list[Turn]:
    """Test rows of the corpus, by set, at most ``_MOST`` each."""
    sets: defaultdict[str, list[Row]] = defaultdict(list)
    for row in corpus.split("test"):
        if row.intents or row.sentiment or row.reasoning is not None:
            sets[row.group.split("/")[0]].append(row)
    rng = Random(seed)
    return [
        Turn(
            group=name,
            said=plain(row.phrase),
            asked="",
            intents=row.intents,
            act=row.act,
            escalation=row.escalation,
            sentiment=row.sentiment,
            reasoning=row.reasoning,
        )
        for name, rows in sets.items()
        for row in rng.sample(rows, min(len(rows), _MOST))
    ]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was found.

    Attributes:
        figures: By group: ``held-out turns`` as a whole, each of its groups, each public set,
            latency.
        decisions: Of the held-out turns as a whole and of each public set, where there are
            intents to decide.
    """

    figures: dict[str, dict[str, float]]
    decisions: dict[str, Decisions]


def measure(
    engine: SlmEngine,
    graph: SlmGraph,
    encoder: TurnEncoder,
    heldout: Sequence[Turn],
    corpus: Corpus,
    *,
    reference: SlmGraph | None = None,
    console: Console | None = None,
) -> Evaluation:
    """Measure a model on ``heldout`` and on the public sets of ``corpus``.

    Where the fp32 graph is the ``reference``, the agreement with it is a figure too.
    """

    def each(turns: Sequence[Turn], name: str) -> Iterable[Turn]:
        return track(turns, f"reading {name}", console=console, transient=True)

    read = [_Read.of(turn, engine, graph, encoder) for turn in each(heldout, "held-out turns")]
    public = [
        _Read.of(turn, None, graph, encoder) for turn in each(public_turns(corpus), "public sets")
    ]
    groups: defaultdict[str, list[_Read]] = defaultdict(list)
    if read:
        groups["held-out turns"] = read
    for one in read:
        groups[_PART + one.turn.group].append(one)
    for one in public:
        groups[f"{one.turn.group} test"].append(one)
    figures = {name: _figures(members, engine) for name, members in groups.items()}
    everything = [one.turn for one in (*read, *public)]
    if reference is not None and everything:
        figures["int8 against fp32"] = _agreement(graph, reference, encoder, everything)
    if everything:
        figures["latency, one thread"] = _latency(engine, everything)
    rounded = {
        group: {key: value if key == "rows" else round(value, 4) for key, value in values.items()}
        for group, values in figures.items()
        # A model without a head has no figures for the rows that only that head reads.
        if values.keys() - {"rows"}
    }
    decided = {
        name: _decisions(known, engine)
        for name, members in groups.items()
        if not name.startswith(_PART) and (known := _with_intents(members))
    }
    return Evaluation(rounded, decided)


@dataclass(frozen=True, slots=True)
class _Read:
    turn: Turn
    logits: Logits
    words: tuple[tuple[int, int], ...]
    reading: TurnReading | None

    @classmethod
    def of(
        cls, turn: Turn, engine: SlmEngine | None, graph: SlmGraph, encoder: TurnEncoder
    ) -> _Read:
        encoded = encoder.encode(turn.said.text, turn.asked)
        reading = None
        if engine is not None:
            reading = engine.read(Transcript(turn.said.text, 1.0), asked=turn.asked)
        return cls(turn, graph.run(encoded), encoded.words, reading)


def _figures(read: Sequence[_Read], engine: SlmEngine) -> dict[str, float]:
    labels, fitted = engine.labels, engine.labels.calibration
    figures: dict[str, float] = {"rows": len(read)}
    figures |= _other_heads(read, engine)
    read = _with_intents(read)
    if not read:
        return figures
    made = _decisions(read, engine)
    right, confidence = made.right, made.confidence
    outside = np.array([r.turn.intents == (OUT_OF_SCOPE,) for r in read])
    inside = np.array([OUT_OF_SCOPE not in r.turn.intents for r in read])
    if inside.any():
        figures["intent"] = float(right[inside].mean())
        figures["refused"] = float((np.array(made.said)[inside] == OUT_OF_SCOPE).mean())
    if outside.any():
        figures["oos_caught"] = float(right[outside].mean())
    if outside.any() and inside.any():
        score = in_scope_probability(_logits(read), fitted.scope)
        figures["oos_auroc"] = auroc(score[inside], score[outside])
    if len(read) >= 50:
        figures["ece"] = calibration_error(confidence, right)
        surest = confidence.argsort()[len(read) // 10 :]
        figures["sure_right"] = float(right[surest].mean())
    tagged = [r for r in read if r.turn.tagged and r.reading is not None]
    if any(r.turn.said.spans for r in tagged):
        specs, today = engine.playbook.entities, date.today()
        figures["entities"] = span_f1(
            [
                {(e.type, json.dumps(e.value)) for e in r.reading.entities}
                for r in tagged
                if r.reading
            ],
            [
                {
                    (name, json.dumps(normalise(specs[name], r.turn.said.text[a:b], today=today)))
                    for a, b, name in r.turn.said.spans
                }
                for r in tagged
            ],
        )
        wanted = [set(r.turn.said.spans) for r in tagged]
        spans = [
            decode_tags(softmax(r.logits.tags, fitted.tag), r.words, labels.tags) for r in tagged
        ]
        figures["entities_model"] = span_f1(
            [{(s.start, s.end, s.type) for s in found} for found in spans], wanted
        )
    return figures


def _with_intents(read: Sequence[_Read]) -> list[_Read]:
    return [one for one in read if one.turn.intents]


def _decisions(read: Sequence[_Read], engine: SlmEngine) -> Decisions:
    table = intent_probabilities(_logits(read), engine.labels.calibration)
    return Decisions.of(table, [r.turn.intents for r in read], engine.labels)


def _logits(read: Sequence[_Read]) -> np.ndarray:
    return np.array([r.logits.intent for r in read])


def _other_heads(read: Sequence[_Read], engine: SlmEngine) -> dict[str, float]:
    labels, fitted = engine.labels, engine.labels.calibration
    figures: dict[str, float] = {}
    acts = [labels.acts[int(r.logits.act.argmax())] == r.turn.act for r in read if r.turn.act]
    if acts:
        figures["act"] = float(np.mean(acts))
    moods = [
        labels.sentiments[int(r.logits.sentiment.argmax())] == r.turn.sentiment
        for r in read
        if r.turn.sentiment and labels.sentiments
    ]
    if moods:
        figures["sentiment"] = float(np.mean(moods))
    reasons_right = [
        bool(r.logits.reasoning.argmax()) == r.turn.reasoning
        for r in read
        if r.turn.reasoning is not None and labels.reasoning
    ]
    if reasons_right:
        figures["reasoning"] = float(np.mean(reasons_right))
    scores = [softmax(r.logits.escalation, fitted.escalation) for r in read]
    threshold = engine.playbook.policy.escalation_threshold
    for_human, others, reasons = [], [], []
    for one, score in zip(read, scores, strict=True):
        if one.turn.escalation is None:
            continue
        above = bool(1.0 - score[0] >= threshold)
        if one.turn.escalation == "none":
            others.append(above)
            continue
        for_human.append(above)
        if above:
            reason = labels.escalations[int(score[1:].argmax()) + 1]
            reasons.append(reason == one.turn.escalation)
    if for_human:
        figures["escalation_recall"] = float(np.mean(for_human))
    if reasons:
        figures["escalation_reason"] = float(np.mean(reasons))
    if others:
        figures["escalation_false"] = float(np.mean(others))
    return figures


def _agreement(
    graph: SlmGraph, reference: SlmGraph, encoder: TurnEncoder, turns: Sequence[Turn]
) -> dict[str, float]:
    same = []
    for turn in Random(1).sample(list(turns), min(len(turns), 1500)):
        encoded = encoder.encode(turn.said.text, turn.asked)
        same.append(
            int(graph.run(encoded).intent.argmax()) == int(reference.run(encoded).intent.argmax())
        )
    return {"rows": len(same), "agreement": float(np.mean(same))}


def _latency(engine: SlmEngine, turns: Sequence[Turn]) -> dict[str, float]:
    taken = []
    for turn in Random(1).sample(list(turns), min(len(turns), 500)):
        transcript = Transcript(turn.said.text, 1.0)
        start = time.perf_counter()
        engine.read(transcript, asked=turn.asked)
        taken.append((time.perf_counter() - start) * 1000)
    return {
        "rows": len(taken),
        "p50_ms": float(np.percentile(taken, 50)),
        "p95_ms": float(np.percentile(taken, 95)),
    }


def show(figures: dict[str, Any], name: str, console: Console) -> None:
    """Print the figures as a table, a line per group; as a list where that is too wide."""
    keys = [key for key in FIGURE_NAMES if any(key in values for values in figures.values())]
    title = f"{name}: shares in %, latency in ms"
    table = Table(title=title)
    table.add_column("", no_wrap=True)
    for key in keys:
        table.add_column(HEADERS.get(key, key), justify="right", no_wrap=True)
    for group, values in figures.items():
        table.add_row(group, *(_cell(key, values.get(key)) for key in keys))
    options = console.options.update(max_width=_ANY_WIDTH)
    if Measurement.get(console, options, table).maximum <= console.width:
        console.print(table)
        return
    console.print(title)
    for group, values in figures.items():
        there = [key for key in keys if key in values]
        told = (f"{HEADERS.get(key, key)} {_cell(key, values[key])}" for key in there)
        console.print(f"{group}: {', '.join(told)}")


def _cell(key: str, value: float | None) -> str:
    if value is None:
        return ""
    if key == "rows":
        return str(value)
    return f"{value:.2f}" if key.endswith("_ms") else f"{100 * value:.1f}"
