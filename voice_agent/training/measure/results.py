"""What is measured of a model, from turns that it has read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import numpy as np

from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.slm.decoding import (
    decode_tags,
    in_scope_probability,
    intent_probabilities,
    softmax,
)
from voice_agent.slm.model import SlmEngine
from voice_agent.training.measure.decisions import Decisions
from voice_agent.training.measure.metrics import auroc, calibration_error, span_f1
from voice_agent.training.measure.readings import ReadTurn

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


def results_of(read: Sequence[ReadTurn], engine: SlmEngine) -> dict[str, float]:
    """Return all results that the labels of the turns allow."""
    labels, fitted = engine.labels, engine.labels.calibration
    figures: dict[str, float] = {"rows": len(read)}
    figures |= _other_heads(read, engine)
    read = with_intents(read)
    if not read:
        return figures
    made = decisions_of(read, engine)
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
        value_of = engine.playbook.lang.normalise
        figures["entities"] = span_f1(
            [
                {(e.type, json.dumps(e.value)) for e in r.reading.entities}
                for r in tagged
                if r.reading
            ],
            [
                {
                    (name, json.dumps(value_of(specs[name], r.turn.said.text[a:b], today=today)))
                    for a, b, name in r.turn.said.spans
                }
                for r in tagged
            ],
        )
        if "tags" in labels.heads:
            wanted = [set(r.turn.said.spans) for r in tagged]
            spans = [
                decode_tags(softmax(r.logits.tags, fitted.tag), r.words, labels.tags)
                for r in tagged
            ]
            figures["entities_model"] = span_f1(
                [{(s.start, s.end, s.type) for s in found} for found in spans], wanted
            )
    return figures


def with_intents(read: Sequence[ReadTurn]) -> list[ReadTurn]:
    """Return the turns whose intents are known."""
    return [one for one in read if one.turn.intents]


def decisions_of(read: Sequence[ReadTurn], engine: SlmEngine) -> Decisions:
    """Return the decisions of the engine on the turns."""
    table = intent_probabilities(_logits(read), engine.labels.calibration)
    return Decisions.of(table, [r.turn.intents for r in read], engine.labels)


def _logits(read: Sequence[ReadTurn]) -> np.ndarray:
    return np.array([r.logits.intent for r in read])


def _other_heads(read: Sequence[ReadTurn], engine: SlmEngine) -> dict[str, float]:
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
