"""Measures what the calls on the line cost and how long they wait, for the admission of others."""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from voice_agent.calls.hub import Hub
from voice_agent.core.chain import EngineHandle
from voice_agent.core.clock import monotonic
from voice_agent.core.effort import Effort, Strain, level
from voice_agent.core.events import TurnTimed
from voice_agent.server.admission import Load

EVERY_S = 1.0
OVER_S = 30.0
"""Time that a measurement looks back."""
STRAIN_S = 10.0
"""The same where the calls on the line are to do less ahead, or more again."""
LEAST_S = 8.0
"""A use that was measured for less time says nothing."""
_MOST_TURNS = 512
_LATEST_LAGS = 100
"""Lags of some five seconds."""
_FOLLOWED_EVENTS = 8192


@dataclass(frozen=True, slots=True)
class Sample:
    """Seconds of work so far, by resource, and the calls on the line.

    Attributes:
        at: When it was taken.
        worked_s: Seconds of work of each resource since it exists.
        calls: Calls on the line.
    """

    at: float
    worked_s: Mapping[str, float]
    calls: int


class LoadMeter:
    """Measures the load of the loop it runs on, of its process and of engines.

    Args:
        calls: Tells how many calls are on the line.
        clock: Monotonic seconds.
        cores: Cores of the machine that this process may use.

    Attributes:
        effort: How much the calls on the line do ahead, by what was measured.
    """

    def __init__(
        self,
        calls: Callable[[], int],
        clock: Callable[[], float] = monotonic,
        cores: int | None = None,
    ) -> None:
        self.effort = Effort()
        self._calls = calls
        self._clock = clock
        self._cores = cores or usable_cores()
        self._handles: tuple[EngineHandle, ...] = ()
        self._samples: deque[Sample] = deque(maxlen=round(OVER_S / EVERY_S) + 1)
        self._turns: deque[tuple[float, float, float]] = deque(maxlen=_MOST_TURNS)
        self._lags: deque[float] = deque(maxlen=_MOST_TURNS)

    def watch(self, handles: Iterable[EngineHandle]) -> None:
        """Measure these engines too."""
        self._handles = tuple(handles)
        self._samples.clear()

    def lagged(self, seconds: float) -> None:
        """Note how late the loop came to work that was due."""
        self._lags.append(seconds)

    def answered(self, turn: TurnTimed) -> None:
        """Note an answer."""
        queue = turn.stages.get("queue")
        self._turns.append((self._clock(), turn.v2v_ms, queue.ms if queue else 0.0))

    def sample(self) -> None:
        """Take a sample. Called in the thread of the event loop."""
        worked_s = {
            "event loop": time.thread_time(),
            "cores": time.process_time() / self._cores,
        }
        for handle in self._handles:
            worked_s[handle.stage] = max(worked_s.get(handle.stage, 0.0), handle.worked_s)
        self._samples.append(Sample(self._clock(), worked_s, self._calls()))

    def load(self) -> Load:
        """Return what was measured over the last time."""
        turns = self._latest(OVER_S)
        lag_ms = 1000 * _p95(self._lags)
        use, calls = use_in(self._samples)
        return Load(
            calls=calls,
            use=use,
            turns=len(turns),
            p95_ms=_p95([v2v for _, v2v, _ in turns]),
            wait_ms=_p95([queue for _, _, queue in turns]) + lag_ms,
        )

    def strain(self) -> Strain:
        """Return how much the calls on the line have waited just now."""
        since = self._clock() - STRAIN_S
        use, _ = use_in(sample for sample in self._samples if sample.at >= since)
        return Strain(
            wait_ms=_p95([queue for _, _, queue in self._latest(STRAIN_S)]),
            lag_ms=1000 * _p95(list(self._lags)[-_LATEST_LAGS:]),
            use=max(use.values(), default=0.0),
        )

    async def run(self, hub: Hub) -> None:
        """Measure until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow(hub), name="load-turns")
            tasks.create_task(self._sample_on(), name="load-samples")

    async def _sample_on(self) -> None:
        while True:
            self.sample()
            self.effort.level = level(self.effort.level, self.strain())
            await asyncio.sleep(EVERY_S)

    def _latest(self, seconds: float) -> list[tuple[float, float, float]]:
        now = self._clock()
        return [turn for turn in self._turns if now - turn[0] <= seconds]

    async def _follow(self, hub: Hub) -> None:
        with hub.subscribe(limit=_FOLLOWED_EVENTS) as events:
            async for event in events:
                if isinstance(event, TurnTimed):
                    self.answered(event)


def usable_cores() -> int:
    """Return the cores of the machine that this process may use."""
    # macOS does not tell.
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def use_in(samples: Iterable[Sample]) -> tuple[dict[str, float], float]:
    """Return the use of each resource while there were calls, and the calls on average. Pure.

    Nothing, if there were calls for too short a time.
    """
    worked: dict[str, float] = {}
    seconds = calls_s = 0.0
    for before, after in pairwise(samples):
        if not (before.calls and after.calls):
            continue  # Nobody waits for what is prepared while nobody is on the line.
        length = after.at - before.at
        seconds += length
        calls_s += length * (before.calls + after.calls) / 2
        for name, total in after.worked_s.items():
            gained = max(0.0, total - before.worked_s.get(name, total))
            worked[name] = worked.get(name, 0.0) + gained
    if seconds < LEAST_S:
        return {}, 0.0
    return {name: work / seconds for name, work in worked.items()}, calls_s / seconds


def _p95(values: Iterable[float]) -> float:
    found = list(values)
    return float(np.percentile(found, 95)) if found else 0.0
