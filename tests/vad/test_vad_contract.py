"""What every voice activity detector must do. Add a new engine to ``ENGINES``."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from voice_agent.config.models import ModelStore
from voice_agent.core.errors import AudioError
from voice_agent.vad.engine import VadEngine, VadSession
from voice_agent.vad.silero import SileroVad
from voice_agent.vad.webrtc import WebRtcVad

ENGINES = [
    pytest.param(lambda: WebRtcVad.load(), id="webrtc"),
    pytest.param(
        lambda: SileroVad.load(ModelStore.open(verify=False).path("silero-vad")),
        id="silero",
        marks=pytest.mark.real,
    ),
]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> VadEngine:
    load: Callable[[], VadEngine] = request.param
    return load()


def vowel(seconds: float) -> np.ndarray:
    """A buzzing "ah": harmonics of 120 Hz under three formants, with a syllable rhythm."""
    t = np.arange(int(16_000 * seconds)) / 16_000
    pitch = 120 * (1 + 0.03 * np.sin(2 * math.pi * 3 * t))
    phase = 2 * math.pi * np.cumsum(pitch) / 16_000
    sound = np.zeros_like(t)
    for harmonic in range(1, 30):
        hz = 120 * harmonic
        gain = sum(math.exp(-(((hz - f) / 130) ** 2)) for f in (730, 1090, 2440)) + 0.01
        sound += gain * np.sin(harmonic * phase)
    sound *= 0.6 + 0.4 * np.sin(2 * math.pi * 4 * t)
    return (12_000 * sound / np.abs(sound).max()).astype(np.int16)


def probabilities(engine: VadEngine, session: VadSession, audio: np.ndarray) -> list[float]:
    size = engine.window_samples
    return [
        session.speech_probability(audio[i : i + size])
        for i in range(0, audio.size - size + 1, size)
    ]


def test_probabilities_are_inside_zero_and_one(engine: VadEngine) -> None:
    noise = np.random.default_rng(0).normal(0, 3000, 16_000).astype(np.int16)
    for audio in (noise, vowel(1.0), np.full(16_000, 32767, np.int16)):
        assert all(0.0 <= p <= 1.0 for p in probabilities(engine, engine.session(), audio))


def test_silence_is_not_speech(engine: VadEngine) -> None:
    assert max(probabilities(engine, engine.session(), np.zeros(32_000, np.int16))) < 0.35


def test_a_voice_is_speech(engine: VadEngine) -> None:
    audio = np.concatenate([np.zeros(8000, np.int16), vowel(1.0)])
    assert max(probabilities(engine, engine.session(), audio)) > 0.5


def test_calls_do_not_hear_each_other(engine: VadEngine) -> None:
    alone = probabilities(engine, engine.session(), vowel(0.5))
    mine, other = engine.session(), engine.session()
    size, audio = engine.window_samples, vowel(0.5)
    mixed = []
    for i in range(0, audio.size - size + 1, size):
        mixed.append(mine.speech_probability(audio[i : i + size]))
        other.speech_probability(np.zeros(size, np.int16))
    assert mixed == alone


def test_reset_forgets(engine: VadEngine) -> None:
    session = engine.session()
    first = probabilities(engine, session, vowel(0.5))
    session.reset()
    assert probabilities(engine, session, vowel(0.5)) == first


@pytest.mark.parametrize("samples", [0, 1, 100, 1000])
def test_another_number_of_samples_is_refused(engine: VadEngine, samples: int) -> None:
    with pytest.raises(AudioError, match=f"expected {engine.window_samples} samples"):
        engine.session().speech_probability(np.zeros(samples, np.int16))
