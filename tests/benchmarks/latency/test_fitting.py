"""Weights of the end-of-turn decision, fitted to made-up pauses."""

from __future__ import annotations

import numpy as np

from benchmarks.latency.fitting import fit
from benchmarks.latency.pauses import Pause


def pause(length_ms: float | None, late_ms: float = 0.0, **about: float) -> Pause:
    known = {
        "fading_ms": 0.0,
        "asked_ms": 64.0,
        "sound": 0.9,
        "sense": 0.9,
        "ready_ms": 200.0,
    } | about
    return Pause(length_ms, late_ms, **known)


def spoken(seed: int, count: int = 60) -> list[list[Pause]]:
    """Turns whose ends sound finished, and whose breaths sound and read unfinished."""
    rng = np.random.default_rng(seed)
    return [
        [
            *([pause(rng.uniform(150, 500), sound=rng.uniform(0, 0.7), sense=rng.uniform(0, 0.6))]
              if number % 3 == 0 else []),
            pause(None, sound=rng.uniform(0.3, 1), sense=rng.uniform(0.5, 1)),
        ]
        for number in range(count)
    ]  # fmt: skip


def test_fitted_weights_trust_what_tells_ends_from_breaths() -> None:
    costs = fit(spoken(1))
    assert costs.sound_weight > 0.2
    assert costs.sense_weight > 0.2
    deaf = fit(spoken(1), sound=False)
    assert deaf.sound_weight == 0.0
    assert deaf.sense_weight > 0.2


def test_without_a_pause_inside_a_turn_every_pause_is_the_end() -> None:
    costs = fit([[pause(None)], [pause(None)]])
    assert (costs.prior, costs.sound_weight, costs.sense_weight) == (10.0, 0.0, 0.0)
