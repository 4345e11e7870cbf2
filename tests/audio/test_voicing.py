import numpy as np
import pytest

from voice_agent.audio.pcm import SILENCE_DBFS
from voice_agent.audio.voicing import voicing

RATE_HZ = 16000


def tone(seconds: float, hz: float, glide: float = 0.0) -> np.ndarray:
    at = np.arange(round(RATE_HZ * seconds)) / RATE_HZ
    phase = 2 * np.pi * hz * (at + glide * at**2)
    return sum(np.sin(k * phase) / k for k in range(1, 6)) * 4000


def around(sound: np.ndarray) -> np.ndarray:
    quiet = np.random.default_rng(1).normal(0, 8, RATE_HZ // 4)
    return np.concatenate((quiet, sound, quiet)).astype(np.int16)


def noise(seconds: float) -> np.ndarray:
    return np.random.default_rng(2).normal(0, 3000, round(RATE_HZ * seconds))


@pytest.mark.parametrize("hz", [90, 140, 220, 320])
def test_a_hum_has_a_steady_pitch(hz: float) -> None:
    found = voicing(around(tone(0.4, hz)), RATE_HZ)
    assert found.voiced > 0.9
    assert found.pitch_spread < 0.1
    assert found.length_ms == pytest.approx(400, abs=40)
    assert found.bursts == 1


def test_a_pitch_that_rises_is_spread() -> None:
    assert voicing(around(tone(0.5, 150, glide=0.9)), RATE_HZ).pitch_spread > 0.15


def test_a_hiss_has_no_pitch_and_is_bright() -> None:
    hiss, hum = voicing(around(noise(0.4)), RATE_HZ), voicing(around(tone(0.4, 120)), RATE_HZ)
    assert hiss.voiced < 0.2
    assert hiss.brightness > 0.7 > 0.2 > hum.brightness


def test_the_beats_of_a_laugh_are_counted() -> None:
    gap = np.zeros(RATE_HZ // 12)
    laugh = np.concatenate([part for _ in range(4) for part in (tone(0.1, 200), gap)])
    assert voicing(around(laugh), RATE_HZ).bursts == 4


def test_the_level_is_that_of_the_loud_frames() -> None:
    loud, soft = (voicing(around(tone(0.4, 150) * gain), RATE_HZ) for gain in (1.0, 0.1))
    assert loud.level_dbfs - soft.level_dbfs == pytest.approx(20, abs=1)


@pytest.mark.parametrize("size", [0, 100, 16000])
def test_silence_has_no_sound(size: int) -> None:
    found = voicing(np.zeros(size, np.int16), RATE_HZ)
    assert (found.length_ms, found.level_dbfs, found.voiced) == (0.0, SILENCE_DBFS, 0.0)
