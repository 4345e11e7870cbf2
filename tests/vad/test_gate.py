"""The gate before a neural VAD."""

from __future__ import annotations

import numpy as np
import pytest

from voice_agent.core.errors import AudioError
from voice_agent.vad.gate import BEFORE, HOLD_MS, GatedSession, GatedVad

WINDOW = 512
HOLD = round(HOLD_MS * 16 / WINDOW)
RNG = np.random.default_rng(3)
NOISE = RNG.normal(0, 16, (200, WINDOW)).astype(np.int16)
TONE = (6000 * np.sin(np.arange(WINDOW) * 0.3)).astype(np.int16)


class Counting:
    """A VAD whose answers are set, and that remembers what it heard since its last reset."""

    window_samples = WINDOW

    def __init__(self) -> None:
        self.heard: list[np.ndarray] = []
        self.resets = 0
        self.answer = 0.0

    def session(self) -> Counting:
        return self

    def reset(self) -> None:
        self.resets += 1
        self.heard.clear()

    def speech_probability(self, window: np.ndarray) -> float:
        if window.size != WINDOW:
            raise AudioError("expected 512 samples")
        self.heard.append(window)
        return self.answer


def closed() -> tuple[Counting, GatedSession]:
    """Return a gate that has closed on a silent line."""
    inner = Counting()
    session = GatedVad(inner).session()
    for window in NOISE[: HOLD + 20]:
        session.speech_probability(window)
    assert session.ran < HOLD + 20
    inner.heard.clear()
    return inner, session


def test_a_silent_line_is_not_heard_by_the_network() -> None:
    inner, session = closed()
    assert [session.speech_probability(window) for window in NOISE[60:160]] == [0.0] * 100
    assert inner.heard == []


def test_a_sound_is_heard_with_what_came_before_it_in_the_same_window() -> None:
    inner, session = closed()
    for window in NOISE[60:80]:
        session.speech_probability(window)
    inner.answer = 0.9
    assert session.speech_probability(TONE) == 0.9
    assert len(inner.heard) == BEFORE + 1
    assert (inner.heard[0] == NOISE[80 - BEFORE]).all()
    assert inner.heard[-1] is TONE


def test_the_gate_stays_open_in_a_pause_within_a_sentence_and_while_the_network_hears_speech() -> (
    None
):
    inner, session = closed()
    session.speech_probability(TONE)
    inner.answer = 0.2
    for window in NOISE[:60]:
        session.speech_probability(window)
    assert len(inner.heard) == BEFORE + 61
    inner.answer = 0.0
    resets = inner.resets
    for window in NOISE[:60]:
        session.speech_probability(window)
    assert session.speech_probability(NOISE[0]) == 0.0
    assert inner.resets == resets + 1, "it begins afresh with the next sound"


def test_a_quiet_sound_above_the_noise_opens_the_gate_and_louder_noise_closes_it_again() -> None:
    inner, session = closed()
    inner.answer = 0.01
    louder = 4 * NOISE
    for window in louder:
        session.speech_probability(window)
    assert len(inner.heard) >= HOLD
    for _ in range(5):
        for window in louder:
            session.speech_probability(window)
    before = len(inner.heard)
    session.speech_probability(louder[0])
    assert len(inner.heard) in (0, before), "the noise of the line is known now"


def test_a_window_of_another_size_is_refused() -> None:
    _, session = closed()
    with pytest.raises(AudioError, match="512"):
        session.speech_probability(NOISE[0][:100])
