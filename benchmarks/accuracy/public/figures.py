"""Results of a model on a test split. Pure numpy, no model."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.public.decoding import intents, intents_in_scope, several_probabilities
from benchmarks.accuracy.public.labels import PublicLabels
from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.slm.decoding import in_scope_probability, softmax
from voice_agent.training.measure.decisions import Decisions
from voice_agent.training.measure.metrics import Floats, auroc, calibration_error, span_f1

Spans = Collection[Hashable]
_RECALL = 0.95


@dataclass(frozen=True, slots=True)
class Predictions:
    """A model's predictions on a test split, one entry a row.

    Attributes:
        kinds: ``in`` scope, or ``near`` or ``far`` out of it.
        meant: Right intents.
        logits: ``[rows, intents]``.
        found: Spans that were found; empty without slots.
        wanted: Right spans.
    """

    kinds: Sequence[str]
    meant: Sequence[tuple[str, ...]]
    logits: Floats
    found: Sequence[Spans] = ()
    wanted: Sequence[Spans] = ()


def figures(judged: Predictions, labels: PublicLabels) -> dict[str, float]:
    """Return all results that the data and the labels allow, as shares."""
    found: dict[str, float] = {"rows": float(len(judged.kinds))}
    if labels.several:
        found |= _several(judged, labels)
    else:
        found |= _single(judged, labels)
    if judged.wanted:
        found["slot_f1"] = span_f1(judged.found, judged.wanted)
        if not labels.several:
            right = in_scope_right(judged, labels)
            whole = [
                bool(r) and set(f) == set(w)
                for r, f, w in zip(right, judged.found, judged.wanted, strict=True)
            ]
            found["whole_turn"] = float(np.mean(whole))
    return found


def in_scope_right(judged: Predictions, labels: PublicLabels) -> NDArray[np.bool_]:
    """Return for each row in scope whether the best intent is right, with nothing refused."""
    inside = inside_of(judged)
    best = judged.logits[inside][:, 1:].argmax(-1) + 1
    meant = [names for names, is_in in zip(judged.meant, inside, strict=True) if is_in]
    return np.array([labels.intents[b] in names for b, names in zip(best, meant, strict=True)])


def inside_of(judged: Predictions) -> NDArray[np.bool_]:
    """Return which rows are in scope."""
    return np.array([kind == "in" for kind in judged.kinds])


def decisions(judged: Predictions, labels: PublicLabels) -> Decisions:
    """Return the decision that each row is served with."""
    return Decisions.of(intents(judged.logits, labels), judged.meant, labels)


def _single(judged: Predictions, labels: PublicLabels) -> dict[str, float]:
    inside = inside_of(judged)
    right = in_scope_right(judged, labels)
    sure = intents_in_scope(judged.logits[inside], labels).max(-1)
    made = decisions(judged, labels)
    refused, served = np.array(made.said) == OUT_OF_SCOPE, made.right
    found = {
        "in_scope": float(right.mean()),
        "ece": calibration_error(sure, right),
        "surest_90_right": float(right[sure.argsort()[len(sure) // 10 :]].mean()),
    }
    if inside.all():
        return found
    score = in_scope_probability(judged.logits, labels.calibration.scope)
    # Hendrycks & Gimpel 2017, the usual baseline.
    surest = softmax(judged.logits[:, 1:]).max(-1)
    found["in_scope_served"] = float(served[inside].mean())
    found["refused"] = float(refused[inside].mean())
    found["ece_served"] = calibration_error(made.confidence, served)
    kinds = np.array(judged.kinds)
    for kind in sorted(set(judged.kinds) - {"in"}):
        outside = kinds == kind
        found[f"{kind}_auroc"] = auroc(score[inside], score[outside])
        found[f"{kind}_auroc_softmax"] = auroc(surest[inside], surest[outside])
        found[f"{kind}_fpr95"] = fpr_at_recall(score[inside], score[outside])
        found[f"{kind}_caught"] = float(refused[outside].mean())
    return found


def fpr_at_recall(inside: Floats, outside: Floats, recall: float = _RECALL) -> float:
    """Return the share of out-of-scope turns let in at ``recall`` in scope (FPR@95)."""
    kept = int(np.ceil(recall * len(inside)))
    threshold = np.sort(inside)[::-1][kept - 1]
    return float((outside >= threshold).mean())


def _several(judged: Predictions, labels: PublicLabels) -> dict[str, float]:
    """Return micro-averaged F1 over intents at 0.5, and the share of turns fully right."""
    table = several_probabilities(judged.logits, labels.calibration.intent)[:, 1:] >= 0.5
    names = np.array(labels.intents[1:])
    found = [set(names[row]) for row in table]
    wanted = [set(meant) - {labels.intents[0]} for meant in judged.meant]
    exact = np.mean([f == w for f, w in zip(found, wanted, strict=True)])
    return {"intent_f1": span_f1(found, wanted), "intent_exact": float(exact)}


def spread(runs: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Return mean and sample standard deviation (0 for one run) of each result over runs."""
    return {
        key: {
            "mean": round(float(np.mean([run[key] for run in runs])), 5),
            "sd": round(float(np.std([run[key] for run in runs], ddof=1)), 5)
            if len(runs) > 1
            else 0.0,
        }
        for key in runs[0]
    }
