"""The answer to another call, from what the calls on the line cost and how long they wait. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from voice_agent.server.call_costs import CORES

MOST_USE = 0.97
"""A resource that is used more than this has no end to its queue."""
LIGHT_USE = 0.45
"""Below this nothing waits for a resource, and no call is refused because of it."""
FULL_USE = 0.8
LEAN_USE = 0.7
MOMENT_S = 3.0
"""Turns of one moment have one cause, and count as one when it is asked how sure it is."""
LEAST_MOMENTS = 4
"""With fewer of them the use alone decides."""
_LEAST_WAIT_MS = 5.0
_RELEASE = 0.9
"""An answer is left again only once the prediction is this much below where it began."""
_MOST_LATE = 0.02
"""Part of the turns that may be over the limit because of the load."""
_UNSURE = 0.25
"""Standard deviations of that part that are taken for chance."""


class Intake(Enum):
    """The answers to another call, from the best to the worst."""

    TAKEN = "taken"
    LEAN = "taken with less speculation"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Turn:
    """The times of an answer, in ms; they add up to voice-to-voice.

    Attributes:
        at: When it began, monotonic seconds.
        calls: Calls on the line then.
        still_ms: What the load does not change: the silence that ends a turn, others' services.
        work_ms: Work, which takes longer the more programs want a core.
        wait_ms: Waiting for engines.
    """

    at: float
    calls: int
    still_ms: float
    work_ms: float
    wait_ms: float


@dataclass(frozen=True, slots=True)
class Load:
    """What was measured of the calls that run.

    Attributes:
        cost: Work for a second of a call, by resource, in seconds: the event loop's thread, the
            threads of each engine, the cores.
        cores: Cores that other programs leave to this process.
        turns: Answers of the last time.
    """

    cost: Mapping[str, float] = field(default_factory=dict)
    cores: float = 1.0
    turns: Sequence[Turn] = ()


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is expected with a number of calls.

    Attributes:
        p95_ms: Voice-to-voice time that all but a few turns keep: p97 of two minutes full of turns,
            a lower one of fewer; without turns that would be over the limit by themselves. Infinite
            if a resource does not suffice.
        use: Use of the scarcest resource; above 1 it does not suffice.
        resource: Its name.
    """

    p95_ms: float = 0.0
    use: float = 0.0
    resource: str = ""


def predict(load: Load, calls: int, limit_ms: float) -> Prediction:
    """Return what to expect with ``calls`` calls on the line.

    Every turn of the last time is taken to happen again with these calls. Its waiting grows with
    the use u of the scarcest thread as u / (1 - u), as in a queue with one server; its work takes
    as long as if c cores were shared by all that work at once, 1 / (1 - u^c); the rest stays.
    A turn that would be over the limit on an idle machine says nothing about a call too many.
    """
    uses = {name: one * calls / _servers(load, name) for name, one in load.cost.items()}
    if not uses:
        return Prediction()
    resource, use = max(uses.items(), key=lambda item: item[1])
    if use >= MOST_USE:
        return Prediction(float("inf"), use, resource)
    share = share_in_time(load.turns)
    if share is None:
        return Prediction(0.0, use, resource)
    met, still_ms, work_ms, wait_ms = _columns(load.turns)
    own_ms = still_ms + work_ms / stretch(load, met)
    expected = (
        still_ms
        + work_ms * stretch(load, calls) / stretch(load, met)
        + np.maximum(wait_ms, _LEAST_WAIT_MS) * pressure(load, calls) / pressure(load, met)
    )
    blamed = expected[own_ms <= limit_ms]
    if not blamed.size:
        return Prediction(0.0, use, resource)
    p95_ms = float(np.quantile(blamed, share, method="lower"))
    return Prediction(p95_ms, use, resource)


def late_by_load(load: Load, turn: Turn, limit_ms: float) -> bool:
    """Return whether a turn was over the limit, and would not have been on an idle machine."""
    took_ms = turn.still_ms + turn.work_ms + turn.wait_ms
    own_ms = turn.still_ms + turn.work_ms / float(stretch(load, turn.calls))
    return took_ms > limit_ms >= own_ms


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
        (Intake.REFUSED, 1.0, FULL_USE),
        (Intake.LEAN, lean_at, LEAN_USE),
    ):
        slack = _RELEASE if _rank(before) >= _rank(answer) else 1.0
        if expected.p95_ms > slack * part * limit_ms or expected.use > slack * full:
            return answer
    return Intake.TAKEN


def share_in_time(turns: Sequence[Turn]) -> float | None:
    """Return the part of the turns that has to keep the limit: less, the fewer the moments.

    One turn that was late, or one moment in which many were, says nothing about the next call.
    ``None`` if there were too few.
    """
    moments = len({one.at // MOMENT_S for one in turns})
    if moments < LEAST_MOMENTS:
        return None
    return 1 - _MOST_LATE - _UNSURE * float(np.sqrt(_MOST_LATE * (1 - _MOST_LATE) / moments))


def stretch(load: Load, calls: np.ndarray | float) -> np.ndarray:
    """Return how much longer work takes with ``calls`` calls on the cores that are left."""
    servers = max(1.0, load.cores)
    use = np.minimum(MOST_USE, np.asarray(calls) * load.cost.get(CORES, 0.0) / load.cores)
    return np.asarray(1 / (1 - use**servers))


def pressure(load: Load, calls: np.ndarray | float) -> np.ndarray:
    """Return how much waits for the scarcest thread with ``calls`` calls."""
    most = max((one for name, one in load.cost.items() if name != CORES), default=0.0)
    use = np.clip(np.asarray(calls) * most, 1e-3, MOST_USE)
    return np.asarray(use / (1 - use))


def _servers(load: Load, name: str) -> float:
    return load.cores if name == CORES else 1.0


def _columns(turns: Sequence[Turn]) -> np.ndarray:
    """Return calls, still, work and wait as rows of shape (4, n)."""
    rows = [(max(1, one.calls), one.still_ms, one.work_ms, one.wait_ms) for one in turns]
    return np.asarray(rows, np.float64).T


def _rank(answer: Intake) -> int:
    return list(Intake).index(answer)
