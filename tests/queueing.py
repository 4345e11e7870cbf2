"""A machine that answers calls, as a queueing model in virtual time.

Cores are shared by all that runs; each engine is a queue with one server, in the order of urgency;
the event loop takes a little of a core for each call. Calls come, speak now and then, and leave.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from voice_agent.config.server import AdmissionConfig
from voice_agent.core.effort import Level
from voice_agent.core.events import StageTime, TurnTimed
from voice_agent.server.admission import Intake
from voice_agent.server.call_costs import CORES, LOOP, Sample
from voice_agent.server.intake import Desk
from voice_agent.server.load_meter import EVERY_S, LoadMeter
from voice_agent.server.metrics import Metrics

LIMIT_MS = 600.0
STEP_S = 0.005
_GREETING_S, _APART_S, _SILENCE_S = 4.0, 11.0, 0.13
_LOOP_WORK = 0.012
_WORK_S = {"stt": 0.07, "tts": 0.04}
_GUESSED = {Level.ALL: 0.5, Level.LESS: 0.5, Level.LATER: 0.2}
"""Guesses for each turn that come to nothing."""


@dataclass(slots=True)
class Job:
    """Work for an engine; a guess has no turn."""

    engine: str
    left_s: float
    since: float
    turn: Answer | None = None


@dataclass(slots=True)
class Answer:
    """A turn while it is answered, and what it took, in seconds."""

    still_s: float
    work_s: float = 0.0
    wait_s: float = 0.0
    stages: list[str] = field(default_factory=lambda: ["stt", "tts"])

    @property
    def late(self) -> bool:
        """Whether it is over the limit."""
        return 1000 * (self.still_s + self.work_s + self.wait_s) > LIMIT_MS


@dataclass(slots=True)
class Caller:
    """A call on the line."""

    speaks_at: float
    ends_at: float


class Machine:
    """Calls on a machine, with our admission in front of it.

    Args:
        seed: Of all that is random.
        slow: Times that work takes longer than on a fast machine.
        others: Tells how many threads of other programs want a core, by the time.
        cores: Of the machine.
        predict: Whether calls are refused.
    """

    def __init__(
        self,
        seed: int,
        *,
        slow: float = 1.0,
        others: Callable[[float], float] = lambda now: 0.0,
        cores: int = 2,
        predict: bool = True,
    ) -> None:
        self.now = 0.0
        self.calls: list[Caller] = []
        self.refused: list[float] = []
        self.answers: list[tuple[float, Answer]] = []
        self._random = random.Random(seed)
        self._slow = slow
        self._others = others
        self._cores = cores
        self._waiting: dict[str, list[Job]] = {name: [] for name in _WORK_S}
        self._running: dict[str, Job] = {}
        self._worked_s = dict.fromkeys((CORES, LOOP, *_WORK_S), 0.0)
        self._busy_s = 0.0
        self._due: list[tuple[float, Job]] = []
        self.meter = LoadMeter(
            lambda: len(self.calls), lambda: self.now, cores, busy=lambda: self._busy_s
        )
        config = AdmissionConfig(predict=predict, p95_ms=LIMIT_MS)
        self.desk = Desk(
            config, LIMIT_MS, self.meter, Metrics(), calls=lambda: len(self.calls), max_calls=500
        )

    def ring(self, length_s: float) -> bool:
        """Have somebody call; whether the call is taken."""
        if self.desk.ask() is Intake.REFUSED:
            self.refused.append(self.now)
            return False
        first = self.now + _GREETING_S + self._random.expovariate(1 / _APART_S)
        self.calls.append(Caller(first, self.now + length_s))
        return True

    def run(self, seconds: float, *, every_s: float = 0.0, length_s: float = 150.0) -> None:
        """Let time pass; somebody calls every ``every_s`` on average, if it is not 0."""
        until, sample_at = self.now + seconds, self.now
        next_ring = self.now + self._later(every_s)
        while self.now < until:
            if self.now >= sample_at:
                self.meter.take(
                    Sample(self.now, dict(self._worked_s), self._busy_s, len(self.calls))
                )
                sample_at += EVERY_S
            while every_s and self.now >= next_ring:
                self.ring(self._random.expovariate(1 / length_s))
                next_ring += self._later(every_s)
            self._speak()
            self._work()
            self.now += STEP_S

    def late(self, since: float = 0.0) -> float:
        """Return the part of the turns that were late."""
        found = [answer.late for at, answer in self.answers if at >= since]
        return sum(found) / max(1, len(found))

    def _later(self, every_s: float) -> float:
        return self._random.expovariate(1 / every_s) if every_s else float("inf")

    def _speak(self) -> None:
        self.calls = [one for one in self.calls if one.ends_at > self.now]
        for one in self.calls:
            if one.speaks_at <= self.now:
                one.speaks_at = self.now + 4.0 + self._random.expovariate(1 / (_APART_S - 4.0))
                if self._random.random() < _GUESSED[self.meter.effort.level]:
                    self._push("stt", None)
                still_s = _SILENCE_S * self._random.uniform(0.5, 1.5)
                answer = Answer(still_s)
                job = self._job("stt", answer)
                job.since = self.now + still_s
                self._due.append((job.since, job))
        for at, job in [entry for entry in self._due if entry[0] <= self.now]:
            self._due.remove((at, job))
            self._waiting["stt"].append(job)

    def _push(self, engine: str, answer: Answer | None) -> None:
        self._waiting[engine].append(self._job(engine, answer))

    def _job(self, engine: str, answer: Answer | None) -> Job:
        work_s = self._slow * _WORK_S[engine] * self._random.lognormvariate(-0.08, 0.4)
        return Job(engine, work_s, self.now, answer)

    def _work(self) -> None:
        for engine, waiting in self._waiting.items():
            if engine not in self._running and waiting:
                job = min(waiting, key=lambda one: (one.turn is None, one.since))
                waiting.remove(job)
                self._running[engine] = job
                if job.turn is not None:
                    job.turn.wait_s += self.now - job.since
        loop = min(1.0, self._slow * _LOOP_WORK * len(self.calls))
        others = self._others(self.now)
        wanted = len(self._running) + loop + others
        share = min(1.0, self._cores / wanted) if wanted else 1.0
        self._count(LOOP, loop * share)
        self._count(CORES, (loop + len(self._running)) * share)
        self._busy_s += min(wanted, self._cores) * STEP_S
        for engine, job in list(self._running.items()):
            self._count(engine, 1.0)
            job.left_s -= share * STEP_S
            if job.turn is not None:
                job.turn.work_s += STEP_S
            if job.left_s <= 0:
                del self._running[engine]
                self._after(job)

    def _count(self, resource: str, rate: float) -> None:
        self._worked_s[resource] += rate * STEP_S

    def _after(self, job: Job) -> None:
        if job.turn is None:
            return
        job.turn.stages.remove(job.engine)
        if job.turn.stages:
            self._push(job.turn.stages[0], job.turn)
            return
        self.answers.append((self.now, job.turn))
        ms = {"turns": job.turn.still_s, "stt": job.turn.work_s, "queue": job.turn.wait_s}
        self.meter.answered(
            TurnTimed(
                v2v_ms=1000 * sum(ms.values()),
                stages={
                    name: StageTime(ms=1000 * s, budget_ms=None, over=False)
                    for name, s in ms.items()
                },
            )
        )
