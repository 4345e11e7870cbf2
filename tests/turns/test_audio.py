"""The audio of a turn: what is kept before it, within it, and when a partial is due."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voice_agent.turns.audio import PRE_ROLL_MS, TurnAudio

WINDOW = 512


def window(value: int, size: int = WINDOW) -> NDArray[np.int16]:
    return np.full(size, value, np.int16)


def test_a_turn_begins_with_the_moment_before_it() -> None:
    audio = TurnAudio(partial_ms=0)
    for value in range(30):
        audio.listen(window(value))
    audio.begin()
    kept = audio.so_far()
    assert kept.size == PRE_ROLL_MS * 16 // WINDOW * WINDOW
    assert kept[0] == 20
    assert kept[-1] == 29
    audio.keep(window(99))
    assert audio.so_far()[-1] == 99
    assert audio.so_far(window(7, 3)).tolist()[-3:] == [7, 7, 7]


def test_a_turn_that_is_joined_begins_with_its_earlier_part() -> None:
    audio = TurnAudio(partial_ms=0)
    audio.listen(window(2))
    audio.begin(window(1, 16000))
    assert audio.so_far().size == 16000 + WINDOW
    assert audio.kept_s == (16000 + WINDOW) / 16000
    audio.begin()
    assert audio.so_far(window(0, 1)).size == 1, "the moment before was used up"


def test_the_moment_before_is_that_of_the_present_turn() -> None:
    audio = TurnAudio(partial_ms=0)
    audio.begin()
    audio.keep(window(1))
    audio.clear()
    audio.listen(window(2))
    audio.begin()
    assert set(audio.so_far()) == {2}


def test_a_partial_is_due_each_time_enough_was_said() -> None:
    audio = TurnAudio(partial_ms=64)
    audio.begin()
    audio.keep(window(1))
    assert audio.overdue is None
    audio.keep(window(1))
    assert audio.overdue == 0
    audio.keep(window(1))
    assert audio.overdue == WINDOW
    audio.partial_made()
    assert audio.overdue is None
    audio.keep(window(1))
    audio.keep(window(1))
    assert audio.overdue == 0


def test_partials_can_be_off() -> None:
    audio = TurnAudio(partial_ms=0)
    audio.begin()
    audio.keep(window(1, 160000))
    assert audio.overdue is None
