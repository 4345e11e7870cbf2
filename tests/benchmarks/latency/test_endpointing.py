"""Rules of the end of a turn, each judged on turns it has not seen."""

from __future__ import annotations

from dataclasses import replace

from made_up_pauses import pause, spoken

from benchmarks.latency.endpointing import as_it_runs, cross_validated, decision, prices, rules
from voice_agent.core.turn import Completeness
from voice_agent.turns.patience import PauseHabit


def test_the_decision_that_runs_knows_the_caller_and_the_playbook() -> None:
    unsure = pause(None, sound=0.3, sense=0.3)
    slow = PauseHabit().after(900.0, "request").after(900.0, "request")
    assert as_it_runs(replace(unsure, habit=slow)) > as_it_runs(unsure)
    asked = Completeness(0.3, "story", max_pause_ms=300.0)
    assert as_it_runs(replace(unsure, meant=asked)) == 300.0


def test_with_one_curve_a_story_is_waited_for_like_a_request() -> None:
    request = pause(None, sound=0.3, sense=0.3)
    story = replace(request, meant=Completeness(0.3, "story"))
    once = decision(0.01, one_curve=True)
    assert once(story) == once(request) == as_it_runs(request) < as_it_runs(story)
    compared = prices(64.0)
    assert min(rule(request) for rule in compared["silence alone"].values()) == 200.0
    assert compared["one curve"].keys() == compared["as it runs"].keys()


def test_every_rule_is_judged_on_turns_it_has_not_seen() -> None:
    known = rules(spoken(1), 64.0)
    sure, unsure = pause(None), pause(None, sound=0.1, sense=0.1)
    assert known["smart-turn"]["0.5 or 800 ms"](sure) == 64.0
    assert known["smart-turn"]["0.5 or 800 ms"](unsure) == 800.0
    fused = known["sound, sense and silence"]["cut_in 0.02 from 180 ms"]
    assert fused(sure) < fused(unsure)
    assert fused(pause(None, fading_ms=120.0)) == fused(sure) + 120.0, "a soft last syllable"
    curves, chosen = cross_validated((spoken(1), spoken(2, 40)), 64.0, 32.0)
    assert {point["n"] for points in curves.values() for point in points.values()} == {100}
    accepted = {(row["rule"], row["accepted"]): row for row in chosen}
    none = accepted["silence alone", 0.0]
    assert none["cut_in"] <= 0.02
    assert none["p50"] > accepted["silence alone", 0.10]["p50"]
    assert accepted["sound, sense and silence", 0.0]["p50"] < none["p50"]
