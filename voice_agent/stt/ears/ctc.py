"""Decode what the head of letters and digits wrote: connectionist temporal classification. Pure.

Graves et al. 2006, "Connectionist Temporal Classification"; the beam over prefixes is that of
Hannun et al. 2014 (arXiv 1408.2873), without a language model: what is likely to be said is weighed
afterwards, where it is known what was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NEVER = -1e9
_LEAST = -9.0
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

    @property
    def total(self) -> float:
        return float(np.logaddexp(self.blank, self.symbol))


def best_lines(scores: Scores, *, width: int = 12) -> list[Line]:
    """Return the likeliest sequences, best first.

    Args:
        scores: Log-probabilities ``[frames, symbols]``; symbol 0 is the blank.
        width: Prefixes kept in each frame.
    """
    beam: dict[tuple[int, ...], _Prefix] = {(): _Prefix(0.0, _NEVER, ())}
    for frame, row in enumerate(scores):
        likely = [int(one) for one in np.flatnonzero(row > _LEAST) if one]
        grown: dict[tuple[int, ...], _Prefix] = {}
        for prefix, state in beam.items():
            total = state.total
            same = _at(grown, prefix, state.frames)
            same.blank = float(np.logaddexp(same.blank, total + row[0]))
            if prefix:
                again = state.symbol + row[prefix[-1]]
                same.symbol = float(np.logaddexp(same.symbol, again))
            for symbol in likely:
                # The same symbol twice takes a blank between.
                before = state.blank if prefix and prefix[-1] == symbol else total
                longer = _at(grown, (*prefix, symbol), (*state.frames, frame))
                longer.symbol = float(np.logaddexp(longer.symbol, before + row[symbol]))
        ranked = sorted(grown.items(), key=lambda one: -one[1].total)
        beam = dict(ranked[:width])
    return [Line(prefix, state.total, state.frames) for prefix, state in beam.items()]


def line_logprob(scores: Scores, symbols: Sequence[int]) -> float:
    """Return the log-probability that exactly these symbols were said."""
    path = np.zeros(2 * len(symbols) + 1, int)
    path[1::2] = symbols
    skips = np.zeros(path.size, bool)
    skips[3::2] = path[3::2] != path[1:-2:2]
    reached = np.full(path.size, _NEVER)
    reached[:2] = scores[0, path[:2]]
    for row in scores[1:]:
        before = np.logaddexp(reached, np.concatenate(([_NEVER], reached[:-1])))
        jumped = np.concatenate(([_NEVER, _NEVER], reached[:-2]))[: path.size]
        reached = np.where(skips, np.logaddexp(before, jumped), before) + row[path]
    return float(np.logaddexp.reduce(reached[-2:]))


def _at(
    grown: dict[tuple[int, ...], _Prefix], prefix: tuple[int, ...], frames: tuple[int, ...]
) -> _Prefix:
    return grown.setdefault(prefix, _Prefix(_NEVER, _NEVER, frames))
