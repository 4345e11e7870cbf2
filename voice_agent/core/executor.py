"""One bounded thread pool per engine, shared by all calls: nothing blocks the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from voice_agent.core.errors import DeadlineError, OverloadError, StageError, VoiceAgentError

T = TypeVar("T")


class EngineExecutor:
    """Runs an engine's blocking calls in its own threads.

    A call that outlives its deadline is abandoned, not killed: its thread finishes the
    work, the result is dropped. The queue is bounded; when it is full new work is refused
    at once, since an answer that late would be of no use to a caller.
    """

    def __init__(self, name: str, *, workers: int = 1, max_waiting: int = 16) -> None:
        self.name = name
        self._workers = workers
        self._limit = workers + max_waiting
        self._pending = 0
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix=name)

    @property
    def pending(self) -> int:
        """Calls that run or wait."""
        return self._pending

    @property
    def busy(self) -> bool:
        """Whether new work would have to wait."""
        return self._pending >= self._workers

    async def run(self, work: Callable[[], T], *, deadline_ms: float) -> T:
        """Run ``work`` in the pool.

        Raises:
            OverloadError: The queue is full.
            DeadlineError: There was no answer after ``deadline_ms``.
            StageError: The engine failed; an error of our own tree passes as it is.
        """
        if self._pending >= self._limit:
            raise OverloadError(f"{self.name}: {self._pending} calls are waiting", stage=self.name)
        loop = asyncio.get_running_loop()
        self._pending += 1
        future = self._pool.submit(work)
        future.add_done_callback(lambda _: self._release(loop))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), deadline_ms / 1000)
        except TimeoutError:
            raise DeadlineError(
                f"{self.name}: no answer in {deadline_ms:.0f} ms", stage=self.name
            ) from None
        except VoiceAgentError:
            raise
        except Exception as error:
            raise StageError(
                f"{self.name}: {type(error).__name__}: {error}", stage=self.name
            ) from error

    def close(self) -> None:
        """Wait for running work and stop the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _release(self, loop: asyncio.AbstractEventLoop) -> None:
        # Called from the worker thread, or from the loop's when the work was cancelled unstarted.
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._count_down)

    def _count_down(self) -> None:
        self._pending -= 1
