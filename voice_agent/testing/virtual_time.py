"""An event loop whose clock jumps: tests of deadlines and pauses that take no time.

A call is made of waiting: for a caller who pauses, for a stage that is late, for audio that is
paced in real time. A test that sleeps for real is slow, and fails on a busy machine. On this loop
time stands still while anything is being done and jumps to the next timer when nothing is. So

- a test of ten seconds of silence takes a millisecond, and the times it sees are exact;
- what is computed takes no time, however slow the machine is; only sleeping and timeouts do;
- time stands still while a thread pool works, so an engine that blocks is never late by accident.
  One that is to be late calls ``time.sleep``, which takes virtual time in the threads of a pool;
- ``time.monotonic``, ``time.perf_counter`` and ``time.time`` show the loop's time, in other
  libraries too unless they imported them by name. ``datetime.now`` shows the machine's.

Sockets work as long as both ends are on the loop: what one end has sent is there at once. Locks and
events of ``threading`` know nothing of this: a thread that waits at one of them longer than a
minute fails the test, and so does a test in which six hours pass: it waits for what never comes.

The package ``looptime`` does the same for timers, but its clock runs on while a pool works whose
future is awaited through ``asyncio.wrap_future``, which is how engines are run here; and it waits
42 turns of the loop before each jump.

Example with pytest-asyncio 1.4 or later, in ``conftest.py``::

    def pytest_asyncio_loop_factories(config, item):
        if item.get_closest_marker("virtual_time"):
            return {"virtual": VirtualTimeLoop}
        return {"real": asyncio.new_event_loop}
"""

from __future__ import annotations

import asyncio
import selectors
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

_BEGIN_S = 1000.0
_ENOUGH_S = 6 * 3600.0
"""Virtual seconds after which a test is taken to wait for ever."""
_STUCK_S = 60.0
_BUSY_S = 900.0
_BEHIND_SLEEPER_S = 0.05
"""Real seconds after which a thread is taken to wait for one that sleeps, as a shutdown does."""


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Time stands still while there is work, and jumps to whatever is due next.

    Args:
        stuck_s: Real seconds after which what happens outside of the loop is taken for stuck; a
            minute by default.
    """

    def __init__(self, stuck_s: float | None = None) -> None:
        self._pools = _Pools()
        self._jumping = _JumpingSelector(self._pools, _STUCK_S if stuck_s is None else stuck_s)
        super().__init__(self._jumping)

    def time(self) -> float:
        """Return virtual seconds."""
        return self._jumping.now

    def run_forever(self) -> None:
        """Run until stopped; until then the module ``time`` shows the loop's time."""
        submit = ThreadPoolExecutor.submit

        def submit_job(
            pool: ThreadPoolExecutor, work: Callable[..., Any], /, *args: Any, **named: Any
        ) -> Future[Any]:
            self._pools.jobs[pool] += 1
            inner = submit(pool, self._pools.work_in, pool, work, *args, **named)
            return _Job(inner, lambda: self._from_thread(self._pools.job_is_over, pool))

        with ExitStack() as during:
            for clock in ("monotonic", "perf_counter", "time"):
                during.enter_context(patch.object(time, clock, self.time))
            during.enter_context(patch.object(time, "sleep", self._sleep))
            during.enter_context(patch.object(ThreadPoolExecutor, "submit", submit_job))
            self._run()

    def _run(self) -> None:
        super().run_forever()

    def _sleep(self, seconds: float) -> None:
        """Replace ``time.sleep``: virtual in a pool's thread, work that takes time on the loop."""
        pool = self._pools.of_this_thread()
        if pool is None:
            self._jumping.now += seconds
            return
        woken = threading.Event()

        def wake() -> None:
            self._pools.asleep[pool] -= 1
            woken.set()

        def fall_asleep() -> None:
            self._pools.asleep[pool] += 1
            self.call_later(seconds, wake)

        self._from_thread(fall_asleep)
        while not woken.wait(0.2) and not self.is_closed():
            pass

    def _from_thread(self, call: Callable[..., None], *args: Any) -> None:
        if not self.is_closed():
            self.call_soon_threadsafe(call, *args)


