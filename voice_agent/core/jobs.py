"""An engine's jobs and the order in which they run. Pure: no thread, no clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Generic, TypeVar

T = TypeVar("T")

NEVER = float("inf")


class Kind(IntEnum):
    """The purpose of a job; the smaller, the sooner it runs."""

    FINAL = 0
    """The text of a turn that is over."""
    TURN = 1
    """Everything else that a turn waits for before it is answered."""
    FIRST_CLAUSE = 2
    """How an answer begins."""
    LATER_CLAUSE = 3
    """How an answer goes on."""
    GUESS = 4
    """Work on a turn that may not be over; no call has more than one such job waiting."""
    PARTIAL = 5
    """Text that is shown while the caller speaks; likewise."""
    PREPARATION = 6
    """Work for calls to come."""

    @property
    def speculative(self) -> bool:
        """Whether nobody waits for it yet: it can be left out."""
        return self >= Kind.GUESS


@dataclass(slots=True, eq=False)
class Job:
    """What a stage says about work for its engine. It may change its kind while it waits.

    Attributes:
        kind: Its purpose.
        call: The call that it is for; empty if it is for none.
        due_at: Monotonic seconds when its result is needed; by default at its deadline.
        needed_as: What a guess becomes once it is needed.
        waits: Where it notes from when to when it waited, in monotonic seconds.
    """

    kind: Kind = Kind.TURN
    call: str = ""
    due_at: float | None = None
    needed_as: Kind = Kind.TURN
    waits: list[tuple[float, float]] | None = None

    def is_needed(self) -> None:
        """Say that what was a guess is waited for now."""
        if self.kind is Kind.GUESS:
            self.kind = self.needed_as


@dataclass(slots=True, eq=False)
class Waiting(Generic[T]):
    """A job in the queue.

    Attributes:
        job: What its stage says about it.
        work: What to do; the queue does not look at it.
        since: When it came.
        deadline_at: When its result is of no use any more.
        number: Its place among all jobs that came.
    """

    job: Job
    work: T
    since: float
    deadline_at: float
    number: int

    @property
    def urgency(self) -> tuple[int, float, int]:
        """The job with the smallest one runs next."""
        due_at = self.deadline_at if self.job.due_at is None else self.job.due_at
        return self.job.kind, due_at, self.number


class Drop(Enum):
    """Why a job never runs."""

    NEWER = "a newer guess of the call took its place"
    LESS = "more important jobs took its place"
    LATE = "its deadline passed while it waited"


class FullError(Exception):
    """The queue is full of jobs that are at least as important."""


@dataclass(slots=True)
class JobQueue(Generic[T]):
    """The jobs of one engine: kind by kind, within a kind the earliest deadline first.

    Attributes:
        limit: Most jobs that wait or run.
        on_drop: Told each job that will never run, and why.
        running: Jobs that run.
    """

    limit: int
    on_drop: Callable[[Waiting[T], Drop], None]
    running: int = 0
    _waiting: list[Waiting[T]] = field(default_factory=list)
    _count: int = 0

    def __len__(self) -> int:
        """Return how many jobs wait."""
        return len(self._waiting)

    def push(self, job: Job, work: T, *, now: float, deadline_at: float = NEVER) -> Waiting[T]:
        """Add a job. It replaces the same call's guess; a full queue gives up its last guess.

        Raises:
            FullError: All that waits is as important as the job.
        """
        if job.call and job.kind in (Kind.GUESS, Kind.PARTIAL):
            for older in [w for w in self._waiting if self._replaced(w.job, job)]:
                self._drop(older, Drop.NEWER)
        if self.running + len(self._waiting) >= self.limit:
            last = max(self._waiting, key=lambda w: w.urgency, default=None)
            if last is None or not last.job.kind.speculative or last.job.kind <= job.kind:
                raise FullError
            self._drop(last, Drop.LESS)
        self._count += 1
        waiting = Waiting(job, work, now, deadline_at, self._count)
        self._waiting.append(waiting)
        return waiting

    def take(self, now: float) -> Waiting[T] | None:
        """Take the job that runs next; drop those that are too late for it."""
        for late in [w for w in self._waiting if w.deadline_at <= now]:
            self._drop(late, Drop.LATE)
        if not self._waiting:
            return None
        chosen = min(self._waiting, key=lambda w: w.urgency)
        self._waiting.remove(chosen)
        self.running += 1
        if chosen.job.waits is not None:
            chosen.job.waits.append((chosen.since, now))
        return chosen

    def done(self) -> None:
        """Note that a job which was taken has ended."""
        self.running -= 1

    def remove(self, waiting: Waiting[T]) -> None:
        """Forget a job that nobody wants any more, if it still waits."""
        if waiting in self._waiting:
            self._waiting.remove(waiting)

    def clear(self) -> list[Waiting[T]]:
        """Forget all jobs that wait, and return them."""
        gone, self._waiting = self._waiting, []
        return gone

    def oldest_s(self, now: float) -> float:
        """Return how long the job has waited that waits longest."""
        return max((now - w.since for w in self._waiting), default=0.0)

    @staticmethod
    def _replaced(older: Job, job: Job) -> bool:
        return older.call == job.call and older.kind is job.kind

    def _drop(self, waiting: Waiting[T], why: Drop) -> None:
        self._waiting.remove(waiting)
        self.on_drop(waiting, why)
