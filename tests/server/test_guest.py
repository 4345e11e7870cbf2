from __future__ import annotations

import asyncio

import pytest
from exchange import MakeExchange

from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.server import guest as guest_module
from voice_agent.server import server as server_module
from voice_agent.server.guest import running_server


async def test_a_server_runs_until_the_block_ends(exchange: MakeExchange) -> None:
    async with exchange(listens=False) as line:
        async with running_server(line.server) as url:
            assert url.startswith("ws://127.0.0.1:")
            async with line.dial() as wire:
                assert wire.closed is None
        port = int(url.rsplit(":", 1)[1])
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)


async def test_a_model_that_is_missing_is_raised(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def missing(config: object, on_loaded: object) -> None:
        raise ModelError("no model in here")

    monkeypatch.setattr(server_module, "start_engines", missing)
    async with exchange(listens=False) as line:
        line.server.engines = None
        with pytest.raises(ModelError, match="no model in here"):
            async with running_server(line.server):
                pass


async def test_a_server_that_does_not_start_is_an_error(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(self: object) -> None:
        return

    monkeypatch.setattr(guest_module.GuestServer, "serve", nothing)
    async with exchange(listens=False) as line:
        with pytest.raises(ConfigError, match="did not start"):
            async with running_server(line.server):
                pass
