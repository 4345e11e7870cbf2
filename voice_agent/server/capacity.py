"""From a measured load test to the nodes that a number of calls needs. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice_agent.core.errors import ConfigError

MOST_FAILED = 0.02
"""Turns without an answer, or calls refused, above which a level is not carried."""
EXPECTED = "a file that 'voice-agent bench load --json FILE' has written"


@dataclass(frozen=True, slots=True)
class Level:
    """One measured number of calls at once.

    Attributes:
        calls: Calls at once.
        p95_ms: Voice-to-voice p95 at the caller's ear.
        failed: Part of the turns that were not answered, or of the calls that were refused.
        cpu_s: CPU seconds for each minute of a call.
        turns_per_minute: Turns in each minute of a call.
    """

    calls: int
    p95_ms: float
    failed: float
    cpu_s: float
    turns_per_minute: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A load test of one server on one line.

    Attributes:
        server: What was measured.
        line: Carrier of the callers.
        cores: Cores of the machine.
        levels: By calls at once, ascending.
    """

    server: str
    line: str
    cores: int
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be carried, and how.

    Attributes:
        calls: Calls at once, at the peak.
        p95_ms: Voice-to-voice p95 that may be reached.
        headroom: Part of each node that stays free.
        spare: Nodes more, so that as many may be gone.
        call_minutes: Length of a call.
        mean_load: Mean load over the hours that are paid, as a part of the peak.
        price: Price of a node for an hour.
    """

    calls: int
    p95_ms: float
    headroom: float = 0.1
    spare: int = 1
    call_minutes: float = 3.0
    mean_load: float = 0.4
    price: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What it takes.

    Attributes:
        carried: Calls at once that a node carries at the target.
        at_least: Whether it may carry more: the highest measured level is within the target.
        per_node: Calls that each node is planned for.
        nodes: How many nodes.
        cores_used: Cores that a full node uses, by its measured CPU.
        turns_per_s: Turns in a second, of all calls.
        price_full: Price of 1,000 calls if all nodes were always full; ``None`` without a price.
        price_mean: The same at the mean load.
    """

    carried: int
    at_least: bool
    per_node: int
    nodes: int
    cores_used: float
    turns_per_s: float
    price_full: float | None
    price_mean: float | None


def read_measured(file: Path, server: str | None = None, line: str | None = None) -> Measured:
    """Read a load test.

    Args:
        file: Results of ``bench load``.
        server: Which server; by default the pipeline of the file.
        line: Which line; by default a carrier's, where one was measured.

    Raises:
        ConfigError: It is another file, or has no such server or line.
    """
    try:
        whole = json.loads(file.read_text(encoding="utf-8"))
        found = whole["levels"]
        cores = int(whole["stamp"]["cores"])
        server = server or str(whole["pipeline"])
        mine = [one for one in found if one["server"] == server]
        lines = list(dict.fromkeys(_carrier(one) for one in mine))
        chosen = line or next((one for one in lines if one != "raw"), "raw")
        mine = [one for one in mine if _carrier(one) == chosen and "p95" in one["v2v_ms"]]
        levels = [_level(one) for one in mine]
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}; expected {EXPECTED}") from None
    except (ValueError, KeyError, TypeError):
        raise ConfigError(f"{file}: expected {EXPECTED}") from None
    if not levels:
        known = sorted({f"{one['server']} on {_carrier(one)}" for one in found})
        raise ConfigError(f"{file}: nothing of {server} on {chosen}; it has: {', '.join(known)}")
    return Measured(server, chosen, cores, tuple(sorted(levels, key=lambda one: one.calls)))


def _carrier(found: Mapping[str, Any]) -> str:
    """Return the carrier of a level; its line has the rate too."""
    return str(found["line"]).partition(" ")[0]


