"""Logits -> decisions. Pure numpy, no model: shared by serving, calibration and evaluation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_agent.slm.labels import Scope

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
    """Evidence that turns are in scope, ``[..., intents] -> [..., 2]``.

    First the log-odds of the softmax against the ``out_of_scope`` class (column 0), then
    the energy of the intents alone (Liu et al. 2020, "Energy-based out-of-distribution
    detection"), which stays low for turns unlike anything seen in training.
    """
    rows = np.asarray(logits, dtype=np.float64)
    energy = _logsumexp(rows[..., 1:])
    return np.stack([energy - rows[..., 0], energy], axis=-1)


def in_scope_probability(logits: Floats, scope: Scope) -> NDArray[np.float64]:
    """Probability that turns are in scope, ``[..., intents] -> [...]``."""
    score = scope_features(logits) @ np.asarray(scope.weights) + scope.bias
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(score, -60.0, 60.0))))


def intent_probabilities(logits: Floats, temperature: float, scope: Scope) -> NDArray[np.float64]:
    """Calibrated distribution over ``out_of_scope`` (column 0) and the intents."""
    inside = in_scope_probability(logits, scope)[..., None]
    intents = softmax(np.asarray(logits)[..., 1:], temperature)
    return np.concatenate([1.0 - inside, inside * intents], axis=-1)


def decode_intent(probabilities: Floats, scope: Scope) -> int:
    """Index of the intent that is meant; 0 is ``out_of_scope``."""
    if 1.0 - float(probabilities[0]) < scope.threshold or len(probabilities) == 1:
        return 0
    return int(np.argmax(probabilities[1:])) + 1


def decode_tags(
    probabilities: Floats, words: Sequence[tuple[int, int]], tags: Sequence[str]
) -> tuple[TagSpan, ...]:
    """Best legal BIO sequence (Viterbi; ``I-x`` only after ``B-x`` or ``I-x``) as spans.

    Args:
        probabilities: ``[words, tags]``.
        words: Character span of each word.
        tags: Tag names, ``O`` first.
    """
    if not words:
        return ()
    path = _viterbi(np.log(np.maximum(probabilities, 1e-9)), tags)
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


def _viterbi(scores: NDArray[np.float64], tags: Sequence[str]) -> list[int]:
    banned = _illegal_moves(tags)
    starts = np.array([-math.inf if tag.startswith("I-") else 0.0 for tag in tags])
    best = scores[0] + starts
    back: list[NDArray[np.int64]] = []
    for row in scores[1:]:
        paths = best[:, None] + banned
        back.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + row
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


def _illegal_moves(tags: Sequence[str]) -> NDArray[np.float64]:
    moves = np.zeros((len(tags), len(tags)))
    for column, tag in enumerate(tags):
        if tag.startswith("I-"):
            for row, before in enumerate(tags):
                if before[2:] != tag[2:]:
                    moves[row, column] = -math.inf
    return moves


def _logsumexp(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    if rows.shape[-1] == 0:
        return np.full(rows.shape[:-1], -60.0)
    top = rows.max(axis=-1)
    return np.asarray(top + np.log(np.exp(rows - top[..., None]).sum(axis=-1)))
