"""Listens for Asterisk's AudioSocket beside the web server."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from loguru import logger

from voice_agent.config.schema import AudioSocketConfig
from voice_agent.server.access.address import is_trusted
from voice_agent.server.server import Server
from voice_agent.transport.audiosocket import CARRIER
from voice_agent.transport.tcp import TcpWire


@asynccontextmanager
async def listening(server: Server, config: AudioSocketConfig | None) -> AsyncIterator[int]:
    """Take calls over TCP while the block runs; yields the port, 0 without a configuration."""
    if config is None:
        yield 0
        return

    allowed = [ipaddress.ip_network(one) for one in config.allow]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = TcpWire(reader, writer)
        peer = writer.get_extra_info("peername")
        try:
            if peer is None or not is_trusted(peer[0], allowed):
                server.metrics.count_refusal("not_allowed")
                logger.warning("audiosocket: refused a client: not_allowed")
                return
            await server.answer(CARRIER, wire)
        finally:
            await wire.close(0, "")

    try:
        listener = await asyncio.start_server(answer, config.host, config.port)
    except OSError as error:
        # Web calls go on: the log says what is missing.
        logger.error(
            "audiosocket: cannot listen on {}:{}: {}",
            config.host,
            config.port,
            error.strerror or error,
        )
        yield 0
        return
    port = listener.sockets[0].getsockname()[1]
    logger.info("audiosocket: listening on {}:{}", config.host, port)
    try:
        yield port
    finally:
        # Calls that are on the line end with the server, not with its listener.
        listener.close()
