"""Logits -> decisions. Pure numpy, no model: shared by serving, calibration and evaluation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voice_agent.slm.labels import Calibration, Scope

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class TagSpan:
    """A stretch of words the model tagged as one entity, in character offsets."""

    type: str
    start: int
    end: int
    confidence: float


def softmax(logits: Floats, temperature: float = 1.0) -> NDArray[np.float64]:
    """Return probabilities over the last axis."""
    scaled = np.asarray(logits, dtype=np.float64) / temperature
    scaled = scaled - scaled.max(axis=-1, keepdims=True)
    weights = np.exp(scaled)
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def scope_features(logits: Floats) -> NDArray[np.float64]:
    """Return the evidence that turns are in scope, ``[..., intents] -> [..., 4]``.

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
    """Return the probability that turns are in scope, ``[..., intents] -> [...]``."""
    # Models calibrated before there were four features have weights for the first two.
    features = scope_features(logits)[..., : len(scope.weights)]
    score = features @ np.asarray(scope.weights) + scope.bias
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(score, -60.0, 60.0))))


def intent_probabilities(logits: Floats, fitted: Calibration) -> NDArray[np.float64]:
    """Return the calibrated distribution over ``out_of_scope`` (column 0) and the intents."""
    inside = in_scope_probability(logits, fitted.scope)[..., None]
    intents = probabilities_in_scope(logits, fitted)
    return np.concatenate([1.0 - inside, inside * intents], axis=-1)


def probabilities_in_scope(logits: Floats, fitted: Calibration) -> NDArray[np.float64]:
    """Return the calibrated distribution over the intents of turns known to be in scope.

    ``[..., intents] -> [..., intents - 1]``.
    """
    return softmax(np.asarray(logits)[..., 1:], fitted.intent)


def decode_intent(probabilities: Floats, scope: Scope) -> int:
    """Return the index of the intent; 0 is ``out_of_scope``."""
    if 1.0 - float(probabilities[0]) < scope.threshold or len(probabilities) == 1:
        return 0
    return int(np.argmax(probabilities[1:])) + 1


def decode_tags(
    probabilities: Floats, words: Sequence[tuple[int, int]], tags: Sequence[str]
) -> tuple[TagSpan, ...]:
    """Return the best legal BIO sequence (``I-x`` only after ``B-x`` or ``I-x``) as spans.

    Args:
        probabilities: ``[words, tags]``.
        words: Character span of each word.
        tags: Tag names, ``O`` first.
    """
    if not words or len(tags) == 1:
        return ()
    path = best_path(log_probabilities(probabilities), legal_moves(tuple(tags)))
    return spans_of(path, probabilities, words, tags)


def spans_of(
    path: Sequence[int],
    probabilities: Floats,
    words: Sequence[tuple[int, int]],
    tags: Sequence[str],
) -> tuple[TagSpan, ...]:
    """Return the spans of a path, which has the index of a tag for each word."""
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


def log_probabilities(probabilities: Floats) -> NDArray[np.float64]:
    """Return logarithms, finite where a probability is 0."""
    return np.asarray(np.log(np.maximum(probabilities, 1e-9)))


def best_path(scores: NDArray[np.float64], moves: NDArray[np.float64]) -> list[int]:
    """Return the index of each word's tag on the path with the highest sum (Viterbi).

    Args:
        scores: ``[words, tags]``.
        moves: Score of each tag after another, ``[1 + tags, tags]``, row 0 for the first word.
    """
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
def legal_moves(tags: tuple[str, ...]) -> NDArray[np.float64]:
    """Return 0 where BIO allows a tag to follow, else minus infinity; see ``best_path``."""
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
