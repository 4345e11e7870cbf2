"""Work of seconds in a process of its own, so that the calls on the line do not wait for it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, TypeVar

from voice_agent.core.errors import DeadlineError, StageError

T = TypeVar("T")

LIMIT_S = 120.0
_NICE = 10


class Apart:
    """A process that is started when it is first needed, and works after everything else.

    Args:
        limit_s: How long one piece of work may take.
    """

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        """Call a function of a module there and return its result.

        Raises:
            DeadlineError: It took too long, and was given up.
            StageError: The process has died.
        """
        if self._pool is None:
            # A fork would take the threads' locks along, as they happen to be.
            context = get_context("spawn")
            self._pool = ProcessPoolExecutor(
                1, mp_context=context, initializer=os.nice, initargs=(_NICE,)
            )
        running = asyncio.get_running_loop().run_in_executor(self._pool, work, *args)
        try:
            return await asyncio.wait_for(running, self._limit_s)
        except TimeoutError:
            self._kill()
            raise DeadlineError("the check took too long", stage="console") from None
        except BrokenProcessPool:
            self._kill()
            raise StageError("the process of the check has died", stage="console") from None

    async def aclose(self) -> None:
        """End the process."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)

    def _kill(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            for process in list((pool._processes or {}).values()):
                process.kill()
            pool.shutdown(wait=False, cancel_futures=True)
