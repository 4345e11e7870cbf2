from __future__ import annotations

import asyncio
import threading

import pytest

from voice_agent.core.errors import (
    DeadlineError,
    LlmError,
    OverloadError,
    StageError,
    StaleError,
)
from voice_agent.core.executor import MAX_AWAITED, EngineExecutor
from voice_agent.core.jobs import Job, Kind


async def test_runs_work_in_its_own_thread() -> None:
    executor = EngineExecutor("stt")
    name = await executor.run(lambda: threading.current_thread().name, deadline_ms=5000)
    assert name.startswith("stt")
    await asyncio.sleep(0)
    assert executor.pending == 0
    executor.close()


async def test_work_that_is_late_is_given_up_and_its_result_dropped() -> None:
    executor = EngineExecutor("stt")
    release, began = threading.Event(), threading.Event()

    def late() -> None:
        began.set()
        release.wait(5)

    with pytest.raises(DeadlineError, match="stt: no answer in 200 ms"):
        await executor.run(late, deadline_ms=200)
    assert began.is_set()
    assert executor.pending == 1, "the thread still works on it"
    release.set()
    assert await executor.run(lambda: 7, deadline_ms=5000) == 7
    executor.close()


async def test_a_full_queue_refuses_at_once() -> None:
    executor = EngineExecutor("tts", max_waiting=1)
    release = threading.Event()
    tasks = [asyncio.create_task(executor.run(release.wait, deadline_ms=5000)) for _ in range(2)]
    await asyncio.sleep(0.01)
    with pytest.raises(OverloadError, match="tts: 2 calls are waiting"):
        await executor.run(lambda: None, deadline_ms=5000)
    release.set()
    await asyncio.gather(*tasks)
    executor.close()


async def test_an_engine_that_breaks_becomes_an_error_of_its_stage() -> None:
    executor = EngineExecutor("slm")

    def broken() -> None:
        raise RuntimeError("bad tensor")

    def ours() -> None:
        raise LlmError("no key")

    with pytest.raises(StageError, match="slm: RuntimeError: bad tensor") as caught:
        await executor.run(broken, deadline_ms=5000)
    assert caught.value.stage == "slm"
    with pytest.raises(LlmError, match="no key"):
        await executor.run(ours, deadline_ms=5000)
    executor.close()


async def test_too_many_coroutines_are_refused() -> None:
    executor = EngineExecutor("llm")
    release = asyncio.Event()
    tasks = [
        asyncio.create_task(executor.wait(release.wait, deadline_ms=5000))
        for _ in range(MAX_AWAITED)
    ]
    await asyncio.sleep(0.01)
    assert executor.busy
    with pytest.raises(OverloadError, match="llm: 64 calls are waiting"):
        await executor.wait(release.wait, deadline_ms=5000)
    release.set()
    await asyncio.gather(*tasks)
    assert not executor.busy
    executor.close()


async def test_a_timeout_of_the_engines_own_is_not_our_deadline() -> None:
    executor = EngineExecutor("stt")

    def broken() -> None:
        raise TimeoutError("the socket")

    async def broken_too() -> None:
        broken()

    with pytest.raises(StageError, match="stt: TimeoutError: the socket"):
        await executor.run(broken, deadline_ms=5000)
    with pytest.raises(StageError, match="stt: TimeoutError: the socket"):
        await executor.wait(broken_too, deadline_ms=5000)
    executor.close()


async def test_an_engine_that_cancels_itself_has_failed() -> None:
    executor = EngineExecutor("stt")

    async def cancels() -> None:
        raise asyncio.CancelledError

    with pytest.raises(StageError, match="the engine cancelled its work"):
        await executor.wait(cancels, deadline_ms=5000)
    executor.close()


async def test_a_coroutine_may_have_no_deadline() -> None:
    executor = EngineExecutor("llm")
    assert await executor.wait(lambda: asyncio.sleep(0, 7), deadline_ms=None) == 7
    executor.close()


class Held:
    """An executor whose only thread is busy until told otherwise."""

    def __init__(self, **options: int) -> None:
        self.executor = EngineExecutor("stt", **options)
        self._release = threading.Event()
        self._began = threading.Event()
        self.ran: list[str] = []

    async def __aenter__(self) -> Held:
        self._busy = asyncio.create_task(self.executor.run(self._hold, deadline_ms=5000))
        await asyncio.to_thread(self._began.wait, 5)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.release()
        await self._busy
        self.executor.close()

    def _hold(self) -> None:
        self._began.set()
        self._release.wait(5)

    def release(self) -> None:
        self._release.set()

    def start(self, name: str, job: Job, deadline_ms: float = 5000) -> asyncio.Task[None]:
        run = self.executor.run(lambda: self.ran.append(name), deadline_ms=deadline_ms, job=job)
        return asyncio.create_task(run, name=name)


async def test_the_most_important_job_runs_first() -> None:
    async with Held() as held:
        waits: list[tuple[float, float]] = []
        told: list[tuple[str, Kind]] = []
        held.executor.on_began = lambda stage, kind, waited_s: told.append((stage, kind))
        tasks = [
            held.start("guess", Job(Kind.GUESS, "a")),
            held.start("clause", Job(Kind.FIRST_CLAUSE, "b")),
            held.start("final", Job(Kind.FINAL, "c", waits=waits)),
        ]
        await asyncio.sleep(0)
        assert (held.executor.waiting, held.executor.pending) == (3, 4)
        assert held.executor.oldest_s > 0
        held.release()
        await asyncio.gather(*tasks)
    assert held.ran == ["final", "clause", "guess"]
    assert told == [("stt", Kind.FINAL), ("stt", Kind.FIRST_CLAUSE), ("stt", Kind.GUESS)]
    [(since, began)] = waits
    assert since < began


async def test_a_newer_guess_of_the_call_takes_the_place_of_the_older() -> None:
    async with Held() as held:
        older = held.start("older", Job(Kind.GUESS, "a"))
        await asyncio.sleep(0)
        newer = held.start("newer", Job(Kind.GUESS, "a"))
        with pytest.raises(StaleError, match="stt: a newer guess of the call took its place"):
            await older
        held.release()
        await newer
    assert held.ran == ["newer"]


async def test_work_that_nobody_waits_for_any_more_does_not_begin() -> None:
    async with Held() as held:
        gone = held.start("gone", Job())
        late = held.start("late", Job(), deadline_ms=20)
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(DeadlineError, match="stt: no answer in 20 ms"):
            await late
        assert held.executor.waiting == 0
    assert held.ran == []


async def test_what_waits_when_the_executor_closes_is_not_waited_for() -> None:
    async with Held() as held:
        left = held.start("left", Job())
        await asyncio.sleep(0)
        held.executor.close(wait=False)
        with pytest.raises(StageError):
            await left
