"""Latency, routes and hand-offs over time. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from voice_agent.console.answers import Charts, Span

SPANS = 24


def charts(
    calls: Sequence[Mapping[str, Any]],
    turns: Sequence[Mapping[str, Any]],
    *,
    now: datetime,
    hours: float,
    turn_budget_ms: float,
    most: int,
) -> Charts:
    """Divide a time into spans and count what happened in each.

    Args:
        calls: Rows with ``started_at`` and ``handed_off``.
        turns: Rows with ``started_at`` of the call, ``v2v_ms`` and ``route``.
        now: The end of the time (UTC, as in the rows).
        hours: Its length.
        turn_budget_ms: What a turn may take.
        most: As many rows mean that there may be more.
    """
    began, length = now - timedelta(hours=hours), timedelta(hours=hours / SPANS)

    def in_span(rows: Sequence[Mapping[str, Any]], number: int) -> list[Mapping[str, Any]]:
        start = began + number * length
        return [row for row in rows if start <= row["started_at"] < start + length]

    spans = [
        _span(began + number * length, in_span(calls, number), in_span(turns, number))
        for number in range(SPANS)
    ]
    return Charts(
        span_s=length.total_seconds(),
        turn_budget_ms=turn_budget_ms,
        whole=_span(began, calls, turns),
        spans=tuple(spans),
        complete=len(calls) < most and len(turns) < most,
    )


def _span(
    at: datetime, calls: Sequence[Mapping[str, Any]], turns: Sequence[Mapping[str, Any]]
) -> Span:
    times = [row["v2v_ms"] for row in turns if row["v2v_ms"] is not None]
    p50, p95 = (
        (round(float(p), 1) for p in np.percentile(times, (50, 95))) if times else (None,) * 2
    )
    return Span(
        at=at.isoformat(timespec="seconds"),
        calls=len(calls),
        handed_off=sum(bool(row["handed_off"]) for row in calls),
        turns=len(turns),
        p50_ms=p50,
        p95_ms=p95,
        routes=dict(Counter(row["route"] for row in turns if row["route"])),
    )
