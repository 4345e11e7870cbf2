"""A supervisor with workers that are a few lines of Python."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from loguru import logger

from voice_agent.core.errors import ConfigError
from voice_agent.server.workers import supervisor as supervisor_module
from voice_agent.server.workers.channel import Reports, channel, given, report
from voice_agent.server.workers.policy import Deaths, Load, Phase
from voice_agent.server.workers.supervisor import Supervisor, listen

SMALL = """
import os, signal, socket, sys
number, count, starts, channel, folder = os.environ["VOICE_AGENT_WORKER"].split(":", 4)
end = socket.socket(fileno=int(channel))
end.settimeout(0.1)
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
signal.signal(signal.SIGHUP, lambda *_: open(sys.argv[1] + number, "a").write("hangup "))
calls, held = 0, []
while True:
    end.send(bytes([2]) + calls.to_bytes(2, "big"))
    try:
        data, descriptors, _, _ = socket.recv_fds(end, 1, 1)
    except TimeoutError:
        continue
    if not data:
        os._exit(0)
    held.append(socket.socket(fileno=descriptors[0]))
    held[-1].send(number.encode() + starts.encode())
    calls += 1
"""


@asynccontextmanager
async def supervised(
    command: list[str], count: int = 2
) -> AsyncIterator[tuple[Supervisor, int, asyncio.Task[bool]]]:
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    supervisor = Supervisor(listener, count, command)
    running = asyncio.create_task(supervisor.run())
    try:
        yield supervisor, port, running
    finally:
        if not running.done():
            supervisor.signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            await asyncio.wait({running})


async def call(port: int) -> tuple[str, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(10):
        return (await reader.read(2)).decode(), writer


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not done():
            await asyncio.sleep(0.01)


@pytest.fixture
def small(tmp_path: Path) -> list[str]:
    return [sys.executable, "-S", "-c", SMALL, str(tmp_path / "said")]


async def test_calls_are_spread_and_a_killed_worker_is_started_again(small: list[str]) -> None:
    async with supervised(small) as (supervisor, port, running):
        await until(lambda: all(slot.load and slot.load.phase == 2 for slot in supervisor._slots))
        calls = [await call(port) for _ in range(4)]
        assert sorted(said for said, _ in calls) == ["00", "00", "10", "10"]
        pid = supervisor.pids[0]
        assert pid is not None
        supervisor._slots[0].process.kill()  # type: ignore[union-attr]
        await until(lambda: supervisor.pids[0] not in (None, pid))
        await until(lambda: bool(supervisor._slots[0].load and supervisor._slots[0].load.phase))
        calls.append(await call(port))
        assert calls[-1][0] == "01", "the new worker has the fewest calls"
        for _, writer in calls:
            writer.close()
        supervisor.signal(signal.SIGTERM)
        assert await running


async def test_what_workers_have_said_counts_before_a_connection_is_handed_on() -> None:
    """The supervisor had no time to read it, and is not to take them for quiet ones."""
    loads, ends = (Load(heard_at=0.0), Load(calls=3)), []
    with contextlib.ExitStack() as stack:
        supervisor = Supervisor(stack.enter_context(listen("127.0.0.1", 0)), 2, [])
        for slot, slot.load in zip(supervisor._slots, loads, strict=True):
            ours, theirs = map(stack.enter_context, channel())
            slot.end, slot.reports, slot.load.phase = ours, Reports(ours), Phase.TAKING
            ends.append(theirs)
        report(ends[0], Phase.TAKING, 0)
        port = supervisor._listener.getsockname()[1]
        stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        supervisor._accept()
        taken = [list(given(end)) for end in ends]
        for connection in taken[0]:
            stack.enter_context(connection)
    assert list(map(len, taken)) == [1, 0]


async def test_a_hangup_is_passed_on(small: list[str], tmp_path: Path) -> None:
    async with supervised(small, 2) as (supervisor, _, running):
        await until(lambda: all(slot.load and slot.load.heard_at for slot in supervisor._slots))
        supervisor.signal(signal.SIGHUP)
        await until(lambda: len(list(tmp_path.glob("said*"))) == 2)
        assert not running.done()


async def test_a_worker_whose_start_a_signal_overtakes_is_stopped(small: list[str]) -> None:
    async with supervised(small, 1) as (supervisor, _, running):
        async with asyncio.timeout(5):
            while not supervisor._slots[0].starts:
                await asyncio.sleep(0)
        assert supervisor.pids == [None]
        supervisor.signal(signal.SIGTERM)
        async with asyncio.timeout(5):
            assert await running


async def test_connections_wait_while_there_are_too_many_files(
    small: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "_LOOK_EVERY_S", 0.01)
    async with supervised(small, 1) as (supervisor, port, _running):
        await until(lambda: bool(supervisor._slots[0].load and supervisor._slots[0].load.phase))
        listener, failures = supervisor._listener, [OSError(24, "Too many open files")] * 2

        class Full:
            def fileno(self) -> int:
                return listener.fileno()

            def accept(self) -> object:
                if failures:
                    raise failures.pop()
                return listener.accept()

            def close(self) -> None:
                listener.close()

        supervisor._listener = Full()  # type: ignore[assignment]
        said, writer = await call(port)
        assert (said, failures) == ("00", [])
        writer.close()


async def test_workers_that_cannot_start_end_the_server_with_one_line_each() -> None:
    lines: list[str] = []
    sink = logger.add(lines.append, format="{message}", level="ERROR")
    try:
        async with supervised([sys.executable, "-S", "-c", "raise SystemExit(1)"]) as (*_, running):
            assert await running is False
    finally:
        logger.remove(sink)
    assert sorted(line.strip() for line in lines) == [
        "worker 0 could not start and is given up",
        "worker 1 could not start and is given up",
    ]


async def test_a_worker_that_dies_again_and_again_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("voice_agent.server.workers.policy.FIRST_WAIT_S", 0.001)
    lines: list[str] = []
    sink = logger.add(lines.append, format="{message}", level="ERROR")
    suicide = "import os; os.kill(os.getpid(), 9)"
    try:
        async with supervised([sys.executable, "-S", "-c", suicide], 1) as (*_, running):
            assert await running is False
    finally:
        logger.remove(sink)
    assert "worker 0 died 5 times in a row, at last with SIGKILL, and is given up" in lines[-1]


async def test_a_worker_that_stands_still_is_ended(
    small: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "_LOOK_EVERY_S", 0.01)
    monkeypatch.setattr("voice_agent.server.workers.policy.HUNG_S", 0.0)
    async with supervised(small, 1) as (supervisor, _, _running):
        await until(lambda: supervisor._slots[0].deaths != Deaths())


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"127.0.0.1:{port}.*--port"):
            listen("127.0.0.1", port)


def test_a_platform_that_cannot_hand_on_connections_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(socket, "send_fds")
    with pytest.raises(ConfigError, match="leave --workers out"):
        listen("127.0.0.1", 0)
