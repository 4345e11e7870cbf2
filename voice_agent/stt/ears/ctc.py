"""Decode what the head of letters and digits wrote: connectionist temporal classification. Pure.

Graves et al. 2006, "Connectionist Temporal Classification"; the beam over prefixes is that of
Hannun et al. 2014 (arXiv 1408.2873), whose language model is here a prior that the caller gives: it
ranks the prefixes that are kept and is no part of their likelihood.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NEVER = -1e9
_FAR = 30.0
"""Difference from which the less likely adds nothing."""
_LEAST = -7.0
"""Symbols less likely than this in a frame begin no hypothesis."""
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Line:
    """A sequence of symbols that may have been said.

    Attributes:
        symbols: Their numbers.
        logprob: Of the whole sequence, whatever its alignment.
        frames: Where each symbol begins.
    """

    symbols: tuple[int, ...]
    logprob: float
    frames: tuple[int, ...]


@dataclass(slots=True)
class _Prefix:
    blank: float
    symbol: float
    frames: tuple[int, ...]
    prior: float

    @property
    def total(self) -> float:
        return _added(self.blank, self.symbol)


def best_lines(
    scores: Scores,
    *,
    width: int = 12,
    prior: Callable[[tuple[int, ...]], float] | None = None,
) -> list[Line]:
    """Return the likeliest sequences, best first.

    Args:
        scores: Log-probabilities ``[frames, symbols]``; symbol 0 is the blank.
        width: Prefixes kept in each frame.
        prior: Odds of a sequence that may go on, a logarithm; they count when prefixes are ranked.
    """
    beam: dict[tuple[int, ...], _Prefix] = {(): _Prefix(0.0, _NEVER, (), 0.0)}
    for frame, row in enumerate(scores):
        likely = [int(one) for one in np.flatnonzero(row > _LEAST) if one]
        logprobs = row.tolist()
        if not likely:
            for prefix, state in beam.items():
                total = state.total
                state.symbol = state.symbol + logprobs[prefix[-1]] if prefix else _NEVER
                state.blank = total + logprobs[0]
            continue
        grown: dict[tuple[int, ...], _Prefix] = {}
        for prefix, state in beam.items():
            total = state.total
            same = grown.get(prefix)
            if same is None:
                same = grown[prefix] = _Prefix(_NEVER, _NEVER, state.frames, state.prior)
            same.blank = _added(same.blank, total + logprobs[0])
            if prefix:
                same.symbol = _added(same.symbol, state.symbol + logprobs[prefix[-1]])
            for symbol in likely:
                # The same symbol twice takes a blank between.
                before = state.blank if prefix and prefix[-1] == symbol else total
                longer = grown.get((*prefix, symbol))
                if longer is None:
                    symbols = (*prefix, symbol)
                    odds = prior(symbols) if prior else 0.0
                    longer = _Prefix(_NEVER, _NEVER, (*state.frames, frame), odds)
                    grown[symbols] = longer
                longer.symbol = _added(longer.symbol, before + logprobs[symbol])
        # The likeliest first: where a symbol begins is taken from the likeliest prefix before it.
        ranked = sorted(grown.items(), key=lambda one: -one[1].total - one[1].prior)
        beam = dict(ranked[:width])
    found = [Line(prefix, state.total, state.frames) for prefix, state in beam.items()]
    return sorted(found, key=lambda line: -line.logprob)


def line_logprob(scores: Scores, symbols: Sequence[int]) -> float:
    """Return the log-probability that exactly these symbols were said."""
    return line_logprobs(scores, [symbols])[0]


def line_logprobs(scores: Scores, lines: Sequence[Sequence[int]]) -> list[float]:
    """Return for each line the log-probability that exactly its symbols were said.

    Together they take hardly longer than one of them.
    """
    ends = np.array([2 * len(symbols) for symbols in lines], int)
    width = int(ends.max(initial=0)) + 1
    path = np.zeros((len(lines), width), int)
    for row, symbols in zip(path, lines, strict=True):
        row[1 : 2 * len(symbols) : 2] = symbols
    skips = np.zeros(path.shape, bool)
    skips[:, 3::2] = path[:, 3::2] != path[:, 1:-2:2]
    # What comes after the end of a shorter line is reached from it, never the other way round.
    reached = np.full((len(lines), width + 2), _NEVER)
    reached[:, 2:4] = scores[0, path[:, :2]]
    for frame in scores[1:]:
        stayed, moved, jumped = reached[:, 2:], reached[:, 1:-1], reached[:, :-2]
        before = np.logaddexp(stayed, moved)
        reached[:, 2:] = np.where(skips, np.logaddexp(before, jumped), before) + frame[path]
    rows = np.arange(len(lines))
    return [float(one) for one in np.logaddexp(reached[rows, ends + 2], reached[rows, ends + 1])]


def _added(one: float, other: float) -> float:
    """Return the logarithm of the sum of two probabilities."""
    more, less = (one, other) if one > other else (other, one)
    return more + math.log1p(math.exp(less - more)) if more - less < _FAR else more
