"""Pauses of turns that nobody spoke."""

from __future__ import annotations

import numpy as np

from benchmarks.latency.pauses import Pause
from voice_agent.core.turn import Completeness


def pause(length_ms: float | None, late_ms: float = 0.0, **about: float) -> Pause:
    """Return a pause of a caller who seems to have finished, except for what is given."""
    known = {
        "fading_ms": 0.0,
        "asked_ms": 64.0,
        "sound": 0.9,
        "ready_ms": 200.0,
    } | about
    meant = Completeness(known.pop("sense", 0.9))
    return Pause(length_ms, late_ms, meant=meant, **known)


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
