"""SIGTERM while a call is on the line of a real server process."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from pathlib import Path

import aiohttp
import pytest

from voice_agent.core.events import Ended
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.launch import free_port
from voice_agent.phone.line import Line

pytestmark = [pytest.mark.real, pytest.mark.slow]
START_S = 120


async def status(url: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status


async def until_status(url: str, wanted: int) -> None:
    async with asyncio.timeout(START_S):
        while True:
            try:
                if await status(url) == wanted:
                    return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.05)


def ends(caller: Line) -> list[str]:
    return [one.event.reason for one in caller.log if isinstance(one.event, Ended)]


async def test_a_call_ends_by_itself_and_then_the_process_does(tmp_path: Path) -> None:
    port, database, log = free_port(), tmp_path / "calls.sqlite", tmp_path / "log"
    with log.open("w") as stderr:
        server = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "voice_agent", "serve", "--pipeline", "bank"),
            *("--port", str(port), "--record", f"sqlite:///{database}"),
            stderr=stderr,
        )
    try:
        ready = f"http://127.0.0.1:{port}/readyz"
        await until_status(ready, 200)
        async with make_line(url=f"ws://127.0.0.1:{port}", rate_hz=16000) as caller:
            await wait.until_agent_finishes(caller)
            server.send_signal(signal.SIGTERM)
            await until_status(ready, 503)
            await caller.type("What is the balance on my checking account?")
            await wait.until_agent_finishes(caller, timeout_ms=30_000)
            await caller.type("Goodbye.")
            await wait.until(caller, lambda: bool(ends(caller)), 30_000, "the end")
        assert ends(caller) == ["completed"]
        async with asyncio.timeout(30):
            assert await server.wait() == 0
    finally:
        if server.returncode is None:
            server.kill()
            await server.wait()
    with sqlite3.connect(database) as connection:
        assert connection.execute("select reason, turns from calls").fetchall() == [
            ("completed", 2)
        ]
    assert "SIGTERM: 1 calls are on the line" in log.read_text()
    assert log.read_text().rstrip().endswith("stopped")
