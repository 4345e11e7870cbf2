"""Decisions from the logits of a benchmark's model. Pure numpy.

No served model needs what is here: a table of the confidence, several intents, a CRF.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.public.labels import Knots, PublicLabels
from voice_agent.slm.decoding import (
    Floats,
    TagSpan,
    best_path,
    in_scope_probability,
    legal_moves,
    log_probabilities,
    probabilities_in_scope,
    spans_of,
)


def intents_in_scope(logits: Floats, labels: PublicLabels) -> NDArray[np.float64]:
    """Return the calibrated distribution over the intents, ``[..., intents - 1]``."""
    return with_confidence(probabilities_in_scope(logits, labels.calibration), labels.confidence)


def intents(logits: Floats, labels: PublicLabels) -> NDArray[np.float64]:
    """Return the calibrated distribution over ``out_of_scope`` (column 0) and the intents."""
    inside = in_scope_probability(logits, labels.calibration.scope)[..., None]
    return np.concatenate([1.0 - inside, inside * intents_in_scope(logits, labels)], axis=-1)


def with_confidence(intents: NDArray[np.float64], knots: Knots) -> NDArray[np.float64]:
    """Give the best intent the probability of the table ``PublicLabels.confidence``.

    The others share the rest in proportion. Where that would lift the second above the best, both
    become about equal: the order of the intents does not change.
    """
    if not knots or intents.shape[-1] < 2:
        return intents
    best = intents.argmax(axis=-1)[..., None]
    others = intents.copy()
    np.put_along_axis(others, best, 0.0, axis=-1)
    rest = np.maximum(others.sum(axis=-1, keepdims=True), np.finfo(np.float64).tiny)
    second = others.max(axis=-1, keepdims=True) / rest
    x, y = zip(*knots, strict=True)
    top = np.interp(np.take_along_axis(intents, best, axis=-1), x, y)
    top = np.minimum(np.maximum(top, second / (1.0 + second) * (1.0 + 1e-9)), 1.0)
    others *= (1.0 - top) / rest
    np.put_along_axis(others, best, top, axis=-1)
    return others


def several_probabilities(logits: Floats, temperature: float) -> NDArray[np.float64]:
    """Return the probability of each intent alone, for graphs that may name several.

    Column 0, ``out_of_scope``, is the probability that none is meant: what the best lacks.
    """
    scaled = np.asarray(logits, dtype=np.float64) / temperature
    rows = 1.0 / (1.0 + np.exp(-np.clip(scaled, -60.0, 60.0)))
    rows[..., 0] = 1.0 - rows[..., 1:].max(axis=-1, initial=0.0)
    return np.asarray(rows)


def tag_spans(
    probabilities: Floats, words: Sequence[tuple[int, int]], labels: PublicLabels
) -> tuple[TagSpan, ...]:
    """Return the best legal BIO sequence as spans, by the CRF's scores if there are any.

    Args:
        probabilities: ``[words, tags]``, at the temperature of the tags.
        words: Character span of each word.
        labels: Names of the tags, and transitions.
    """
    if not words or not labels.entities:
        return ()
    moves = legal_moves(labels.tags)
    if labels.transitions:
        moves = moves + np.asarray(labels.transitions) / labels.calibration.tag
    path = best_path(log_probabilities(probabilities), moves)
    return spans_of(path, probabilities, words, labels.tags)
