from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.server.capacity import (
    Level,
    Wanted,
    assumptions,
    carried,
    check,
    plan,
    read_measured,
)


def level(calls: int, p95_ms: float, failed: float = 0.0) -> Level:
    return Level(calls, p95_ms, failed, cpu_s=3.0, turns_per_minute=8.0)


CURVE = (level(4, 400), level(8, 440), level(16, 600), level(24, 1400, 0.04))


@pytest.mark.parametrize(
    ("p95_ms", "calls", "at_least"),
    [
        (399, 0, False),
        (400, 4, False),
        (420, 6, False),
        (520, 12, False),
        (600, 16, False),
        (2000, 16, False),
    ],
)
def test_what_a_node_carries_is_read_off_the_curve(
    p95_ms: float, calls: int, at_least: bool
) -> None:
    assert carried(CURVE, p95_ms) == (calls, at_least)


def test_nothing_is_said_beyond_what_was_measured() -> None:
    assert carried(CURVE[:3], 5000) == (16, True)


def test_a_level_that_was_fast_by_chance_does_not_count() -> None:
    assert carried((level(4, 400), level(8, 700), level(16, 500)), 600) == (6, False)


def found_level(line: str, calls: int, p95_ms: float, **more: Any) -> dict[str, Any]:
    return {
        "server": "bank",
        "line": f"{line} 8000 Hz",
        "calls_at_once": calls,
        "played": 80,
        "calls": 20,
        "refused": 0,
        "call_s": 600.0,
        "unanswered": {},
        "v2v_ms": {"p50": 200.0, "p95": p95_ms, "n": 80},
        "cpu_s_per_call_minute": 3.0,
        **more,
    }


@pytest.fixture
def results(tmp_path: Path) -> Path:
    levels = [
        found_level("raw", 4, 100.0),
        found_level("twilio", 8, 450.0),
        found_level("twilio", 4, 400.0),
        found_level("twilio", 16, 600.0),
        found_level("twilio", 24, 700.0, unanswered={"a": "", "b": ""}),
        found_level("twilio", 32, 700.0, refused=20, v2v_ms={"n": 0}),
    ]
    file = tmp_path / "load.json"
    whole = {"stamp": {"cores": 2}, "pipeline": "bank", "levels": levels}
    file.write_text(json.dumps(whole))
    return file


def test_the_line_of_a_carrier_is_planned_with(results: Path) -> None:
    measured = read_measured(results)
    assert (measured.line, measured.cores) == ("twilio", 2)
    assert [one.calls for one in measured.levels] == [4, 8, 16, 24]
    assert measured.levels[-1].failed == pytest.approx(2 / 80)
    assert measured.levels[0].turns_per_minute == 8.0
    assert [one.calls for one in read_measured(results, line="raw").levels] == [4]


def test_nodes_and_price_follow(results: Path) -> None:
    wanted = Wanted(10_000, 600.0, headroom=0.25, spare=2, price=0.1)
    measured = read_measured(results)
    found = plan(measured, wanted)
    assert (found.carried, found.per_node, found.nodes) == (16, 12, 836)
    assert found.cores_used == pytest.approx(0.6)
    assert found.turns_per_s == pytest.approx(10_000 * 8 / 60)
    assert found.price_full == pytest.approx(1000 * 3 / 60 / 12 * 0.1)
    assert found.price_mean == pytest.approx((found.price_full or 0) / 0.4)
    said = " ".join(assumptions(measured, wanted, found))
    assert "836 nodes" in said
    assert "2 cores" in said
    assert plan(measured, Wanted(10, 600.0)).price_full is None


def test_the_curve_is_checked_against_itself() -> None:
    assert [(one.calls, ms) for one, ms in check(CURVE[:3])] == [(8, pytest.approx(400 + 200 / 3))]
    assert check(CURVE[:2]) == []


def test_a_target_that_nothing_keeps_says_what_was_measured(results: Path) -> None:
    with pytest.raises(ConfigError, match=r"--p95: 4 calls at once had 400 ms already"):
        plan(read_measured(results), Wanted(10, 300.0))


@pytest.mark.parametrize("content", ["", "{}", '{"levels": 3}', "[]"])
def test_another_file_is_refused_in_one_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(content)
    with pytest.raises(ConfigError, match="bench load --json"):
        read_measured(file)


def test_what_is_not_there_is_said(results: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        read_measured(tmp_path / "none.json")
    with pytest.raises(ConfigError, match="it has: bank on raw, bank on twilio"):
        read_measured(results, server="barista")
