"""Servers in processes of their own, here ones that serve nothing but ``/readyz``."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path

import pytest

from voice_agent.phone import launch
from voice_agent.phone.launch import ServerStartError, free_port, serving_beside, started

SERVER = """
import http.server, json, sys, time

answers = [False] * 2

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        prepared = answers.pop(0) if answers else True
        body = json.dumps({"ready": True, "prepared": prepared}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass

port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    script = tmp_path / "server.py"
    script.write_text(SERVER, encoding="utf-8")
    return [sys.executable, str(script)]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_server_is_ready_in_the_block_and_gone_after_it(command: list[str]) -> None:
    with started(command, database="sqlite:///x") as server:
        assert server.base_url == f"ws://127.0.0.1:{server.port}"
        assert server.ready()["ready"] is True
        assert (server.database, server.start_s > 0) == ("sqlite:///x", True)
        assert alive(server.pid)
    assert not alive(server.pid)


def test_a_server_gets_further_variables(command: list[str], tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(f"import os\nassert os.environ['A'] == 'b'\n{SERVER}", encoding="utf-8")
    with started(command, environment={"A": "b"}) as server:
        assert server.ready()["ready"] is True


def test_it_is_waited_for_until_it_is_prepared(command: list[str]) -> None:
    with started(command) as server:
        server.wait_until_prepared(10)
        assert server.ready()["prepared"] is True


def test_a_server_that_dies_is_not_waited_for(command: list[str]) -> None:
    with started(command) as server:
        os.kill(server.pid, 9)
        server.wait_until_prepared(10)


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("import sys; sys.exit('voice-agent: no model in here')", "no model in here"),
        ("", "it said nothing"),
    ],
)
def test_a_server_that_ends_at_once_leaves_its_last_line(script: str, says: str) -> None:
    with pytest.raises(ServerStartError, match=f"^{says}$"):
        with started([sys.executable, "-c", script]):
            pass


def test_a_server_that_is_never_ready_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "START_TIMEOUT_S", 0.3)
    with pytest.raises(ServerStartError, match="not ready after"):
        with started([sys.executable, "-c", "import time; time.sleep(60)"]):
            pass


async def test_the_loop_goes_on_while_a_server_starts(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "serving", lambda pipeline, record: started(command))
    turns = 0

    async def tick() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.01)

    ticking = asyncio.create_task(tick())
    async with serving_beside("bank") as base:
        assert base.startswith("ws://127.0.0.1:")
    assert turns > 3
    ticking.cancel()
    await asyncio.wait({ticking})


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_free_port_is_none_that_a_connection_gets(kind: socket.SocketKind) -> None:
    port = free_port(kind)
    with socket.socket(socket.AF_INET, kind) as server, socket.socket() as given:
        server.bind(("127.0.0.1", port))
        given.bind(("127.0.0.1", 0))
        assert port < 32_000 < given.getsockname()[1]


def test_ports_that_are_taken_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        monkeypatch.setattr(launch, "_PORTS_TRIED", 1)
        monkeypatch.setattr(launch, "_PORTS", range(port, port + 1))
        with pytest.raises(OSError, match=f"no free port from {port} to {port}"):
            free_port()
