"""Figures of a model on a test split. Pure numpy, no model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_agent.slm.decoding import (
    in_scope_probability,
    intent_probabilities,
    probabilities_in_scope,
    several_probabilities,
    softmax,
)
from voice_agent.slm.labels import Labels
from voice_agent.training.metrics import auroc, calibration_error, span_f1

Floats = NDArray[np.float64]
Spans = Collection[Hashable]
BINS = 15
_RECALL = 0.95


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model said of a test split, one entry a row.

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


def figures(judged: Judged, labels: Labels) -> dict[str, float]:
    """All figures that the data and the labels allow, as shares."""
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


def in_scope_right(judged: Judged, labels: Labels) -> NDArray[np.bool_]:
    """Whether the best intent is right, of the rows in scope, with nothing refused."""
    inside = inside_of(judged)
    best = judged.logits[inside][:, 1:].argmax(-1) + 1
    meant = [names for names, is_in in zip(judged.meant, inside, strict=True) if is_in]
    return np.array([labels.intents[b] in names for b, names in zip(best, meant, strict=True)])


def inside_of(judged: Judged) -> NDArray[np.bool_]:
    """Which rows are in scope."""
    return np.array([kind == "in" for kind in judged.kinds])


def decisions(judged: Judged, labels: Labels) -> tuple[NDArray[np.int64], Floats]:
    """Index of the intent each row is served as, ``out_of_scope`` included; its confidence."""
    fitted = labels.calibration
    table = intent_probabilities(judged.logits, fitted)
    best = table[:, 1:].argmax(-1) + 1
    best[1.0 - table[:, 0] < fitted.scope.threshold] = 0
    return best, table[np.arange(len(best)), best]


def decided_right(judged: Judged, labels: Labels) -> NDArray[np.bool_]:
    """Whether the decision is right: the intent, or that a turn is out of scope."""
    best, _ = decisions(judged, labels)
    return np.array(
        [labels.intents[b] in names for b, names in zip(best, judged.meant, strict=True)]
    )


def _single(judged: Judged, labels: Labels) -> dict[str, float]:
    inside = inside_of(judged)
    right = in_scope_right(judged, labels)
    sure = probabilities_in_scope(judged.logits[inside], labels.calibration).max(-1)
    best, confidence = decisions(judged, labels)
    served = decided_right(judged, labels)
    found = {
        "in_scope": float(right.mean()),
        "ece": calibration_error(sure, right.astype(np.float64), BINS),
        "surest_90_right": float(right[sure.argsort()[len(sure) // 10 :]].mean()),
    }
    if inside.all():
        return found
    score = in_scope_probability(judged.logits, labels.calibration.scope)
    # Hendrycks & Gimpel 2017, what every other score is compared with.
    surest = softmax(judged.logits[:, 1:]).max(-1)
    found["in_scope_served"] = float(served[inside].mean())
    found["refused"] = float((best[inside] == 0).mean())
    found["ece_served"] = calibration_error(confidence, served.astype(np.float64), BINS)
    kinds = np.array(judged.kinds)
    for kind in sorted(set(judged.kinds) - {"in"}):
        outside = kinds == kind
        found[f"{kind}_auroc"] = auroc(score[inside], score[outside])
        found[f"{kind}_auroc_softmax"] = auroc(surest[inside], surest[outside])
        found[f"{kind}_fpr95"] = fpr_at_recall(score[inside], score[outside])
        found[f"{kind}_caught"] = float((best[outside] == 0).mean())
    return found


def fpr_at_recall(inside: Floats, outside: Floats, recall: float = _RECALL) -> float:
    """Share of out-of-scope turns let in when ``recall`` of those in scope are (FPR@95)."""
    kept = int(np.ceil(recall * len(inside)))
    threshold = np.sort(inside)[::-1][kept - 1]
    return float((outside >= threshold).mean())


def _several(judged: Judged, labels: Labels) -> dict[str, float]:
    """Micro-averaged F1 over intents at 0.5; exact: all intents of a turn right."""
    table = several_probabilities(judged.logits, labels.calibration.intent)[:, 1:] >= 0.5
    names = np.array(labels.intents[1:])
    found = [set(names[row]) for row in table]
    wanted = [set(meant) - {labels.intents[0]} for meant in judged.meant]
    exact = np.mean([f == w for f, w in zip(found, wanted, strict=True)])
    return {"intent_f1": span_f1(found, wanted), "intent_exact": float(exact)}


def confused(judged: Judged, labels: Labels, most: int = 20) -> list[tuple[str, str, int]]:
    """Pairs of intents (meant, said) that were taken for one another most often."""
    best, _ = decisions(judged, labels)
    pairs = Counter(
        (meant[0], labels.intents[said])
        for meant, said in zip(judged.meant, best, strict=True)
        if labels.intents[said] not in meant
    )
    return [(meant, said, count) for (meant, said), count in pairs.most_common(most)]


def reliability(confidence: Floats, right: NDArray[np.bool_]) -> list[tuple[float, float, int]]:
    """Mean confidence, share right and number of rows of each bin that has rows."""
    which = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        (
            float(confidence[which == index].mean()),
            float(right[which == index].mean()),
            int((which == index).sum()),
        )
        for index in range(BINS)
        if (which == index).any()
    ]


def coverage(confidence: Floats, right: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """Share of the rows that are answered, most confident first, and share right of those."""
    order = (-confidence).argsort(kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    steps = np.linspace(len(right) / 50, len(right), 50).round().astype(int)
    return [(float(step / len(right)), float(shares[step - 1])) for step in steps]


def spread(runs: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Mean and sample standard deviation over runs (0 for one run) of each figure."""
    return {
        key: {
            "mean": round(float(np.mean([run[key] for run in runs])), 5),
            "sd": round(float(np.std([run[key] for run in runs], ddof=1)), 5)
            if len(runs) > 1
            else 0.0,
        }
        for key in runs[0]
    }
