"""Fitting the weights of the end-of-turn decision to pauses (extra ``bench``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.latency.pauses import Pause
from voice_agent.turns.decision import EndpointCosts, log_odds, sound_odds

_SHORTEST_MS = 150.0
"""Shorter breaths are over before anything is decided."""
_RIDGE = 0.04
_CERTAIN = 10.0  # log-odds


def fit(
    turns: Iterable[Sequence[Pause]], *, sound: bool = True, sense: bool = True
) -> EndpointCosts:
    """Fit a logistic regression: is a pause of a request the end, by sound and text?

    A feature that is left out gets weight 0. Without any pause inside a turn every pause is taken
    for the end.
    """
    from sklearn.linear_model import LogisticRegression

    used = [
        pause
        for pauses in turns
        for pause in pauses
        if pause.meant.speech == "request"
        if pause.length_ms is None or pause.length_ms >= _SHORTEST_MS
    ]
    ends = np.array([p.length_ms is None for p in used])
    if ends.all():
        return replace(EndpointCosts(), prior=_CERTAIN, sound_weight=0.0, sense_weight=0.0)
    if not ends.any():
        # Answers to a question hold no request that ends: there is nothing to fit.
        usual = EndpointCosts()
        return replace(
            usual,
            sound_weight=usual.sound_weight * sound,
            sense_weight=usual.sense_weight * sense,
        )
    rows = np.array(
        [(sound * sound_odds(p.sound), sense * log_odds(p.meant.probability)) for p in used]
    )
    model = LogisticRegression(C=1.0 / _RIDGE, solver="newton-cholesky", tol=1e-8).fit(rows, ends)
    prior, by_sound, by_sense = (round(float(w), 3) for w in (*model.intercept_, *model.coef_[0]))
    return replace(EndpointCosts(), prior=prior, sound_weight=by_sound, sense_weight=by_sense)
