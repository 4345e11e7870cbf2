"""One bounded queue per engine, shared by all calls: nothing blocks the event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from voice_agent.core.errors import DeadlineError, OverloadError, StageError, VoiceAgentError

T = TypeVar("T")


MAX_AWAITED = 64
"""Coroutines of one engine under way at once: far above what the calls of one process need."""


class EngineExecutor:
    """Run an engine's blocking calls in its own threads, and its coroutines on the loop.

    A blocking call that outlives its deadline is abandoned, not killed: its thread finishes
    the work, the result is dropped. A coroutine is cancelled. Both queues are bounded; when
    one is full, new work is refused at once, since an answer that late would be of no use to
    a caller.
    """

    def __init__(self, name: str, *, workers: int = 1, max_waiting: int = 16) -> None:
        self.name = name
        self._workers = workers
        self._limit = workers + max_waiting
        self._pending = 0
        self._awaited = 0
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix=name)

    @property
    def pending(self) -> int:
        """Calls that run or wait."""
        return self._pending + self._awaited

    @property
    def busy(self) -> bool:
        """Whether new work would have to wait."""
        return self._pending >= self._workers or self._awaited >= MAX_AWAITED

    async def run(self, work: Callable[[], T], *, deadline_ms: float | None) -> T:
        """Run ``work`` in the pool; without a limit if ``deadline_ms`` is ``None``.

        Raises:
            OverloadError: The queue is full.
            DeadlineError: There was no answer after ``deadline_ms``.
            StageError: The engine failed; an error of our own tree passes as it is.
        """
        self._refuse_if_full(self._pending, self._limit)
        loop = asyncio.get_running_loop()
        self._pending += 1
        future = self._pool.submit(work)
        future.add_done_callback(lambda _: self._release(loop))
        async with self._answer_within(deadline_ms):
            return await asyncio.wrap_future(future)

    async def wait(self, work: Callable[[], Awaitable[T]], *, deadline_ms: float | None) -> T:
        """Await what ``work`` returns on the loop; without a limit if ``deadline_ms`` is ``None``.

        Raises:
            OverloadError: Too many coroutines of this engine are under way.
            DeadlineError: There was no answer after ``deadline_ms``.
            StageError: The engine failed; an error of our own tree passes as it is.
        """
        self._refuse_if_full(self._awaited, MAX_AWAITED)
        self._awaited += 1
        try:
            async with self._answer_within(deadline_ms):
                return await work()
        finally:
            self._awaited -= 1

    def close(self, *, wait: bool = True) -> None:
        """Stop the threads, after the work that runs unless ``wait`` says otherwise."""
        self._pool.shutdown(wait=wait, cancel_futures=True)

    def _refuse_if_full(self, waiting: int, limit: int) -> None:
        if waiting >= limit:
            raise OverloadError(f"{self.name}: {waiting} calls are waiting", stage=self.name)

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
            if deadline.expired():
                raise DeadlineError(
                    f"{self.name}: no answer in {deadline_ms:.0f} ms", stage=self.name
                ) from None
            raise StageError(
                f"{self.name}: {type(error).__name__}: {error}", stage=self.name
            ) from error

    def _release(self, loop: asyncio.AbstractEventLoop) -> None:
        # Called from the worker thread, or from the loop's when the work was cancelled unstarted.
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._count_down)

    def _count_down(self) -> None:
        self._pending -= 1
