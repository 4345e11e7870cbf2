"""The answer to another call, from what the calls on the line cost and how long they wait. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

MOST_USE = 0.97
"""A resource that is used more than this has no end to its queue."""
LIGHT_USE = 0.5
"""Below this nothing waits for a resource, and no call is refused because of it."""
LEAST_TURNS = 8
"""Turns from which a p95 says something; with fewer of them, the use alone decides."""
_LEAST_WAIT_MS = 5.0
_RELEASE = 0.9
"""An answer is left again only once the prediction is this much below where it began."""
_FULL_USE = 0.9
_LEAN_USE = 0.8


class Intake(Enum):
    """The answers to another call, from the best to the worst."""

    TAKEN = "taken"
    LEAN = "taken with less speculation"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Load:
    """What was measured of the calls that run, over the last half minute or so.

    Attributes:
        calls: Calls on the line, on average over that time.
        use: How much of each resource was used, 0 to 1: the event loop's thread, the threads of
            each engine, the machine's cores.
        turns: Answers that were timed.
        p95_ms: p95 of their voice-to-voice time.
        wait_ms: p95 of the time in it that was spent waiting for engines and the event loop.
    """

    calls: float = 0.0
    use: Mapping[str, float] = field(default_factory=dict)
    turns: int = 0
    p95_ms: float = 0.0
    wait_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is expected with a number of calls.

    Attributes:
        p95_ms: Voice-to-voice time; infinite if a resource does not suffice.
        use: Use of the scarcest resource; above 1 it does not suffice.
        resource: Its name.
    """

    p95_ms: float = 0.0
    use: float = 0.0
    resource: str = ""


def predict(load: Load, calls: int) -> Prediction:
    """Return what to expect with ``calls`` calls on the line.

    A call costs what those on the line cost on average. Waiting grows with the use u of the
    scarcest resource as u / (1 - u), as in a queue with one server; the rest of a turn takes as
    long as now.
    """
    if load.calls <= 0 or not load.use:
        return Prediction()
    resource, now = max(load.use.items(), key=lambda item: item[1])
    use = now * calls / load.calls
    if use >= MOST_USE:
        return Prediction(float("inf"), use, resource)
    if load.turns < LEAST_TURNS:
        return Prediction(0.0, use, resource)
    growth = _pressure(use) / max(_pressure(min(now, MOST_USE)), 1e-9)
    own_ms = max(0.0, load.p95_ms - load.wait_ms)
    wait_ms = max(load.wait_ms, _LEAST_WAIT_MS) * growth
    return Prediction(own_ms + wait_ms, use, resource)


def decide(before: Intake, expected: Prediction, limit_ms: float, lean_at: float) -> Intake:
    """Return the answer to another call.

    Args:
        before: The answer to the last one: an answer is left only with some distance, so that calls
            are not refused and taken in turns.
        expected: With the call.
        limit_ms: p95 that may not be exceeded.
        lean_at: Part of the limit from which calls speculate less.
    """
    if expected.use < LIGHT_USE:
        return Intake.TAKEN  # What is slow now is not slow because of the calls.
    for answer, part, full in (
        (Intake.REFUSED, 1.0, _FULL_USE),
        (Intake.LEAN, lean_at, _LEAN_USE),
    ):
        slack = _RELEASE if _rank(before) >= _rank(answer) else 1.0
        if expected.p95_ms > slack * part * limit_ms or expected.use > slack * full:
            return answer
    return Intake.TAKEN


def _pressure(use: float) -> float:
    return use / (1.0 - use)


def _rank(answer: Intake) -> int:
    return list(Intake).index(answer)
