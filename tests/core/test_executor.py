import asyncio
import threading

import pytest

from voice_agent.core.errors import DeadlineError, LlmError, OverloadError, StageError
from voice_agent.core.executor import MAX_AWAITED, EngineExecutor


async def test_runs_work_in_its_own_thread() -> None:
    executor = EngineExecutor("stt")
    name = await executor.run(lambda: threading.current_thread().name, deadline_ms=5000)
    assert name.startswith("stt")
    await asyncio.sleep(0)
    assert executor.pending == 0
    executor.close()


async def test_work_that_is_late_is_given_up_and_its_result_dropped() -> None:
    executor = EngineExecutor("stt")
    release = threading.Event()
    with pytest.raises(DeadlineError, match="stt: no answer in 20 ms"):
        await executor.run(release.wait, deadline_ms=20)
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
