"""When a network is spared a silent line."""

from __future__ import annotations

import numpy as np

from voice_agent.vad.gate import HOLD, UNSURE, Gate

NOISE = np.random.default_rng(3).normal(0, 16, 512).astype(np.int16)
SOFT = (150 * np.sin(np.arange(512) * 0.3)).astype(np.int16)


def pushed(gate: Gate, window: np.ndarray, count: int, probability: float = 0.0) -> int:
    """Return how many windows the gate kept from a network that is sure of ``probability``."""
    kept = 0
    for _ in range(count):
        if gate.closed(window):
            kept += 1
        else:
            gate.heard(probability)
    return kept


def test_it_closes_after_a_pause_that_is_longer_than_any_in_a_sentence() -> None:
    gate = Gate()
    assert pushed(gate, NOISE, HOLD) == 0
    assert pushed(gate, NOISE, 100) == 100


def test_a_soft_sound_opens_it_for_as_long_again() -> None:
    gate = Gate()
    pushed(gate, NOISE, 100)
    assert pushed(gate, SOFT, 1) == 0
    assert pushed(gate, NOISE, HOLD + 5) == 5


def test_it_stays_open_while_the_network_may_hear_speech() -> None:
    gate = Gate()
    assert pushed(gate, NOISE, 100, UNSURE) == 0
    assert pushed(gate, NOISE, HOLD + 5, 0.9 * UNSURE) == 5


def test_a_line_that_is_never_silent_is_always_heard() -> None:
    gate = Gate()
    assert pushed(gate, SOFT, 100) == 0
    assert pushed(gate, NOISE, HOLD) == 0, "the noise of before counts for nothing"
