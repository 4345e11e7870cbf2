from __future__ import annotations

import numpy as np
import pytest

from voice_agent.dial.cadence import Cadence

RANDOM = np.random.default_rng(3)


def speech(ms: float, level: float = 3000.0) -> np.ndarray:
    return (level * RANDOM.standard_normal(int(8 * ms))).astype(np.int16)


def quiet(ms: float, level: float = 10.0) -> np.ndarray:
    return speech(ms, level)


def after(*parts: np.ndarray) -> Cadence:
    cadence = Cadence()
    for part in parts:
        cadence.push(part)
    return cadence


def test_a_word_and_a_pause() -> None:
    cadence = after(quiet(500), speech(400), quiet(700))
    assert cadence.began_ms == pytest.approx(500, abs=40)
    assert cadence.spoken_ms == cadence.stretch_ms == pytest.approx(400, abs=40)
    assert cadence.silent_ms == pytest.approx(700, abs=40)
    assert cadence.now_ms == 1600


def test_gaps_within_words_are_no_pauses() -> None:
    cadence = after(quiet(200), speech(300), quiet(100), speech(300))
    assert cadence.silent_ms == 0
    assert cadence.stretch_ms == pytest.approx(700, abs=60)


def test_a_stretch_begins_after_a_pause() -> None:
    cadence = after(quiet(200), speech(300), quiet(500), speech(600))
    assert cadence.stretch_ms == pytest.approx(600, abs=60)
    assert cadence.spoken_ms == pytest.approx(900, abs=80)


def test_clicks_and_noise_are_no_speech() -> None:
    assert after(quiet(300), speech(30), quiet(300), speech(20), quiet(300)).began_ms is None
    assert after(quiet(4000, 120.0)).began_ms is None
    assert after(quiet(4000, 250.0), speech(500, 4000)).spoken_ms > 0


def test_a_tone_is_no_speech() -> None:
    cadence = Cadence()
    cadence.push(speech(500), tone=True)
    assert cadence.began_ms is None
