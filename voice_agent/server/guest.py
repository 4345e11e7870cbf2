"""A whole server as a guest in the process of those who phone it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.server.pages import Site
from voice_agent.server.run import uvicorn_config
from voice_agent.server.server import Server


class GuestServer(uvicorn.Server):
    """A server in a process that belongs to somebody else: Ctrl-C is theirs."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


@asynccontextmanager
async def running_server(server: Server, sites: Sequence[Site] = ()) -> AsyncIterator[str]:
    """Run ``server`` on a free loopback port; yields ``ws://host:port`` once it is ready.

    Raises:
        ModelError: The engines could not be loaded.
        ConfigError: The server did not start.
    """
    host = "127.0.0.1"
    guest = GuestServer(uvicorn_config(server, host, 0, sites=sites))
    task = asyncio.create_task(guest.serve(), name="server")
    try:
        while server.engines is None or not guest.started:
            if server.failure:
                raise ModelError(server.failure)
            if task.done():
                raise ConfigError("the server did not start")
            await asyncio.sleep(0.02)
        port = guest.servers[0].sockets[0].getsockname()[1]
        yield f"ws://{host}:{port}"
    finally:
        guest.should_exit = True
        await asyncio.wait({task})
