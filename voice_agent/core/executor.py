"""One bounded queue per engine, shared by all calls: nothing blocks the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from voice_agent.core.clock import monotonic
from voice_agent.core.errors import (
    DeadlineError,
    OverloadError,
    StageError,
    StaleError,
    VoiceAgentError,
)
from voice_agent.core.jobs import NEVER, Drop, FullError, Job, JobQueue, Kind, Waiting

T = TypeVar("T")


MAX_AWAITED = 64
"""Coroutines of one engine under way at once: far above what the calls of one process need."""


@dataclass(slots=True, eq=False)
class _Work:
    """Blocking work, and who waits for it."""

    do: Callable[[], Any]
    future: Future[Any] = field(default_factory=Future)


class EngineExecutor:
    """Run an engine's blocking calls in its own threads, and its coroutines on the loop.

    Blocking calls run in the order of ``JobQueue``. One that outlives its deadline is abandoned,
    not killed: if it still waits it never runs; if it runs its thread finishes the work, and the
    result is dropped. A coroutine is cancelled. Both queues are bounded; when one is full, new
    work is refused at once, since an answer that late would be of no use to a caller.

    Attributes:
        name: The stage.
        on_began: Told of each blocking call how long it waited, in seconds; in its thread.
    """

    def __init__(self, name: str, *, workers: int = 1, max_waiting: int = 32) -> None:
        self.name = name
        self.on_began: Callable[[str, Kind, float], None] = _nothing
        self._workers = workers
        self._awaited = 0
        self._worked_s = 0.0
        self._lock = threading.RLock()
        self._jobs: JobQueue[_Work] = JobQueue(workers + max_waiting, self._dropped)
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix=name)

    @property
    def pending(self) -> int:
        """Calls that run or wait."""
        return self._jobs.running + len(self._jobs) + self._awaited

    @property
    def waiting(self) -> int:
        """Blocking calls that wait."""
        return len(self._jobs)

    @property
    def oldest_s(self) -> float:
        """How long the blocking call has waited that waits longest."""
        with self._lock:
            return self._jobs.oldest_s(monotonic())

    @property
    def worked_s(self) -> float:
        """Seconds that the threads have worked, on average; without partials and preparation."""
        return self._worked_s / self._workers

    @property
    def busy(self) -> bool:
        """Whether new work would have to wait."""
        return self.pending - self._awaited >= self._workers or self._awaited >= MAX_AWAITED

    async def run(
        self, work: Callable[[], T], *, deadline_ms: float | None, job: Job | None = None
    ) -> T:
        """Run ``work`` in the pool; without a limit if ``deadline_ms`` is ``None``.

        Args:
            work: What to do.
            deadline_ms: When the answer is of no use any more.
            job: What it is for; by default what a turn waits for.

        Raises:
            StaleError: It was a guess, and something else ran in its place.
            OverloadError: The queue is full.
            DeadlineError: There was no answer after ``deadline_ms``.
            StageError: The engine failed; an error of our own tree passes as it is.
        """
        waiting = self._push(_Work(work), job or Job(), deadline_ms)
        async with self._answer_within(deadline_ms):
            result: T = await asyncio.wrap_future(waiting.work.future)
            return result

    async def wait(self, work: Callable[[], Awaitable[T]], *, deadline_ms: float | None) -> T:
        """Await what ``work`` returns on the loop; without a limit if ``deadline_ms`` is ``None``.

        Raises:
            OverloadError: Too many coroutines of this engine are under way.
            DeadlineError: There was no answer after ``deadline_ms``.
            StageError: The engine failed; an error of our own tree passes as it is.
        """
        if self._awaited >= MAX_AWAITED:
            raise self._overload(self._awaited)
        self._awaited += 1
        try:
            async with self._answer_within(deadline_ms):
                return await work()
        finally:
            self._awaited -= 1

    def close(self, *, wait: bool = True) -> None:
        """Stop the threads, after the work that runs unless ``wait`` says otherwise."""
        self._pool.shutdown(wait=wait, cancel_futures=True)
        with self._lock:
            gone = self._jobs.clear()
        for waiting in gone:
            waiting.work.future.cancel()

    def _push(self, work: _Work, job: Job, deadline_ms: float | None) -> Waiting[_Work]:
        now = monotonic()
        deadline_at = NEVER if deadline_ms is None else now + deadline_ms / 1000
        with self._lock:
            try:
                waiting = self._jobs.push(job, work, now=now, deadline_at=deadline_at)
            except FullError:
                raise self._overload(self.pending - self._awaited) from None
        work.future.add_done_callback(lambda _: self._forget(waiting))
        # One run for each job: it does the most urgent one, which need not be this one.
        self._pool.submit(self._run_next)
        return waiting

    def _run_next(self) -> None:
        while True:
            with self._lock:
                now = monotonic()
                waiting = self._jobs.take(now)
            if waiting is None:
                return
            work = waiting.work
            if work.future.set_running_or_notify_cancel():
                break
            self._done(0.0)
        self.on_began(self.name, waiting.job.kind, now - waiting.since)
        # What gives way to everything else makes nobody wait.
        counts = waiting.job.kind < Kind.PARTIAL
        try:
            result = work.do()
        except BaseException as error:  # noqa: BLE001 - the waiting stage gets it
            self._done(counts * (monotonic() - now))
            work.future.set_exception(error)
        else:
            self._done(counts * (monotonic() - now))
            work.future.set_result(result)

    def _done(self, worked_s: float) -> None:
        with self._lock:
            self._jobs.done()
            self._worked_s += worked_s

    def _forget(self, waiting: Waiting[_Work]) -> None:
        with self._lock:
            self._jobs.remove(waiting)

    def _dropped(self, waiting: Waiting[_Work], why: Drop) -> None:
        future = waiting.work.future
        error: VoiceAgentError = StaleError(f"{self.name}: {why.value}", stage=self.name)
        if why is Drop.LATE:
            error = self._too_late(1000 * (waiting.deadline_at - waiting.since))
        if future.set_running_or_notify_cancel():
            future.set_exception(error)

    def _too_late(self, deadline_ms: float) -> DeadlineError:
        return DeadlineError(f"{self.name}: no answer in {deadline_ms:.0f} ms", stage=self.name)

    def _overload(self, waiting: int) -> OverloadError:
        return OverloadError(f"{self.name}: {waiting} calls are waiting", stage=self.name)

    @contextlib.asynccontextmanager
    async def _answer_within(self, deadline_ms: float | None) -> AsyncIterator[None]:
        """Give up after ``deadline_ms``; turn what an engine raises into errors of our tree."""
        try:
            async with asyncio.timeout(deadline_ms and deadline_ms / 1000) as deadline:
                yield
        except VoiceAgentError:
            raise
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            # Nobody cancelled the caller: the engine did this to itself.
            raise StageError(
                f"{self.name}: the engine cancelled its work", stage=self.name
            ) from error
        except Exception as error:
            if deadline_ms is not None and deadline.expired():
                raise self._too_late(deadline_ms) from None
            raise StageError(
                f"{self.name}: {type(error).__name__}: {error}", stage=self.name
            ) from error


def _nothing(stage: str, kind: Kind, waited_s: float) -> None:
    """Tell nobody."""
