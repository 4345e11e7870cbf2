"""The FastAPI application: an endpoint for each carrier, health, readiness, metrics."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Response, WebSocket
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from voice_agent import __version__
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.errors import ConfigError
from voice_agent.server.server import Server
from voice_agent.transport.base import Carrier
from voice_agent.transport.carriers import find_carrier
from voice_agent.transport.websocket import WebSocketWire


def create_app(server: Server) -> FastAPI:
    """Make the application around a ``Server``.

    Raises:
        ConfigError: The pipeline file names a carrier that does not exist.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        loading = asyncio.create_task(server.load(), name="load-engines")
        preparing = asyncio.create_task(server.prepare(loading), name="prepare-answers")
        lag = asyncio.create_task(server.metrics.watch_loop(), name="loop-lag")
        counting = asyncio.create_task(server.metrics.follow(server.hub), name="metrics")
        try:
            yield
        finally:
            lag.cancel()
            preparing.cancel()
            await asyncio.wait({loading, preparing, lag})
            await server.stop()
            counting.cancel()
            await asyncio.wait({counting})

    app = FastAPI(title="voice-agent", version=__version__, lifespan=lifespan)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "alive", "version": __version__}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        ready = server.engines is not None
        body = {
            "ready": ready,
            "loaded": server.loaded,
            "prepared": server.prepared,
            "calls": len(server.lobby.calls),
        }
        if server.failure:
            body["error"] = server.failure
        return JSONResponse(body, status_code=200 if ready else 503)

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(server.metrics.registry), media_type=CONTENT_TYPE_LATEST)

    for carrier in carriers_of(server.config):
        app.add_api_websocket_route(carrier.path, _endpoint(server, carrier), carrier.name)
    return app


def carriers_of(config: PipelineConfig) -> list[Carrier]:
    """Return the carriers of a pipeline file.

    Raises:
        ConfigError: One does not exist, or two of them share a path.
    """
    found: dict[str, Carrier] = {}
    try:
        for name in config.carriers:
            carrier = find_carrier(name, config.file.parent)
            if carrier.path in found:
                raise ConfigError(
                    f"'{name}' and '{found[carrier.path].name}' are both served on {carrier.path}"
                )
            found[carrier.path] = carrier
    except ConfigError as error:
        raise ConfigError(f"{config.file}: carriers: {error}") from None
    return list(found.values())


def _endpoint(server: Server, carrier: Carrier) -> Callable[[WebSocket], Awaitable[None]]:
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await server.answer(carrier, WebSocketWire(websocket))

    return endpoint
