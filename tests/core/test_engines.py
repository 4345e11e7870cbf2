import asyncio
import functools
import threading

import pytest

from voice_agent.core.engines import EngineInfo, call_engine, close_engine, info_of, is_async
from voice_agent.core.errors import DeadlineError, StageError
from voice_agent.core.executor import EngineExecutor


class Plain:
    def where(self, x: int, *, more: str = "") -> tuple[str, int, str]:
        return threading.current_thread().name, x, more


class Async:
    info = EngineInfo("remote", local=False)

    async def where(self, x: int, *, more: str = "") -> tuple[str, int, str]:
        return threading.current_thread().name, x, more


def test_an_engine_without_info_is_named_after_its_class() -> None:
    assert info_of(Plain()) == EngineInfo("Plain")
    assert info_of(Async()).local is False


def test_what_counts_as_a_coroutine_function() -> None:
    class Callable_:
        async def __call__(self) -> None: ...

    assert is_async(Async().where)
    assert is_async(functools.partial(Async().where, 1))
    assert is_async(Callable_())
    assert not is_async(Plain().where)


async def test_a_plain_method_runs_in_the_engines_thread_a_coroutine_on_the_loop() -> None:
    executor = EngineExecutor("stt")
    thread, *got = await call_engine(executor, Plain().where, 7, deadline_ms=5000, more="m")
    assert thread.startswith("stt")
    assert got == [7, "m"]
    thread, *got = await call_engine(executor, Async().where, 7, deadline_ms=5000, more="m")
    assert thread == threading.current_thread().name
    assert got == [7, "m"]
    executor.close()


@pytest.mark.parametrize("engine", [Plain(), Async()])
async def test_late_arguments_are_asked_for_when_the_work_begins(engine: Plain | Async) -> None:
    executor = EngineExecutor("stt")
    found = ""

    def late() -> dict[str, str]:
        return {"more": found}

    def on_result(result: tuple[str, int, str]) -> None:
        nonlocal found
        found += f"{result[1]}"

    calls = [
        call_engine(executor, engine.where, n, deadline_ms=5000, late=late, on_result=on_result)
        for n in (1, 2, 3)
    ]
    assert [result[2] for result in await asyncio.gather(*calls)] == ["", "1", "12"]
    executor.close()


async def test_a_result_that_nobody_waits_for_is_still_told() -> None:
    executor = EngineExecutor("stt")
    release, told = threading.Event(), threading.Event()

    def slow() -> None:
        release.wait(5)

    with pytest.raises(DeadlineError):
        await call_engine(executor, slow, deadline_ms=20, on_result=lambda result: told.set())
    release.set()
    assert await asyncio.to_thread(told.wait, 5)
    executor.close()


async def test_a_coroutine_that_is_late_is_cancelled() -> None:
    executor, cancelled = EngineExecutor("stt"), asyncio.Event()

    async def slow() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()

    with pytest.raises(DeadlineError, match="stt: no answer in 20 ms"):
        await call_engine(executor, slow, deadline_ms=20)
    assert cancelled.is_set()
    assert executor.pending == 0
    executor.close()


async def test_a_coroutine_that_breaks_is_an_error_of_its_stage() -> None:
    executor = EngineExecutor("stt")

    async def broken() -> None:
        raise TimeoutError("its own")

    with pytest.raises(StageError, match="stt: TimeoutError: its own"):
        await call_engine(executor, broken, deadline_ms=5000)
    executor.close()


async def test_closing_calls_aclose_or_close_if_there_is_one() -> None:
    closed: list[str] = []

    class Awaits:
        async def aclose(self) -> None:
            closed.append("aclose")

        def close(self) -> None:
            closed.append("never")

    class Closes:
        def close(self) -> None:
            closed.append("close")

    for engine in (Awaits(), Closes(), Plain()):
        await close_engine(engine)
    assert closed == ["aclose", "close"]
