from types import SimpleNamespace

import numpy as np
import pytest
from fakes import FixedTurns, LoudnessVad, ScriptedStt, TableSlm, playbook
from made_up_pauses import pause

from benchmarks.latency.pauses import find_pauses, frontier, halves, judge, outcome, tuned
from benchmarks.latency.recordings import Recording
from voice_agent.config.schema import ListenConfig
from voice_agent.core.chain import EngineHandle
from voice_agent.core.clock import Clock

WINDOW = LoudnessVad.window_samples


def engines() -> SimpleNamespace:
    return SimpleNamespace(
        config=SimpleNamespace(listen=ListenConfig()),
        playbook=playbook(),
        vad=LoudnessVad(),
        clock=Clock(),
        turns=EngineHandle("turns", FixedTurns(0.9)),
        stt=EngineHandle("stt", ScriptedStt([])),
        slm=EngineHandle("slm", TableSlm({})),
    )


def test_a_pause_lasts_until_the_window_in_which_the_caller_is_heard_again() -> None:
    tone = (9000 * np.sin(np.arange(25 * WINDOW) * 0.2)).astype(np.int16)
    breath = np.zeros(12 * WINDOW, np.int16)
    recording = Recording("a", np.concatenate((tone, breath, tone)))
    inner, end = find_pauses(recording, engines(), 32.0, 60.0)  # type: ignore[arg-type]
    assert inner.length_ms == pytest.approx(13 * 32, abs=10)
    assert end.length_ms is None
    assert (inner.habit.pauses, end.habit.pauses) == (0, 1), "the caller's own pauses so far"
    assert end.late_ms == pytest.approx(0.0, abs=10)
    assert end.ready_ms == end.asked_ms + 60.0


def test_a_rule_cuts_in_when_it_answers_inside_a_pause() -> None:
    turn = [pause(400.0), pause(None, late_ms=50.0)]
    assert outcome(turn, lambda p: 300.0) == (True, 350.0)
    assert outcome(turn, lambda p: 500.0) == (False, 550.0)


def test_an_answer_before_the_true_end_cuts_in() -> None:
    turn = [pause(None, late_ms=-350.0)]
    assert outcome(turn, lambda p: 300.0) == (True, -50.0)
    assert outcome(turn, lambda p: 400.0) == (False, 50.0)


def test_no_rule_answers_before_the_words_are_known() -> None:
    turn = [pause(180.0), pause(None, late_ms=50.0)]
    assert outcome(turn, lambda p: 0.0) == (False, 250.0)


def test_a_rule_is_judged_by_share_and_percentiles() -> None:
    found = judge([(True, 300.0), (False, 400.0)])
    assert (found["cut_in"], found["max"], found["n"]) == (0.5, 400.0, 2)
    assert judge([]) == {"n": 0}


def test_halves_do_not_depend_on_order() -> None:
    turns = {f"{n}.wav": [pause(float(n))] for n in range(40)}
    one, other = halves(turns)
    assert len(one) + len(other) == 40
    assert min(len(one), len(other)) > 10
    again = halves(dict(reversed(turns.items())))
    assert {id(t) for t in again[0]} == {id(t) for t in one}


def test_the_frontier_keeps_what_nothing_beats() -> None:
    points = {
        "slow": {"cut_in": 0.0, "p50": 900.0},
        "slower": {"cut_in": 0.0, "p50": 950.0},
        "fast": {"cut_in": 0.1, "p50": 300.0},
        "worse": {"cut_in": 0.2, "p50": 400.0},
    }
    assert frontier(points) == ["slow", "fast"]
    assert tuned(points, 0.05) == "slow"
    assert tuned(points, 0.2) == "fast"
    assert tuned({"fast": points["fast"]}, 0.0) is None
