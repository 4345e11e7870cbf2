"""Measures what the calls on the line cost and how long they wait, for the admission of others."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np

from voice_agent.calls.hub import Hub
from voice_agent.calls.timeline import QUEUE
from voice_agent.core.chain import EngineHandle
from voice_agent.core.clock import monotonic
from voice_agent.core.effort import Effort, Strain, level
from voice_agent.core.events import TurnTimed
from voice_agent.server.admission import Load, Turn
from voice_agent.server.call_costs import CORES, LOOP, CallCosts, Sample
from voice_agent.server.machine import all_cores, busy_s, usable_cores

EVERY_S = 1.0
TURNS_S = 120.0
"""Time that turns are looked back on."""
STRAIN_S = 10.0
"""The same where the calls on the line are to do less ahead, or more again."""
LEAST_S = 8.0
"""A use that was measured for less time says nothing."""
_MOST_TURNS = 512
_LATEST_LAGS = 100
"""Lags of some five seconds."""
_FOLLOWED_EVENTS = 8192


class LoadMeter:
    """Measures the load of the loop it runs on, of its process, of engines and of the machine.

    Args:
        calls: Tells how many calls are on the line.
        clock: Monotonic seconds.
        cores: Cores that this process may use; by default as the system says.
        busy: Tells the CPU seconds of all programs of the machine.

    Attributes:
        effort: How much the calls on the line do ahead, by what was measured.
        costs: What a call costs.
        on_turn: Told of each answer.
    """

    def __init__(
        self,
        calls: Callable[[], int],
        clock: Callable[[], float] = monotonic,
        cores: float | None = None,
        busy: Callable[[], float] = busy_s,
    ) -> None:
        self.effort = Effort()
        self.costs = CallCosts()
        self.on_turn: Callable[[Turn], None] = lambda turn: None
        self._calls = calls
        self._clock = clock
        self._cores = cores or usable_cores()
        self._whole = cores or all_cores()
        self._busy = busy
        self._handles: tuple[EngineHandle, ...] = ()
        self._samples: deque[Sample] = deque(maxlen=round(STRAIN_S / EVERY_S) + 1)
        self._turns: deque[Turn] = deque(maxlen=_MOST_TURNS)
        self._lags: deque[float] = deque(maxlen=_LATEST_LAGS)
        self._load: Load | None = None

    def watch(self, handles: Iterable[EngineHandle]) -> None:
        """Measure these engines too."""
        self._handles = tuple(handles)
        self._samples.clear()

    def lagged(self, seconds: float) -> None:
        """Note how late the loop came to work that was due."""
        self._lags.append(seconds)

    def answered(self, timed: TurnTimed) -> None:
        """Note an answer."""
        self.costs.turns += 1
        turn = turn_of(timed, self._clock(), self._calls(), 1000 * self.costs.of_turn_s())
        self._turns.append(turn)
        self._load = None
        self.on_turn(turn)

    def sample(self) -> None:
        """Take a sample. Called in the thread of the event loop."""
        worked_s = {LOOP: time.thread_time(), CORES: time.process_time()}
        for handle in self._handles:
            worked_s[handle.stage] = max(worked_s.get(handle.stage, 0.0), handle.worked_s)
        self.take(Sample(self._clock(), worked_s, self._busy(), self._calls()))

    def take(self, sample: Sample) -> None:
        """Take in a sample."""
        if self._samples:
            self.costs.learn(self._samples[-1], sample)
        self._samples.append(sample)
        self._load = None
        self.effort.level = level(self.effort.level, self.strain())

    @property
    def cores(self) -> float:
        """Cores that other programs leave to this process."""
        return self.costs.cores_left(self._cores, self._whole)

    def load(self) -> Load:
        """Return what was measured over the last time: the same object until there is more."""
        if self._load is None:
            turns = tuple(self._latest(TURNS_S))
            self._load = Load(self.costs.of_call(), self.cores, turns)
        return self._load

    def strain(self) -> Strain:
        """Return how much the calls on the line have waited just now."""
        since = self._clock() - STRAIN_S
        use = use_in((sample for sample in self._samples if sample.at >= since), self.cores)
        return Strain(
            wait_ms=_p95([turn.wait_ms for turn in self._latest(STRAIN_S)]),
            lag_ms=1000 * _p95(self._lags),
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
            await asyncio.sleep(EVERY_S)

    def _latest(self, seconds: float) -> list[Turn]:
        now = self._clock()
        return [turn for turn in self._turns if now - turn.at <= seconds]

    async def _follow(self, hub: Hub) -> None:
        with hub.subscribe(limit=_FOLLOWED_EVENTS) as events:
            async for event in events:
                if isinstance(event, TurnTimed):
                    self.answered(event)


def turn_of(timed: TurnTimed, at: float, calls: int, work_ms: float) -> Turn:
    """Return the times of an answer by what the load does to them. Pure.

    Args:
        timed: The answer.
        at: When it began.
        calls: Calls on the line.
        work_ms: Work of engines for an answer. Most of it is done while the end of the turn is not
            certain yet, and no stage shows it.
    """
    ms = {stage: time.ms for stage, time in timed.stages.items()}
    wait_ms = ms.get(QUEUE, 0.0)
    own_ms = max(0.0, timed.v2v_ms - wait_ms - ms.get("llm", 0.0))
    work_ms = min(own_ms, work_ms)
    return Turn(at, calls, timed.v2v_ms - wait_ms - work_ms, work_ms, wait_ms)


def use_in(samples: Iterable[Sample], cores: float) -> dict[str, float]:
    """Return the use of each resource while there were calls, 0 to 1. Pure.

    Nothing, if there were calls for too short a time.
    """
    worked: dict[str, float] = {}
    seconds = 0.0
    for before, after in pairwise(samples):
        if not (before.calls and after.calls):
            continue  # Nobody waits for what is prepared while nobody is on the line.
        seconds += after.at - before.at
        for name, total in after.worked_s.items():
            gained = max(0.0, total - before.worked_s.get(name, total))
            worked[name] = worked.get(name, 0.0) + gained
    if seconds < LEAST_S:
        return {}
    return {
        name: work / seconds / (cores if name == CORES else 1.0) for name, work in worked.items()
    }


def _p95(values: Iterable[float]) -> float:
    found = list(values)
    return float(np.percentile(found, 95)) if found else 0.0
