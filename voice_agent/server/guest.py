"""A whole server as a guest in the process of those who phone it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
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

    def loaded() -> bool:
        if server.failure:
            raise ModelError(server.failure)
        return server.engines is not None

    async with guest(uvicorn_config(server, host, 0, sites=sites), "server", loaded) as running:
        port = running.servers[0].sockets[0].getsockname()[1]
        yield f"ws://{host}:{port}"


@asynccontextmanager
async def guest(
    config: uvicorn.Config, name: str, ready: Callable[[], bool] = lambda: True
) -> AsyncIterator[GuestServer]:
    """Run a server while the block runs; yields it once it listens and is ready.

    Args:
        config: What it serves, and where.
        name: Name of its task.
        ready: Whether it is, besides listening.

    Raises:
        ConfigError: It did not start.
    """
    server = GuestServer(config)
    task = asyncio.create_task(server.serve(), name=name)
    try:
        while not (ready() and server.started):
            if task.done():
                raise ConfigError(f"the {name} did not start on {config.host}:{config.port}")
            await asyncio.sleep(0.01)
        yield server
    finally:
        server.should_exit = True
        await asyncio.wait({task})
