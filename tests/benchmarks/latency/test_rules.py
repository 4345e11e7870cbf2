from pathlib import Path

import numpy as np
import pytest
import yaml

from benchmarks.latency.ablation import changed, parse, switches, variants, write_variant
from benchmarks.latency.endpointing import cross_validated, rules
from benchmarks.latency.fitting import fit
from benchmarks.latency.measure import clock_s, ends_ms, lag_in, late_ms
from benchmarks.latency.pauses import Pause, frontier, halves, judge, outcome, tuned
from benchmarks.latency.stages import cut, sentences, timed
from benchmarks.report.page import page, table
from benchmarks.report.plots import parts
from voice_agent.config.load import load_pipeline
from voice_agent.config.schema import ListenConfig
from voice_agent.core.errors import ConfigError


def pause(length_ms: float | None, late_ms: float = 0.0, **about: float) -> Pause:
    known = {
        "fading_ms": 0.0,
        "asked_ms": 64.0,
        "sound": 0.9,
        "sense": 0.9,
        "ready_ms": 200.0,
    } | about
    return Pause(length_ms, late_ms, **known)


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


def test_switches_are_what_is_on() -> None:
    keys = dict(switches(load_pipeline("bank")))
    assert keys["stages.stt.args.prompt"] is False
    assert keys["stages.stt.args.short_encode"] is False
    assert keys["stages.turns.engine"] == "silence"


def test_a_change_is_set_and_another_engine_loses_the_old_arguments() -> None:
    content = {"stages": {"turns": {"engine": "smart_turn", "args": {"threads": 1}}}}
    assert changed(content, ("stages.turns.engine", "silence")) == {
        "stages": {"turns": {"engine": "silence"}}
    }
    assert changed(content, ("listen.stop_ms", 300))["listen"] == {"stop_ms": 300}
    assert changed(content, None) == content
    assert content["stages"]["turns"]["args"] == {"threads": 1}
    assert parse("listen.stop_ms=300") == ("listen.stop_ms", 300)
    with pytest.raises(ConfigError, match="KEY=VALUE"):
        parse("prompt")


def test_a_variant_is_a_pipeline_file_that_loads_from_anywhere(tmp_path: Path) -> None:
    file = write_variant("bank", ("stages.stt.args.prompt", False), tmp_path)
    config = load_pipeline(str(file))
    assert config.stages["stt"].args == {"prompt": False}
    assert config.playbook_folder == load_pipeline("bank").playbook_folder
    assert yaml.safe_load(file.read_text())["playbook"].startswith("/")


def test_the_whole_pipeline_is_measured_first_and_last() -> None:
    names = [name for name, _ in variants([("a.b", False)])]
    assert names == ["everything on", "a.b = False", "everything on, again"]


def test_bars_of_a_waterfall_follow_one_another() -> None:
    stages = {"vad": {"p50": 200.0}, "turns": {"n": 0}, "stt": {"p50": 80.0}}
    assert parts(stages, "p50") == [
        ("vad", 200.0, 0.0),
        ("turns", 0.0, 200.0),
        ("stt", 80.0, 200.0),
    ]


def test_cpu_time_of_ps_is_read() -> None:
    assert clock_s(" 01:02:03\n") == 3723.0
    assert clock_s("2-00:00:01") == 172801.0
    assert clock_s("0:07.50") == 7.5


class Loud:
    """A VAD that takes every loud window for speech."""

    window_samples = 512

    def session(self) -> "Loud":
        return self

    def reset(self) -> None:
        """Nothing is remembered."""

    def speech_probability(self, window: np.ndarray) -> float:
        return float(np.abs(window).max() > 100)


def test_the_lateness_of_the_vad_is_that_of_the_stop_nearest_behind() -> None:
    speech, silence = np.full(512 * 10, 1000, np.int16), np.zeros(512 * 20, np.int16)
    sent = np.concatenate((speech, silence, speech, silence))
    stops = ends_ms(sent, Loud(), ListenConfig())
    assert stops == [320.0, 1280.0]
    assert late_ms(stops, 1230.0) == 50.0
    assert late_ms(stops, 340.0) == -20.0
    assert late_ms(stops, 2000.0) is None


def test_loop_lag_is_read_from_the_histogram() -> None:
    text = """# TYPE voice_agent_loop_lag_seconds histogram
voice_agent_loop_lag_seconds_bucket{le="0.001"} 90
voice_agent_loop_lag_seconds_bucket{le="0.01"} 98
voice_agent_loop_lag_seconds_bucket{le="0.02"} 100
voice_agent_loop_lag_seconds_bucket{le="+Inf"} 100
voice_agent_loop_lag_seconds_sum 0.25
voice_agent_loop_lag_seconds_count 100
"""
    assert lag_in(text) == {"mean": 2.5, "p99": 15.0, "n": 100.0}
    assert lag_in("# TYPE voice_agent_calls counter\nvoice_agent_calls_total 1\n") is None


def test_pieces_have_exactly_their_length() -> None:
    assert [piece.size for piece in cut(np.arange(25, dtype=np.int16), 10)] == [10, 10]
    assert [piece.size for piece in cut(np.arange(4, dtype=np.int16), 10)] == [10]
    assert {len(text.split()) for text in sentences(["a b", "c"], 7)} == {7}


def test_warm_up_rounds_are_not_counted() -> None:
    calls: list[str] = []
    took = timed([("a", lambda: calls.append("a")), ("b", lambda: calls.append("b"))], 5)
    assert {name: len(ms) for name, ms in took.items()} == {"a": 5, "b": 5}
    assert calls[:2] == ["a", "b"]
    assert len(calls) == 16


def test_a_page_is_self_contained_and_escaped() -> None:
    text = page("A < B", {"cores": 2}, [table(("x", "y"), [["<b>", None], [1.5, 2]])])
    assert "A &lt; B" in text
    assert "<td>&lt;b&gt;</td><td>-</td>" in text
    assert "cores 2" in text
    assert "http" not in text


def test_plots_are_drawn_into_the_page() -> None:
    pytest.importorskip("matplotlib")
    from benchmarks.report import plots
    from benchmarks.report.page import picture

    stages = {"vad": {"p50": 200.0, "p95": 220.0}, "stt": {"p50": 80.0, "p95": 120.0}}
    for figure in (
        plots.waterfall({"bank": stages}),
        plots.histogram({"a": [1.0, 2.0], "b": []}, "ms"),
        plots.curves({"a": [(0.0, 500.0), (5.0, 300.0)]}, "%", "ms"),
        plots.bars({"a": (1.0, 2.0)}, "ms"),
    ):
        assert picture(figure, "plot").startswith('<p><img alt="plot" src="data:image/svg+xml')
