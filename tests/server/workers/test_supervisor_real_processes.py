"""A whole server of two workers: one dies, its calls are lost, and no others."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from small_project import small_server, workers
from websockets.asyncio.client import connect

from voice_agent.core.events import Ended, Replied
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.launch import ServerProcess
from voice_agent.phone.line import Line

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("small")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[ServerProcess]:
    with small_server(
        folder,
        max_calls=8,
        server={"workers": 2, "drain_s": 20},
        handoff={"ways": [{"way": "queue", "wait_s": 60, "empty_s": 30}]},
    ) as running:
        yield running


async def get(server: ServerProcess, path: str) -> Any:
    def ask() -> str:
        url = f"http://127.0.0.1:{server.port}{path}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            text: str = answer.read().decode()
            return text

    return await asyncio.to_thread(ask)


async def state(server: ServerProcess) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(await get(server, "/readyz"))
    return found


async def until_workers(server: ServerProcess, count: int, calls: int) -> None:
    async with asyncio.timeout(60):
        while True:
            now = await state(server)
            if (now["workers"], now["calls"], now["ready"]) == (count, calls, True):
                return
            await asyncio.sleep(0.05)


def active(metrics: str) -> dict[str, float]:
    """Calls on the line by worker."""
    name = "voice_agent_active_calls{"
    lines = [line for line in metrics.splitlines() if line.startswith(name)]
    return {line.split('"')[1]: float(line.split()[-1]) for line in lines}


async def answered(line: Line, text: str) -> None:
    before = sum(isinstance(one.event, Replied) for one in line.log)
    await line.type(text)
    await wait.until(
        line,
        lambda: sum(isinstance(one.event, Replied) for one in line.log) > before,
        10_000,
        "an answer",
    )


async def dialled(server: ServerProcess, each: int) -> list[Line]:
    """Return calls on the line, as many as it takes until every worker has ``each`` or more.

    A worker that the machine gives no time is passed over for a while, as it should be.
    """
    calls: list[Line] = []
    while min(active(await get(server, "/metrics")).values()) < each:
        calls.append(make_line(url=server.base_url))
        await calls[-1].dial()
        await wait.until_agent_finishes(calls[-1])
    return calls


@pytest.mark.slow
async def test_somebody_at_the_desk_sees_the_calls_of_all_workers(server: ServerProcess) -> None:
    await until_workers(server, 2, 0)
    callers = await dialled(server, 1)
    await until_workers(server, 2, len(callers))
    live = json.loads(await get(server, "/console/api/live"))
    assert (len(live["calls"]), live["max_calls"]) == (len(callers), 8)
    for call in live["calls"]:
        assert json.loads(await get(server, f"/console/api/calls/{call['id']}"))["live"] is True
    async with connect(f"{server.base_url}/agents", proxy=None) as desk:
        await desk.send('{"type": "hello", "name": "Ann"}')
        for caller in callers:
            await caller.type("give me a person")
        taken: dict[str, Any] = {}
        async with asyncio.timeout(30):
            async for data in desk:
                told = json.loads(data) if isinstance(data, str) else {"type": "audio"}
                if told["type"] == "calls" and len(told["calls"]) == len(callers) and not taken:
                    taken = told["calls"][0]
                    await desk.send(json.dumps({"type": "accept", "call_id": taken["call_id"]}))
                if told["type"] == "whisper":
                    await desk.send('{"type": "join"}')
                if told["type"] == "joined":
                    assert told["call_id"] == taken["call_id"]
                    break
    for caller in callers:
        await caller.hangup()
    await until_workers(server, 2, 0)


@pytest.mark.slow
async def test_a_worker_that_dies_loses_its_own_calls_only(
    server: ServerProcess, folder: Path
) -> None:
    await until_workers(server, 2, 0)
    callers = await dialled(server, 2)
    before = active(await get(server, "/metrics"))
    victim = workers(server)[0]
    os.kill(victim, signal.SIGKILL)
    async with asyncio.timeout(10):
        while sum(caller.over for caller in callers) < min(before.values()):
            await asyncio.sleep(0.01)
    await until_workers(server, 2, len(callers) - sum(caller.over for caller in callers))
    kept = [caller for caller in callers if not caller.over]
    assert len(kept) in before.values()
    for caller in kept:
        await answered(caller, "my balance")
    assert victim not in workers(server)
    fresh = make_line(url=server.base_url)
    async with fresh:
        await answered(fresh, "my balance")
        psutil.Process(server.pid).send_signal(signal.SIGTERM)
        for caller in (*kept, fresh):
            await answered(caller, "my balance")
            await caller.type("bye")
            await wait.until(caller, lambda c=caller: c.over, 20_000, "the end")  # type: ignore[misc]
            assert [e.event.reason for e in caller.log if isinstance(e.event, Ended)] == [
                "completed"
            ]
    for caller in callers:
        await caller.hangup()
    async with asyncio.timeout(20):
        while psutil.pid_exists(server.pid) and (
            psutil.Process(server.pid).status() != psutil.STATUS_ZOMBIE
        ):
            await asyncio.sleep(0.05)
    with sqlite3.connect(folder / "calls.sqlite") as database:
        reasons = database.execute(
            "select coalesce(reason, '-'), count(*) from calls group by 1 order by 1"
        ).fetchall()
    assert dict(reasons)["completed"] == len(kept) + 1
    assert dict(reasons)["-"] == len(callers) - len(kept), "nobody was there to say how they ended"
