"""Running the server from the command line."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

import uvicorn
from loguru import logger
from starlette.types import ASGIApp

from voice_agent.calls.record import RecordStore
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.environment import fill_in
from voice_agent.core.errors import ModelError
from voice_agent.server.app import create_app
from voice_agent.server.headers import HeadersInTime, quiet_strangers
from voice_agent.server.pages import Site
from voice_agent.server.port import bound
from voice_agent.server.reload import Reloader
from voice_agent.server.server import Server
from voice_agent.server.signals import DrainingServer
from voice_agent.server.sockets import MediaSocket
from voice_agent.server.workers.place import Place, numbers
from voice_agent.server.workers.policy import Phase, phase
from voice_agent.server.workers.private import answering, private_app
from voice_agent.server.workers.worker import Worker

MAX_SOCKET_MESSAGE = 1024 * 1024
"""Above the protocol's own limit, so that a caller gets our reason for the close."""


def make_server(
    config: PipelineConfig,
    read: Callable[[], PipelineConfig] | None = None,
    place: Place | None = None,
    *,
    worker: int = 0,
    workers: int = 1,
) -> Server:
    """Open the call record and prepare a server; engines load once it runs.

    Args:
        config: The pipeline file.
        read: Reads it again; without it nothing can be reloaded.
        place: Place among the workers of the server, if there are any.
        worker: Number of this process among those that share the record; of ``place`` if given.
        workers: Number from which on nobody else has rows on this disk any more.

    Raises:
        ConfigError: The call record cannot be opened.
    """
    url = fill_in(config.record_url, "record_url")
    if place is not None:
        worker, workers = numbers(place)
    records = RecordStore.open(
        url,
        config.playbook_folder.name,
        keep_days=config.record_days,
        worker=worker,
        workers=workers,
    )
    server = Server(config=config, records=records, place=place)
    if read is not None:
        server.reloader = Reloader(config, read, server.take)
    return server


def check_port(host: str, port: int) -> None:
    """Raise ConfigError if ``host:port`` cannot be listened on."""
    bound(host, port).close()


async def serve(
    server: Server, host: str, port: int, *, insecure: bool = False, sites: Sequence[Site] = ()
) -> None:
    """Serve until SIGTERM or SIGINT; the calls on the line may go on for ``server.drain_s``.

    Args:
        server: What answers.
        host: Where it listens.
        port: Where it listens.
        insecure: Whether strangers may come in who have not proved anything.
        sites: Further pages and what they ask for.

    Raises:
        ConfigError: The pipeline file names a carrier that does not exist, a secret is missing or
            too short, or anybody could call.
        ModelError: The engines could not be loaded.
    """
    config = uvicorn_config(server, host, port, insecure=insecure, sites=sites)
    uvicorn_server = DrainingServer(config, server.drain)
    watchers = {
        asyncio.create_task(_stop_on_failure(server, uvicorn_server), name="watch-loading"),
        asyncio.create_task(_stop_when_drained(server, uvicorn_server), name="watch-drain"),
    }
    # A worker accepts nothing: its connections come from the supervisor.
    listeners: list[socket.socket] | None = None
    if server.place is not None:
        listeners = []
        watchers.add(asyncio.create_task(_attend(server, uvicorn_server), name="worker-channel"))
    try:
        async with _private(server, sites):
            with reloads_on_hangup(server, watchers):
                await uvicorn_server.serve(listeners)
    finally:
        for watcher in list(watchers):
            watcher.cancel()
        await asyncio.wait(watchers)
    logger.info("stopped")
    if server.failure:
        raise ModelError(server.failure)


def uvicorn_config(
    server: Server, host: str, port: int, *, insecure: bool = False, sites: Sequence[Site] = ()
) -> uvicorn.Config:
    """Configure uvicorn for a server.

    Raises:
        ConfigError: As in ``serve``.
    """
    logging.getLogger("uvicorn.error").addFilter(quiet_strangers)
    return web_config(
        create_app(server, host=host, insecure=insecure, sites=sites),
        host,
        port,
        timeout_graceful_shutdown=10,
    )


def web_config(app: ASGIApp, host: str, port: int, **more: Any) -> uvicorn.Config:
    """Configure uvicorn for what the network reaches; ``more`` goes to ``uvicorn.Config``."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=HeadersInTime,
        ws=MediaSocket,
        # The door reads these itself, and believes only the proxies of the pipeline file.
        proxy_headers=False,
        server_header=False,
        log_config=None,
        # Below that, uvicorn writes URLs, and a token may be in one.
        log_level="warning",
        access_log=False,
        ws_max_size=MAX_SOCKET_MESSAGE,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        ws_per_message_deflate=False,
        **more,
    )


@contextlib.contextmanager
def reloads_on_hangup(server: Server, tasks: set[asyncio.Task[None]]) -> Iterator[None]:
    """Reload on SIGHUP, where there is such a signal and something can be reloaded.

    Args:
        server: The server.
        tasks: Their owner ends a reload that is under way.
    """
    loop, reloader = asyncio.get_running_loop(), server.reloader
    if reloader is None or not hasattr(signal, "SIGHUP"):
        yield
        return

    def reload() -> None:
        logger.info("SIGHUP: the files are read again")
        task = asyncio.create_task(reloader.reload_or_log(), name="reload")
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    loop.add_signal_handler(signal.SIGHUP, reload)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)


@contextlib.asynccontextmanager
async def _private(server: Server, sites: Sequence[Site]) -> AsyncIterator[None]:
    """Answer the other workers, if there are any."""
    if server.place is None:
        yield
        return
    async with answering(server.place, private_app(server, server.reloader, sites)):
        yield


async def _attend(server: Server, uvicorn_server: DrainingServer) -> None:
    assert server.place is not None

    def state() -> tuple[Phase, int]:
        serves = uvicorn_server.started and not uvicorn_server.should_exit
        takes = server.lobby.refusal(ready=server.ready) is None
        return phase(serves=serves, takes=takes), len(server.lobby.calls)

    def orphaned() -> None:
        server.drain.signal("no supervisor")

    end = socket.socket(fileno=server.place.channel)
    await Worker(end, uvicorn_server.take, state, orphaned).run()


async def _stop_on_failure(server: Server, uvicorn_server: uvicorn.Server) -> None:
    await server.on_failure.wait()
    uvicorn_server.should_exit = True


async def _stop_when_drained(server: Server, uvicorn_server: uvicorn.Server) -> None:
    await server.drain.over.wait()
    # Before uvicorn stops: it cuts what is still open without a word.
    await server.lobby.stop()
    uvicorn_server.should_exit = True
