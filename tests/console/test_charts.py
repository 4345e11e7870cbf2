from __future__ import annotations

from datetime import datetime, timedelta

from voice_agent.console.charts import SPANS, charts

NOW = datetime(2026, 11, 30, 12)


def call(hours_ago: float, handed_off: str | None = "") -> dict[str, object]:
    return {"started_at": NOW - timedelta(hours=hours_ago), "handed_off": handed_off}


def turn(hours_ago: float, ms: float | None, route: str | None = "answer") -> dict[str, object]:
    return {"started_at": NOW - timedelta(hours=hours_ago), "v2v_ms": ms, "route": route}


def test_each_call_and_turn_is_counted_in_its_span() -> None:
    found = charts(
        [call(23.5), call(0.5), call(0.4, "asked for a person")],
        [turn(0.5, 100), turn(0.5, 300, "human"), turn(0.4, None, None), turn(23.5, 200)],
        now=NOW,
        hours=24,
        turn_budget_ms=600,
        most=100,
    )
    assert len(found.spans) == SPANS
    first, last = found.spans[0], found.spans[-1]
    assert (first.calls, first.turns, first.p50_ms) == (1, 1, 200)
    assert (last.calls, last.handed_off, last.turns) == (2, 1, 3)
    assert (last.p50_ms, last.p95_ms) == (200, 290)
    assert last.routes == {"answer": 1, "human": 1}
    assert found.spans[5].p50_ms is None
    assert (found.whole.calls, found.whole.turns, found.complete) == (3, 4, True)
    assert first.at == "2026-11-29T12:00:00"


def test_a_count_that_was_cut_off_says_so() -> None:
    found = charts([call(1)], [], now=NOW, hours=24, turn_budget_ms=600, most=1)
    assert not found.complete