def _level(found: Mapping[str, Any]) -> Level:
    played, calls = int(found["played"]), int(found["calls"])
    failed = len(found["unanswered"]) / max(1, played)
    refused = int(found["refused"]) / max(1, calls + int(found["refused"]))
    return Level(
        calls=int(found["calls_at_once"]),
        p95_ms=float(found["v2v_ms"]["p95"]),
        failed=max(failed, refused),
        cpu_s=float(found["cpu_s_per_call_minute"]),
        turns_per_minute=60 * played / float(found["call_s"]),
    )


def carried(levels: Sequence[Level], p95_ms: float) -> tuple[int, bool]:
    """Return the calls at once that keep p95 within a target, and whether there may be more.

    Between two levels p95 is taken to rise linearly, and never to fall with more calls. Nothing is
    said beyond the highest level, or from one on that fails callers.
    """
    most, before, worst = 0, None, 0.0
    for level in levels:
        if level.failed > MOST_FAILED:
            return most, False
        worst = max(worst, level.p95_ms)
        if worst > p95_ms:
            if before is None:
                return 0, False
            calls, ms = before
            part = (p95_ms - ms) / (worst - ms)
            return math.floor(calls + part * (level.calls - calls)), False
        most, before = level.calls, (level.calls, worst)
    return most, True


def plan(measured: Measured, wanted: Wanted) -> Plan:
    """Return what it takes to carry ``wanted``.

    Raises:
        ConfigError: Not even the fewest calls that were measured keep the target.
    """
    most, at_least = carried(measured.levels, wanted.p95_ms)
    per_node = math.floor(most * (1 - wanted.headroom))
    if per_node < 1:
        fewest = measured.levels[0]
        raise ConfigError(
            f"--p95: {fewest.calls} calls at once had {fewest.p95_ms:.0f} ms already; allow more "
            f"than {wanted.p95_ms:.0f}, or measure fewer calls"
        )
    near = min(measured.levels, key=lambda one: abs(one.calls - per_node))
    hours = 1000 * wanted.call_minutes / 60 / per_node
    full = None if wanted.price is None else hours * wanted.price
    return Plan(
        carried=most,
        at_least=at_least,
        per_node=per_node,
        nodes=math.ceil(wanted.calls / per_node) + wanted.spare,
        cores_used=per_node * near.cpu_s / 60,
        turns_per_s=wanted.calls * near.turns_per_minute / 60,
        price_full=full,
        price_mean=None if full is None else full / wanted.mean_load,
    )


def check(levels: Sequence[Level]) -> list[tuple[Level, float]]:
    """Return each level between two others, and the p95 that these two predict for it."""
    inner = zip(levels, levels[1:], levels[2:], strict=False)
    return [
        (
            level,
            low.p95_ms
            + (high.p95_ms - low.p95_ms) * (level.calls - low.calls) / (high.calls - low.calls),
        )
        for low, level, high in inner
    ]


def assumptions(measured: Measured, wanted: Wanted, found: Plan) -> list[str]:
    """Return what the plan takes for granted, a sentence each."""
    lines = [
        f"Every node is like the measured one: {measured.cores} cores that nobody else uses.",
        f"Callers talk as in the load test: {measured.line}, "
        f"{measured.levels[0].turns_per_minute:.1f} turns a minute.",
        "The load balancer gives each call to the node with the fewest; nodes share nothing but "
        "the record.",
        f"The record's database takes {found.turns_per_s:.0f} rows a second; rows are batched and "
        "wait on disk if it does not.",
        "The p95 is of the machine and its own callers: the network to the carrier comes on top.",
    ]
    if not found.at_least and found.carried not in {one.calls for one in measured.levels}:
        lines.append("p95 rises linearly between two measured levels.")
    if found.at_least:
        lines.append("No more calls were measured: a node may carry more than this.")
    if wanted.calls > found.per_node:
        lines.append(
            f"{found.nodes} nodes are {found.nodes} times one node: not measured, and true as long "
            "as database, load balancer and network are not the limit."
        )
    if wanted.price is not None:
        lines.append(
            f"A call takes {wanted.call_minutes:g} minutes; nodes are paid for by the hour, and on "
            f"average {wanted.mean_load:.0%} of the peak is on the line."
        )
    return lines
