"""Logits -> decisions. Pure numpy, no model: shared by serving, calibration and evaluation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voice_agent.slm.labels import Calibration, Labels, Scope

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class TagSpan:
    """A stretch of words the model tagged as one entity, in character offsets."""

    type: str
    start: int
    end: int
    confidence: float


def softmax(logits: Floats, temperature: float = 1.0) -> NDArray[np.float64]:
    """Probabilities over the last axis."""
    scaled = np.asarray(logits, dtype=np.float64) / temperature
    scaled = scaled - scaled.max(axis=-1, keepdims=True)
    weights = np.exp(scaled)
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def scope_features(logits: Floats) -> NDArray[np.float64]:
    """Evidence that turns are in scope, ``[..., intents] -> [..., 4]``.

    1. The log-odds of the softmax against the ``out_of_scope`` class (column 0);
    2. the energy of the intents alone (Liu et al. 2020, "Energy-based out-of-distribution
       detection"), which stays low for turns unlike anything seen in training;
    3. the log-odds of the best intent among the intents (Hendrycks & Gimpel 2017), and
    4. its lead over the second: turns *near* the scope look like several intents at once.
    """
    rows = np.asarray(logits, dtype=np.float64)
    energy = _logsumexp(rows[..., 1:])
    if rows.shape[-1] < 3:
        sure = lead = np.zeros_like(energy)
    else:
        ranked = np.sort(rows[..., 1:], axis=-1)
        sure = ranked[..., -1] - _logsumexp(ranked[..., :-1])
        lead = ranked[..., -1] - ranked[..., -2]
    return np.stack([energy - rows[..., 0], energy, sure, lead], axis=-1)


def in_scope_probability(logits: Floats, scope: Scope) -> NDArray[np.float64]:
    """Probability that turns are in scope, ``[..., intents] -> [...]``."""
    # Models calibrated before there were four features have weights for the first two.
    features = scope_features(logits)[..., : len(scope.weights)]
    score = features @ np.asarray(scope.weights) + scope.bias
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(score, -60.0, 60.0))))


def intent_probabilities(logits: Floats, fitted: Calibration) -> NDArray[np.float64]:
    """Calibrated distribution over ``out_of_scope`` (column 0) and the intents."""
    inside = in_scope_probability(logits, fitted.scope)[..., None]
    intents = probabilities_in_scope(logits, fitted)
    return np.concatenate([1.0 - inside, inside * intents], axis=-1)


def probabilities_in_scope(logits: Floats, fitted: Calibration) -> NDArray[np.float64]:
    """Calibrated distribution over the intents of turns known to be in scope.

    ``[..., intents] -> [..., intents - 1]``: softmax with temperature; then the best intent gets
    what ``Calibration.confidence`` gives for its probability, and the others share the rest in
    proportion. Where that would lift the second above the best, both come out as good as equal:
    the order of the intents is always that of their logits.
    """
    intents = softmax(np.asarray(logits)[..., 1:], fitted.intent)
    if not fitted.confidence or intents.shape[-1] < 2:
        return intents
    best = intents.argmax(axis=-1)[..., None]
    others = intents.copy()
    np.put_along_axis(others, best, 0.0, axis=-1)
    rest = np.maximum(others.sum(axis=-1, keepdims=True), np.finfo(np.float64).tiny)
    second = others.max(axis=-1, keepdims=True) / rest
    x, y = zip(*fitted.confidence, strict=True)
    top = np.interp(np.take_along_axis(intents, best, axis=-1), x, y)
    top = np.minimum(np.maximum(top, second / (1.0 + second) * (1.0 + 1e-9)), 1.0)
    others *= (1.0 - top) / rest
    np.put_along_axis(others, best, top, axis=-1)
    return others


def decode_intent(probabilities: Floats, scope: Scope) -> int:
    """Index of the intent that is meant; 0 is ``out_of_scope``."""
    if 1.0 - float(probabilities[0]) < scope.threshold or len(probabilities) == 1:
        return 0
    return int(np.argmax(probabilities[1:])) + 1


def several_probabilities(logits: Floats, temperature: float) -> NDArray[np.float64]:
    """Probability of each intent by itself, for graphs that may name several at once.

    Column 0, ``out_of_scope``, is the probability that none is meant: what the best lacks.
    """
    scaled = np.asarray(logits, dtype=np.float64) / temperature
    rows = 1.0 / (1.0 + np.exp(-np.clip(scaled, -60.0, 60.0)))
    rows[..., 0] = 1.0 - rows[..., 1:].max(axis=-1, initial=0.0)
    return np.asarray(rows)


def decode_tags(
    probabilities: Floats,
    words: Sequence[tuple[int, int]],
    tags: Sequence[str],
    moves: NDArray[np.float64] | None = None,
) -> tuple[TagSpan, ...]:
    """Best legal BIO sequence (Viterbi; ``I-x`` only after ``B-x`` or ``I-x``) as spans.

    Args:
        probabilities: ``[words, tags]``.
        words: Character span of each word.
        tags: Tag names, ``O`` first.
        moves: What ``tag_moves`` gives for the labels; without, only legality counts.
    """
    if not words or len(tags) == 1:
        return ()
    path = _viterbi(
        np.log(np.maximum(probabilities, 1e-9)),
        _legal_moves(tuple(tags)) if moves is None else moves,
    )
    spans: list[TagSpan] = []
    index = 0
    while index < len(path):
        tag = tags[path[index]]
        if tag == "O":
            index += 1
            continue
        end = index + 1
        while end < len(path) and tags[path[end]] == f"I-{tag[2:]}":
            end += 1
        chosen = [float(probabilities[i, path[i]]) for i in range(index, end)]
        spans.append(
            TagSpan(tag[2:], words[index][0], words[end - 1][1], sum(chosen) / len(chosen))
        )
        index = end
    return tuple(spans)


def tag_moves(labels: Labels) -> NDArray[np.float64]:
    """Scores of a tag behind another, ``[1 + tags, tags]``, row 0 for the first tag.

    Minus infinity where BIO forbids it; else 0, or what the graph's CRF has learned, at the
    temperature of the tags' probabilities.
    """
    legal = _legal_moves(labels.tags)
    if not labels.transitions:
        return legal
    return np.asarray(legal + np.asarray(labels.transitions) / labels.calibration.tag)


def _viterbi(scores: NDArray[np.float64], moves: NDArray[np.float64]) -> list[int]:
    best = scores[0] + moves[0]
    back: list[NDArray[np.int64]] = []
    for row in scores[1:]:
        paths = best[:, None] + moves[1:]
        back.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + row
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


@lru_cache(maxsize=8)
def _legal_moves(tags: tuple[str, ...]) -> NDArray[np.float64]:
    """0 where a tag may follow, else minus infinity, ``[1 + tags, tags]``: row 0 the start."""
    moves = np.zeros((len(tags) + 1, len(tags)))
    for column, tag in enumerate(tags):
        if tag.startswith("I-"):
            moves[0, column] = -math.inf
            for row, before in enumerate(tags):
                if before[2:] != tag[2:]:
                    moves[row + 1, column] = -math.inf
    return moves


def _logsumexp(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    if rows.shape[-1] == 0:
        return np.full(rows.shape[:-1], -60.0)
    top = rows.max(axis=-1)
    return np.asarray(top + np.log(np.exp(rows - top[..., None]).sum(axis=-1)))
