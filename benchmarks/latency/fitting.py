"""Fitting the weights of the end-of-turn decision to pauses. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.latency.pauses import Pause
from voice_agent.turns.decision import EndpointCosts, log_odds, sound_odds

_SHORTEST_MS = 150.0
"""Shorter breaths are over before anything is decided."""
_RIDGE = 0.04
_STEPS = 50


def fit(
    turns: Iterable[Sequence[Pause]], *, sound: bool = True, sense: bool = True
) -> EndpointCosts:
    """Weights of a logistic regression: is a pause the end, by sound and words?

    Newton's method with a little ridge. A feature that is left out gets weight 0.
    """
    used = [
        pause
        for pauses in turns
        for pause in pauses
        if pause.length_ms is None or pause.length_ms >= _SHORTEST_MS
    ]
    rows = np.array(
        [(1.0, sound * sound_odds(p.sound), sense * log_odds(p.sense)) for p in used]
    ).reshape(-1, 3)
    ends = np.array([float(p.length_ms is None) for p in used])
    ridge = _RIDGE * np.diag([1e-3, 1.0, 1.0])
    weights = np.zeros(3)
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (chance - ends) + ridge @ weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + ridge
        weights = weights - np.linalg.solve(curve, slope)
    prior, by_sound, by_sense = (round(float(w), 3) for w in weights)
    return replace(EndpointCosts(), prior=prior, sound_weight=by_sound, sense_weight=by_sense)
