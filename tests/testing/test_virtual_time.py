"""The clock of a virtual loop stands still while there is work and jumps when there is none."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from voice_agent.core.errors import DeadlineError, StageError
from voice_agent.core.executor import EngineExecutor
from voice_agent.testing import virtual_time
from voice_agent.testing.virtual_time import RepeatableLoop, VirtualTimeLoop

pytestmark = pytest.mark.virtual_time
_REAL = time.monotonic


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_an_hour_passes_at_once_and_exactly() -> None:
    began, real = now(), _REAL()
    await asyncio.sleep(3600)
    assert now() - began == 3600
    assert _REAL() - real < 5


async def test_what_is_due_first_happens_first() -> None:
    order: list[str] = []

    async def after(seconds: float, what: str) -> None:
        await asyncio.sleep(seconds)
        order.append(what)

    await asyncio.gather(after(0.3, "third"), after(0.1, "first"), after(0.2, "second"))
    assert order == ["first", "second", "third"]


async def test_computing_takes_no_time() -> None:
    began = now()
    threading.Event().wait(0.02)
    await asyncio.sleep(0)
    assert now() == began


async def test_the_clocks_of_the_module_time_show_the_loops() -> None:
    began = time.monotonic(), time.perf_counter(), time.time()
    await asyncio.sleep(7)
    passed = time.monotonic() - began[0], time.perf_counter() - began[1], time.time() - began[2]
    assert passed == (7, 7, 7)


def test_they_show_the_machines_again_afterwards() -> None:
    submit, sleep = ThreadPoolExecutor.submit, time.sleep
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(asyncio.sleep(10))
    assert time.monotonic is _REAL
    assert (ThreadPoolExecutor.submit, time.sleep) == (submit, sleep)


async def test_a_timeout_ends_what_never_would() -> None:
    began = now()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2.5):
            await asyncio.Event().wait()
    assert now() - began == 2.5


async def test_time_stands_still_while_a_thread_works() -> None:
    executor = EngineExecutor("stt")
    began = now()
    assert await executor.run(lambda: threading.Event().wait(0.05), deadline_ms=1) is False
    assert now() == began
    executor.close()


async def test_a_thread_that_sleeps_is_late_by_as_much() -> None:
    executor = EngineExecutor("stt")
    began = now()
    with pytest.raises(DeadlineError):
        await executor.run(lambda: time.sleep(0.5), deadline_ms=200)
    assert now() - began == pytest.approx(0.2)
    assert await executor.run(lambda: 7, deadline_ms=1000) == 7
    assert now() - began == pytest.approx(0.5), "one thread: the second job waits for the first"
    executor.close()


async def test_threads_of_a_pool_sleep_side_by_side() -> None:
    executor = EngineExecutor("stt", workers=2)
    began = now()
    jobs = (executor.run(lambda: time.sleep(1), deadline_ms=5000) for _ in range(2))
    await asyncio.gather(*jobs)
    assert now() - began == pytest.approx(1)
    executor.close()


async def test_a_job_that_nobody_waits_for_holds_time_until_it_is_over() -> None:
    done: list[float] = []
    began = now()
    with ThreadPoolExecutor() as pool:
        pool.submit(lambda: (threading.Event().wait(0.05), done.append(now_in_thread())))
        await asyncio.sleep(0.001)
    assert done == [began]


def now_in_thread() -> float:
    return time.monotonic()


async def test_a_pool_is_shut_down_although_one_of_its_threads_sleeps() -> None:
    began = now()
    pool = ThreadPoolExecutor()
    pool.submit(time.sleep, 3)
    await asyncio.to_thread(pool.shutdown)
    assert now() - began == pytest.approx(3)


async def test_a_job_that_waits_can_be_cancelled() -> None:
    pool = ThreadPoolExecutor(max_workers=1)
    pool.submit(time.sleep, 1)
    waiting = pool.submit(time.sleep, 1)
    assert waiting.cancel()
    assert waiting.cancelled()
    began = now()
    await asyncio.to_thread(pool.shutdown)
    assert now() - began == pytest.approx(1)


async def test_errors_of_a_job_pass_through() -> None:
    def breaks() -> None:
        raise ValueError("no such thing")

    with pytest.raises(ValueError, match="no such thing"):
        await asyncio.to_thread(breaks)


async def test_a_blocking_sleep_on_the_loop_is_work_that_takes_as_long() -> None:
    began = now()
    time.sleep(2)  # noqa: ASYNC251
    assert now() - began == 2


async def test_sockets_between_two_ends_on_the_loop_take_no_time() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(line)
        writer.close()

    began = now()
    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        async with asyncio.timeout(0.001):
            for _ in range(20):
                writer.write(b"hello\n")
                assert await reader.readline() == b"hello\n"
        writer.close()
        await writer.wait_closed()
    assert now() == began


@pytest.mark.parametrize("works", [False, True])
def test_what_can_never_go_on_fails(monkeypatch: pytest.MonkeyPatch, works: bool) -> None:
    monkeypatch.setattr(virtual_time, "_STUCK_S", 0.05)
    released = threading.Event()
    job: list[Future[bool]] = []

    async def stuck() -> None:
        if works:
            job.append(ThreadPoolExecutor().submit(released.wait))
            await asyncio.sleep(1)
        await asyncio.Event().wait()

    loop = VirtualTimeLoop()
    what = "a thread still works" if works else "there is nothing to do"
    task = loop.create_task(stuck())
    with pytest.raises(RuntimeError, match=f"virtual time stands still: {what}"):
        loop.run_until_complete(task)
    released.set()
    task.cancel()
    loop.run_until_complete(asyncio.wait({task}))
    loop.close()


def test_what_waits_for_ever_fails() -> None:
    async def polls() -> None:
        while True:
            await asyncio.sleep(60)

    loop = VirtualTimeLoop()
    task = loop.create_task(polls())
    with pytest.raises(RuntimeError, match="6 hours of virtual time have passed"):
        loop.run_until_complete(task)
    task.cancel()
    loop.run_until_complete(asyncio.wait({task}))
    loop.close()


def test_a_repeatable_loop_has_one_thread() -> None:
    order: list[object] = []

    def work(what: object) -> object:
        order.append(threading.current_thread() is threading.main_thread())
        if isinstance(what, Exception):
            raise what
        return what

    async def both() -> None:
        executor = EngineExecutor("stt")
        began = now()
        assert await executor.run(lambda: work(1), deadline_ms=10) == 1
        assert await asyncio.to_thread(work, 2) == 2
        with pytest.raises(StageError):
            await executor.run(lambda: work(ValueError("no")), deadline_ms=10)
        assert now() == began
        executor.close()

    with asyncio.Runner(loop_factory=RepeatableLoop) as runner:
        runner.run(both())
    assert order == [True, True, True]
    assert time.monotonic is _REAL
