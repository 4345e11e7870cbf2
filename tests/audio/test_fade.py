from __future__ import annotations

import numpy as np
import pytest

from voice_agent.audio.fade import faded_out


def test_a_fade_begins_at_the_level_of_the_sound_and_ends_in_silence() -> None:
    faded = faded_out(np.full(960, -32768, np.int16))
    assert (faded[0], faded[-1]) == (-32768, 0)
    assert np.abs(np.diff(faded.astype(int))).max() < 40, "no step that could click"


@pytest.mark.parametrize("size", [0, 1])
def test_next_to_nothing_stays_that(size: int) -> None:
    assert faded_out(np.full(size, 7, np.int16)).size == size


def test_the_sound_itself_is_left_alone() -> None:
    sound = np.full(4, 100, np.int16)
    faded_out(sound)
    assert sound.tolist() == [100, 100, 100, 100]
