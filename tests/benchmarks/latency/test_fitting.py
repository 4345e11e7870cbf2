"""Weights of the end-of-turn decision, fitted to made-up pauses."""

from __future__ import annotations

from dataclasses import replace

from made_up_pauses import pause, spoken

from benchmarks.latency.fitting import fit
from voice_agent.turns.decision import EndpointCosts


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


def test_without_an_end_the_weights_are_those_in_use() -> None:
    usual = EndpointCosts()
    assert fit([[pause(500.0), pause(700.0)]]) == usual
    assert fit([[pause(500.0)]], sound=False) == replace(usual, sound_weight=0.0)
