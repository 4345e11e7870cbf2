"""Weights of the end-of-turn decision, fitted to made-up pauses."""

from __future__ import annotations

from made_up_pauses import pause, spoken

from benchmarks.latency.fitting import fit


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
