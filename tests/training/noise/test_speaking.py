"""Voices and telephone lines."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.training.noise.speaking import Line, VoiceStyle


def tone(hz: float, seconds: float = 1.0) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    time = np.arange(round(8000 * seconds)) / 8000
    return (8000 * np.sin(2 * np.pi * hz * time)).astype(np.int16)


def power(audio: Sequence[int] | np.ndarray[tuple[int], np.dtype[np.int16]]) -> float:
    return float(np.mean(np.square(np.asarray(audio, dtype=np.float64))))


def test_a_line_keeps_the_signal_to_noise_ratio() -> None:
    line = Line(level_dbfs=-20.0, snr_db=15.0, tilt=0.5, lost=0.0)
    out = line.carry(tone(1000), np.random.default_rng(1))
    assert out.dtype == np.int16
    assert out.size == round(1.4 * LISTEN_HZ)
    silence, speech = out[: LISTEN_HZ // 10], out[LISTEN_HZ // 2 : LISTEN_HZ]
    assert 10 * np.log10(power(speech) / power(silence)) == pytest.approx(16.0, abs=2.0)


def test_a_line_carries_only_the_telephone_band() -> None:
    line = Line(level_dbfs=-20.0, snr_db=60.0, tilt=0.0, lost=0.0)
    both = tone(100) + tone(1000)
    out = line.carry(both, np.random.default_rng(1)).astype(np.float64)
    spectrum = np.abs(np.fft.rfft(out))
    hz = np.fft.rfftfreq(out.size, 1 / LISTEN_HZ)
    low, band = spectrum[np.abs(hz - 100) < 5].max(), spectrum[np.abs(hz - 1000) < 5].max()
    assert low < band / 100


def test_lost_packets_are_silent() -> None:
    sound = tone(1000)
    whole = Line(-20.0, 60.0, 0.0, lost=0.0).carry(sound, np.random.default_rng(1))
    torn = Line(-20.0, 60.0, 0.0, lost=0.2).carry(sound, np.random.default_rng(1))
    assert power(torn) == pytest.approx(0.8 * power(whole), rel=0.15)


def test_callers_and_lines_are_drawn_by_the_seed() -> None:
    assert VoiceStyle.draw(Random(1)) == VoiceStyle.draw(Random(1)) != VoiceStyle.draw(Random(2))
    assert Line.draw(Random(1)) == Line.draw(Random(1)) != Line.draw(Random(2))
