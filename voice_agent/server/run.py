"""Running the server: from the command line, or beside something else in the same process."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from voice_agent.calls.record import RecordStore
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.server.app import Server, create_app

MAX_SOCKET_MESSAGE = 1024 * 1024
"""Above the protocol's own limit, so that a caller gets our reason for the close."""


def make_server(config: PipelineConfig) -> Server:
    """Open the call record and prepare a server; engines load once it runs."""
    return Server(config=config, records=RecordStore.open(config.record_url, config.playbook))


def check_port(host: str, port: int) -> None:
    """Raises ConfigError when ``host:port`` cannot be listened on."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise ConfigError(
            f"cannot listen on {host}:{port}: {error.strerror or error}; choose another with --port"
        ) from None


async def serve(server: Server, host: str, port: int) -> None:
    """Serve until interrupted.

    Raises:
        ModelError: The engines could not be loaded.
    """
    uvicorn_server = uvicorn.Server(_uvicorn_config(server, host, port))
    watcher = asyncio.create_task(_stop_on_failure(server, uvicorn_server), name="watch-loading")
    try:
        await uvicorn_server.serve()
    finally:
        watcher.cancel()
        await asyncio.wait({watcher})
    if server.failure:
        raise ModelError(server.failure)


class _GuestServer(uvicorn.Server):
    """A server in a process that belongs to somebody else: Ctrl-C is theirs."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def running_server(server: Server) -> AsyncIterator[str]:
    """``server`` on a free loopback port, ready; yields ``ws://host:port``.

    Raises:
        ModelError: The engines could not be loaded.
    """
    host = "127.0.0.1"
    uvicorn_server = _GuestServer(_uvicorn_config(server, host, 0))
    task = asyncio.create_task(uvicorn_server.serve(), name="server")
    try:
        while server.engines is None or not uvicorn_server.started:
            if server.failure:
                raise ModelError(server.failure)
            if task.done():
                raise ConfigError("the server did not start")
            await asyncio.sleep(0.02)
        port = uvicorn_server.servers[0].sockets[0].getsockname()[1]
        yield f"ws://{host}:{port}"
    finally:
        uvicorn_server.should_exit = True
        await asyncio.wait({task})


def _uvicorn_config(server: Server, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(server),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        ws_max_size=MAX_SOCKET_MESSAGE,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=10,
    )


async def _stop_on_failure(server: Server, uvicorn_server: uvicorn.Server) -> None:
    await server.on_failure.wait()
    uvicorn_server.should_exit = True
