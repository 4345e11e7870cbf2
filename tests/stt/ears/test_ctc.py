"""Sequences out of scores, frame by frame."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from voice_agent.stt.ears.ctc import best_lines, line_logprob, line_logprobs


def random_scores(frames: int, symbols: int, seed: int = 1) -> np.ndarray:
    made = np.random.default_rng(seed).normal(0.0, 2.0, (frames, symbols))
    return (made - np.log(np.exp(made).sum(-1, keepdims=True))).astype(np.float32)


def collapsed(path: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(one for one, _ in itertools.groupby(path) if one)


def by_hand(scores: np.ndarray) -> dict[tuple[int, ...], float]:
    """Sum all alignments of each sequence."""
    found: dict[tuple[int, ...], float] = {}
    for path in itertools.product(range(scores.shape[1]), repeat=len(scores)):
        share = math.exp(sum(float(row[one]) for row, one in zip(scores, path, strict=True)))
        found[collapsed(path)] = found.get(collapsed(path), 0.0) + share
    return {line: math.log(share) for line, share in found.items()}


@pytest.mark.parametrize("seed", range(3))
def test_sums_all_alignments(seed: int) -> None:
    scores = random_scores(5, 3, seed)
    right = by_hand(scores)
    for line in [(), (1,), (1, 1), (1, 2), (2, 1, 2), (1, 1, 2)]:
        assert line_logprob(scores, line) == pytest.approx(right[line], abs=1e-4)
    best = best_lines(scores, width=100)
    assert best[0].symbols == max(right, key=lambda line: right[line])
    assert best[0].logprob == pytest.approx(max(right.values()), abs=1e-4)
    assert [one.logprob for one in best] == sorted((one.logprob for one in best), reverse=True)


def test_says_when_each_symbol_begins() -> None:
    scores = np.full((7, 3), -8.0, np.float32)
    for frame, symbol in enumerate([0, 1, 1, 0, 1, 0, 2]):
        scores[frame, symbol] = -0.01
    line = best_lines(scores)[0]
    assert line.symbols == (1, 1, 2)
    assert line.frames == (1, 4, 6)


def test_lines_of_several_lengths_are_scored_together() -> None:
    scores = random_scores(12, 5)
    lines = [(), (1,), (2, 2, 3), (4, 3, 2, 1, 4)]
    alone = [line_logprob(scores, line) for line in lines]
    assert line_logprobs(scores, lines) == pytest.approx(alone)
    assert line_logprobs(scores, []) == []


def test_what_does_not_fit_is_out_of_the_question() -> None:
    assert line_logprob(random_scores(2, 3), (1, 1)) < -1e8
