"""Find where in a recording each dictated symbol is, and cut between them. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from voice_agent.stt.ears.ctc import Scores

_NEVER = -1e9
_SMOOTH = 320
"""Samples over which loudness is taken: 20 ms."""
Sound = NDArray[np.float64]


def aligned(scores: Scores, symbols: Sequence[int]) -> list[int]:
    """Return the frame in which each symbol is clearest, on the likeliest path (Viterbi)."""
    path = np.zeros(2 * len(symbols) + 1, int)
    path[1::2] = symbols
    skips = np.zeros(path.size, bool)
    skips[3::2] = path[3::2] != path[1:-2:2]
    best = np.full(path.size, _NEVER)
    best[:2] = scores[0, path[:2]]
    steps = np.zeros((len(scores), path.size), int)
    for frame in range(1, len(scores)):
        one = np.concatenate(([_NEVER], best[:-1]))
        two = np.concatenate(([_NEVER, _NEVER], best[:-2]))[: path.size]
        ways = np.stack((best, one, np.where(skips, two, _NEVER)))
        steps[frame] = ways.argmax(0)
        best = ways.max(0) + scores[frame, path]
    at = path.size - 1 if path.size == 1 or best[-1] > best[-2] else path.size - 2
    places = [at]
    for frame in range(len(scores) - 1, 0, -1):
        at -= int(steps[frame, at])
        places.append(at)
    way = np.array(places[::-1])
    found = []
    for number, symbol in enumerate(symbols):
        there = np.flatnonzero(way == 2 * number + 1)
        found.append(int(there[np.argmax(scores[there, symbol])]))
    return found


def cut(sound: Sound, frames: Sequence[int], frame: int) -> list[Sound]:
    """Return the sound of each symbol, cut where it is quietest between two.

    Args:
        sound: All of it.
        frames: In which each symbol is clearest.
        frame: Samples of one.
    """
    loud = np.convolve(np.square(sound), np.ones(_SMOOTH) / _SMOOTH, "same")
    places = [0]
    for one, other in itertools.pairwise(frames):
        begin = min(one * frame + frame // 2, sound.size - 1)
        end = min(max(other * frame, begin + 1), sound.size)
        places.append(begin + int(np.argmin(loud[begin:end])))
    places.append(sound.size)
    return [sound[one:other] for one, other in itertools.pairwise(places)]
