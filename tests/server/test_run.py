from __future__ import annotations

import asyncio
import os
import signal
import socket
from pathlib import Path

import pytest
from exchange import MakeExchange

from voice_agent.config.load import load_pipeline
from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.server import server as server_module
from voice_agent.server.reload import Reloader
from voice_agent.server.run import (
    check_port,
    make_server,
    reloads_on_hangup,
    serve,
    uvicorn_config,
)


def test_a_free_port_can_be_listened_on_and_a_taken_one_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"127.0.0.1:{port}.*--port"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)


def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(ConfigError, match=r"no\.such\.host\.invalid"):
        check_port("no.such.host.invalid", 80)


def test_a_server_opens_its_call_record_and_loads_nothing(tmp_path: Path) -> None:
    database = tmp_path / "calls.sqlite"
    config = load_pipeline("bank").model_copy(update={"record_url": f"sqlite:///{database}"})
    server = make_server(config)
    try:
        assert server.engines is None
        assert server.config.playbook == "bank"
    finally:
        server.records.close()


def test_the_url_of_the_record_may_hold_a_secret_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLS", str(tmp_path / "calls.sqlite"))
    config = load_pipeline("bank").model_copy(update={"record_url": "sqlite:///${CALLS}"})
    make_server(config).records.close()
    assert (tmp_path / "calls.sqlite").is_file()


async def test_a_server_that_cannot_load_stops_and_says_why(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def missing(config: object, on_loaded: object) -> None:
        raise ModelError("no model in here")

    monkeypatch.setattr(server_module, "start_engines", missing)
    async with exchange(listens=False) as line:
        line.server.engines = None
        with pytest.raises(ModelError, match="no model in here"):
            async with asyncio.timeout(10):
                await serve(line.server, "127.0.0.1", 0)


async def test_nobody_listens_to_the_world_without_authentication(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with exchange(listens=False) as line:
        for host in ("0.0.0.0", "::", "agent.example"):
            with pytest.raises(ConfigError, match=f"refusing to listen on {host} without"):
                await serve(line.server, host, 0)
            uvicorn_config(line.server, host, 0, insecure=True)
        uvicorn_config(line.server, "127.0.0.1", 0)
        monkeypatch.setenv("VOICE_AGENT_SECRET", "s" * 32)
        uvicorn_config(line.server, "0.0.0.0", 0)


async def test_only_the_door_reads_what_proxies_say(exchange: MakeExchange) -> None:
    async with exchange(listens=False) as line:
        config = uvicorn_config(line.server, "127.0.0.1", 0)
        config.load()
        assert not config.proxy_headers


async def test_a_hangup_signal_reloads_where_something_can_be_reloaded(
    exchange: MakeExchange,
) -> None:
    asked = asyncio.Event()

    class Asked(Reloader):
        async def reload_or_log(self, share: float = 1.0) -> None:
            asked.set()

    async with exchange(listens=False) as line:
        server, tasks = line.server, set[asyncio.Task[None]]()
        before = signal.getsignal(signal.SIGHUP)  # Ignored under nohup.
        with reloads_on_hangup(server, tasks):
            assert signal.getsignal(signal.SIGHUP) is before
        server.reloader = Asked(server.config, lambda: server.config, server.take)
        with reloads_on_hangup(server, tasks):
            os.kill(os.getpid(), signal.SIGHUP)
            async with asyncio.timeout(5):
                await asked.wait()
                await asyncio.sleep(0)
        assert not tasks
