from __future__ import annotations

import numpy as np
import pytest

from benchmarks.latency.backgrounds import Heard, at_level, counted, tones
from voice_agent.audio.pcm import LISTEN_HZ, rms_dbfs


@pytest.mark.parametrize("dbfs", [-40.0, -20.0])
def test_a_sound_is_brought_to_a_level(dbfs: float) -> None:
    at = np.arange(LISTEN_HZ) / LISTEN_HZ
    tone = (900 * np.sin(2 * np.pi * 200 * at)).astype(np.int16)
    assert rms_dbfs(at_level(tone, dbfs)) == pytest.approx(dbfs, abs=1.0)
    assert not at_level(np.zeros(100, np.int16), dbfs).any()


def test_every_tone_sounds() -> None:
    assert all(rms_dbfs(tone) > -40 for tone in tones().values())


def test_turns_of_others_and_missed_answers_are_named() -> None:
    figures = counted(
        [
            Heard("tv.wav", "clip", starts=True, acted_on=False, text="and now"),
            Heard("radio.wav", "clip", starts=False),
            Heard("Yes. +0 dB", "answer +0 dB", starts=True),
            Heard("No. -9 dB", "answer -9 dB", starts=False),
        ]
    )
    assert figures["kinds"]["clip"] == {"n": 2, "start_a_turn": 1, "acted_on": 0}
    assert figures["started by others"] == ["tv.wav: 'and now'"]
    assert figures["missed answers"] == ["No. -9 dB"]
