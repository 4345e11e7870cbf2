"""Two sides on one time line."""

from __future__ import annotations

from typing import Literal

import numpy as np

from voice_agent.calls.hub import Sound
from voice_agent.calls.stereo import RATE_HZ, Stereo


def sound(side: Literal["caller", "agent"], at: float, seconds: float, value: int = 1000) -> Sound:
    pcm = np.full(int(RATE_HZ * seconds), value, np.int16).tobytes()
    return Sound("c1", side, pcm, RATE_HZ, at)


def test_the_caller_is_left_and_the_agent_right() -> None:
    stereo = Stereo(100.0)
    stereo.push(sound("caller", 101.5, 0.5))
    stereo.push(sound("agent", 102.0, 0.5, 2000))
    both = stereo.take(103.0)
    assert both.shape == (3 * RATE_HZ, 2)
    left, right = (np.flatnonzero(both[:, channel]) / RATE_HZ for channel in (0, 1))
    assert (left[0], round(left[-1], 3)) == (1.0, 1.5), "it ended when its last sample came"
    assert (right[0], round(right[-1], 3)) == (2.0, 2.5)


def test_jitter_makes_no_holes_and_parts_follow_each_other() -> None:
    stereo = Stereo(0.0)
    for number in range(50):
        stereo.push(sound("caller", (number + 1) * 0.02 + 0.1 * (number % 3), 0.02))
    first, second = stereo.take(0.5), stereo.take(2.0)
    assert (len(first), len(second)) == (RATE_HZ // 2, 3 * RATE_HZ // 2)
    heard = np.concatenate((first, second))[:, 0]
    assert np.count_nonzero(heard) == RATE_HZ, "every sample once"
    assert not np.count_nonzero(np.diff(np.flatnonzero(heard)) - 1)


def test_a_side_that_says_nothing_is_silent() -> None:
    assert not Stereo(0.0).take(1.0).any()


def test_another_rate_is_converted() -> None:
    stereo = Stereo(0.0)
    pcm = np.full(8000, 1000, np.int16).tobytes()
    stereo.push(Sound("c1", "agent", pcm, 8000, 0.0))
    assert np.count_nonzero(stereo.take(2.0)[:, 1]) > 0.99 * RATE_HZ