class RepeatableLoop(VirtualTimeLoop):
    """Virtual time on one thread: what a thread pool is given is done at once, where it is given.

    Which of two threads ends first is chance, and so is what happens on the loop meanwhile. Here
    nothing is: the same work leads to the same events in the same order. Work that waits for the
    loop would wait for ever.
    """

    def _run(self) -> None:
        with patch.object(ThreadPoolExecutor, "submit", _do_at_once):
            super()._run()


def _do_at_once(
    pool: ThreadPoolExecutor, work: Callable[..., Any], /, *args: Any, **named: Any
) -> Future[Any]:
    done: Future[Any] = Future()
    try:
        done.set_result(work(*args, **named))
    except Exception as error:  # noqa: BLE001 - the waiting stage gets it
        done.set_exception(error)
    return done


def unhurried_loop() -> VirtualTimeLoop:
    """Return a loop for long work on a machine that others use, too."""
    return VirtualTimeLoop(_BUSY_S)


class _JumpingSelector(selectors.DefaultSelector):
    """Returns at once with what is ready; when nothing is, the time asked for has passed."""

    def __init__(self, pools: _Pools, stuck_s: float) -> None:
        super().__init__()
        self._stuck_s = stuck_s
        self.now = _BEGIN_S
        self._enough_at = _BEGIN_S + _ENOUGH_S
        self._pools = pools

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is None or self._pools.work:
            sleepers = timeout is not None and self._pools.asleep.total() > 0
            ready = super().select(_BEHIND_SLEEPER_S if sleepers else self._stuck_s)
            if ready:
                return ready
            if not sleepers:
                what = "a thread still works" if self._pools.work else "there is nothing to do"
                raise RuntimeError(f"virtual time stands still: {what} after {self._stuck_s:.0f} s")
        self.now += timeout or 0.0
        if self.now > self._enough_at:
            self._enough_at = self.now + _ENOUGH_S  # What is cleaned up now may take its time.
            raise RuntimeError(f"{_ENOUGH_S / 3600:.0f} hours of virtual time have passed")
        return []


class _Pools:
    """What the thread pools are doing. Counted on the loop only.

    Attributes:
        jobs: For each pool how many jobs are not over.
        asleep: How many of its threads sleep virtually.
    """

    def __init__(self) -> None:
        self.jobs: Counter[ThreadPoolExecutor] = Counter()
        self.asleep: Counter[ThreadPoolExecutor] = Counter()
        self._here = threading.local()

    @property
    def work(self) -> bool:
        """Whether a pool has a job and a thread that is awake."""
        return any(
            self.asleep[pool] < min(jobs, pool._max_workers) for pool, jobs in self.jobs.items()
        )

    def work_in(
        self, pool: ThreadPoolExecutor, work: Callable[..., Any], /, *args: Any, **named: Any
    ) -> Any:
        """Do a job in a thread of ``pool``."""
        self._here.pool = pool
        return work(*args, **named)

    def of_this_thread(self) -> ThreadPoolExecutor | None:
        pool: ThreadPoolExecutor | None = getattr(self._here, "pool", None)
        return pool

    def job_is_over(self, pool: ThreadPoolExecutor) -> None:
        self.jobs[pool] -= 1


class _Job(Future[Any]):
    """What a thread pool does; over only after all who wait for it have been told."""

    def __init__(self, inner: Future[Any], over: Callable[[], None]) -> None:
        super().__init__()
        self._inner = inner
        self._over = over
        inner.add_done_callback(self._finish)

    def cancel(self) -> bool:
        return self._inner.cancel()

    def _finish(self, inner: Future[Any]) -> None:
        if inner.cancelled():
            super().cancel()
            self.set_running_or_notify_cancel()
        elif (error := inner.exception()) is not None:
            self.set_exception(error)
        else:
            self.set_result(inner.result())
        # The pool's thread says so, even when nobody waits for the job: the clock does.
        self._over()
