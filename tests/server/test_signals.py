from __future__ import annotations

import asyncio
import signal

import pytest
import uvicorn

from voice_agent.server.drain import Drain, Phase
from voice_agent.server.lobby import Lobby
from voice_agent.server.signals import DrainingServer


async def test_a_signal_drains_and_is_not_raised_again() -> None:
    lobby = Lobby(1)
    drain = Drain(lobby, 120)
    call = asyncio.create_task(lobby.hold(asyncio.sleep(60)))
    await asyncio.sleep(0)
    server = DrainingServer(uvicorn.Config(lambda: None, log_config=None), drain)
    with server.capture_signals():
        signal.raise_signal(signal.SIGTERM)
        await asyncio.sleep(0)
        assert drain.phase is Phase.DRAINING
        assert not server.should_exit
        signal.raise_signal(signal.SIGINT)
        await asyncio.sleep(0)
        assert drain.over.is_set()
        assert not server.force_exit
        signal.raise_signal(signal.SIGINT)
        assert server.force_exit
    await lobby.stop()
    with pytest.raises(asyncio.CancelledError):
        await call
