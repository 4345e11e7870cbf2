import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.latency.gate import normalised, over_budget, read_baseline, worse
from voice_agent.core.budgets import Budget, BudgetTable
from voice_agent.core.errors import ConfigError

BUDGETS = BudgetTable(500.0, {"stt": Budget(100.0, 300.0)})


def figures(v2v_p95: float = 400.0, stt_p95: float = 90.0, n: int = 20) -> dict[str, Any]:
    return {
        "v2v_ms": {"p50": 300.0, "p95": v2v_p95, "n": n},
        "stages_ms": {"stt": {"p50": 50.0, "p95": stt_p95, "n": n}, "tts": {"p95": 1e4, "n": n}},
        "unanswered": {},
        "early": {},
        "played": n,
    }


def test_all_within_budget() -> None:
    assert over_budget(figures(), BUDGETS) == []


def test_every_broken_budget_is_named() -> None:
    found = over_budget(figures(v2v_p95=501.0, stt_p95=101.0), BUDGETS)
    assert [problem.split(":")[0] for problem in found] == ["turn", "stt"]


def test_too_few_turns_and_missing_answers_are_broken_too() -> None:
    found = over_budget(figures(n=4) | {"unanswered": {"a.wav": "none"}}, BUDGETS)
    assert "only 4 answered turns" in found[0]
    assert found[1] == "unanswered: a.wav"


def test_a_build_that_is_faster_because_it_cuts_in_does_not_pass() -> None:
    early = {"a.wav": 120, "b.wav": 80}
    found = over_budget(figures(n=50) | {"early": early}, BUDGETS)
    assert found == ["answered too early: 2 of 50, at most 2%: a.wav, b.wav"]
    assert over_budget(figures(n=50) | {"early": {"a.wav": 120}}, BUDGETS) == []
    assert over_budget(figures(n=100) | {"early": early}, BUDGETS) == []


def one(v2v_ms: float | None, **stages: float) -> dict[str, Any]:
    return {"v2v_ms": v2v_ms, "early_ms": None, "stages_ms": stages}


def test_waiting_stays_in_ms_and_computing_becomes_a_ratio() -> None:
    turns = [one(400.0, vad=150.0, turns=50.0, stt=100.0), one(None), one(9.0, vad=1.0)]
    turns[2]["early_ms"] = 40.0
    found = normalised({"turns": turns, "calibration_ms": 100.0})
    assert found == {
        "waiting_ms": {"p50": 200.0, "p95": 200.0},
        "computing": {"p50": 2.0, "p95": 2.0},
        "n": 1,
    }


def test_a_machine_half_as_fast_has_the_same_baseline() -> None:
    fast = {"turns": [one(400.0, vad=200.0)], "calibration_ms": 100.0}
    slow = {"turns": [one(600.0, vad=200.0)], "calibration_ms": 200.0}
    assert worse(normalised(slow), normalised(fast), 0.0) == []


def test_what_is_worse_is_named_with_both_values() -> None:
    known = {"waiting_ms": {"p50": 200.0}, "computing": {"p50": 2.0, "p95": 3.0}, "n": 24}
    now = {"waiting_ms": {"p50": 249.0}, "computing": {"p50": 2.39, "p95": 3.7}, "n": 24}
    assert worse(now, known, 0.2) == [
        "computing p95: 3.7 encodes, baseline 3 encodes (n=24, then 24)"
    ]
    now["waiting_ms"] = {"p50": 251.0}
    assert "waiting_ms p50: 251 ms, baseline 200 ms" in worse(now, known, 0.2)[0]


def test_nothing_measured_does_not_pass() -> None:
    known = {"waiting_ms": {"p50": 200.0}, "computing": {}, "n": 24}
    assert worse(normalised({"turns": [], "calibration_ms": 1.0}), known, 0.2) == [
        "waiting_ms p50: nothing was measured"
    ]


def test_a_baseline_file(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    assert read_baseline(file) == {}
    file.write_text(json.dumps({"pipelines": {"bank": {"n": 1}}}))
    assert read_baseline(file) == {"bank": {"n": 1}}
    file.write_text("[]")
    with pytest.raises(ConfigError, match="not a baseline"):
        read_baseline(file)


def test_a_fifth_of_next_to_nothing_is_not_worse() -> None:
    known = {"waiting_ms": {"p50": 20.0}, "computing": {"p50": 0.006}, "n": 24}
    now = {"waiting_ms": {"p50": 29.0}, "computing": {"p50": 0.05}, "n": 24}
    assert worse(now, known, 0.2) == []
