"""Ends of turns by a public definition: every silence is a span, the last one is the end. Pure.

As in livekit's eot-bench: silences of 100 ms or more inside a recording are *holds*, the one after
its last word is the *end*. A rule that fires in a hold is a false cut-off; its latency is how long
after the end it fires.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.latency.pauses import Pause, Rule

SHORTEST_MS = 100.0
FALSE_CUT_OFFS = (0.05, 0.10)
LATENCIES_MS = (300.0, 600.0)


@dataclass(frozen=True, slots=True)
class Ends:
    """The result of one setting of a rule on all recordings.

    Attributes:
        false_cut_offs: Share of holds into which it speaks.
        latency_ms: Median wait after the end; infinite if no recording has one.
        cut: Share of recordings with a false cut-off.
    """

    false_cut_offs: float
    latency_ms: float
    cut: float


def ends(turns: Sequence[Sequence[Pause]], rule: Rule) -> Ends:
    """Judge one setting on recordings; each ends with the silence after its last word."""
    holds, fired, cut = 0, 0, 0
    waits = []
    for *inner, end in turns:
        spans = [p for p in inner if p.length_ms is not None and p.length_ms >= SHORTEST_MS]
        early = [p for p in spans if max(rule(p), p.ready_ms) < (p.length_ms or 0.0)]
        holds, fired, cut = holds + len(spans), fired + len(early), cut + bool(early)
        waits.append(end.late_ms + max(rule(end), end.ready_ms))
    if not waits:
        return Ends(0.0, float("inf"), 0.0)
    return Ends(fired / holds if holds else 0.0, float(np.median(waits)), cut / len(waits))


def latency_at(settings: Mapping[str, Ends], false_cut_offs: float) -> float | None:
    """Return the least latency in ms with at most that share of holds spoken into."""
    allowed = [e.latency_ms for e in settings.values() if e.false_cut_offs <= false_cut_offs]
    return min(allowed, default=None)


def false_cut_offs_at(settings: Mapping[str, Ends], latency_ms: float) -> float | None:
    """Return the least share of holds spoken into with at most that latency."""
    allowed = [e.false_cut_offs for e in settings.values() if e.latency_ms <= latency_ms]
    return min(allowed, default=None)


def rows(
    turns: Sequence[Sequence[Pause]], rules: Mapping[str, Mapping[str, Rule]], shipped: Rule
) -> list[list[str | None]]:
    """Return a table: each rule at its best settings, and what runs.

    Args:
        turns: Pauses of recordings, the end of each last.
        rules: Name of the rule -> its settings.
        shipped: The decision that runs.
    """
    table: list[list[str | None]] = []
    for name, settings in rules.items():
        judged = {setting: ends(turns, rule) for setting, rule in settings.items()}
        at = [_ms(latency_at(judged, share)) for share in FALSE_CUT_OFFS]
        of = [_percent(false_cut_offs_at(judged, ms)) for ms in LATENCIES_MS]
        table.append([name, *at, *of, None, None, None])
    runs = ends(turns, shipped)
    own = [_percent(runs.false_cut_offs), _percent(runs.cut), _ms(runs.latency_ms)]
    return [*table, ["as it runs", None, None, None, None, *own]]


def points(
    turns: Sequence[Sequence[Pause]], rules: Mapping[str, Mapping[str, Rule]]
) -> dict[str, dict[str, tuple[float, float]]]:
    """Return, by rule and setting, the share of recordings cut, in per cent, and the median wait.

    Args:
        turns: Pauses of recordings, the end of each last.
        rules: Name of the rule -> its settings.
    """
    judged = {
        name: {setting: ends(turns, rule) for setting, rule in settings.items()}
        for name, settings in rules.items()
    }
    return {
        name: {
            setting: (round(100 * one.cut, 1), round(one.latency_ms, 1))
            for setting, one in settings.items()
        }
        for name, settings in judged.items()
    }


HEAD = (
    "rule",
    *(f"ms at {100 * share:.0f} %" for share in FALSE_CUT_OFFS),
    *(f"cut-offs at {ms:.0f} ms" for ms in LATENCIES_MS),
    "holds cut",
    "recordings cut",
    "wait p50",
)


def _ms(value: float | None) -> str | None:
    return None if value is None else f"{value:.0f}"


def _percent(value: float | None) -> str | None:
    return None if value is None else f"{100 * value:.1f} %"
