"""What a worker answers the other workers of its machine, over a socket that only they can open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket
from fastapi.responses import JSONResponse
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from voice_agent.core.errors import VoiceAgentError
from voice_agent.server.agents.endpoint import PATH as AGENTS_PATH
from voice_agent.server.agents.endpoint import seat
from voice_agent.server.metrics import page
from voice_agent.server.pages import Site
from voice_agent.server.readiness import PRIVATE_PATH as READY_PATH
from voice_agent.server.readiness import readiness
from voice_agent.server.reload import PATH as RELOAD_PATH
from voice_agent.server.reload import Reloader
from voice_agent.server.server import Server
from voice_agent.server.workers.merged import METRICS_PATH
from voice_agent.server.workers.place import Place


def private_app(server: Server, reloader: Reloader | None, sites: Sequence[Site] = ()) -> FastAPI:
    """Make the application.

    Args:
        server: This worker's server.
        reloader: Its own reloader: a request to reload is not passed on once more.
        sites: Those of its pages; what they ask other workers is answered here.
    """
    app = FastAPI(openapi_url=None)
    for site in sites:
        if site.private is not None:
            app.include_router(site.private)

    @app.get(METRICS_PATH)
    async def metrics() -> Response:
        return Response(page(server.metrics))

    @app.get(READY_PATH)
    async def ready() -> dict[str, Any]:
        return readiness(server)

    @app.post(RELOAD_PATH)
    async def reload(request: Request) -> JSONResponse:
        if reloader is None:
            return JSONResponse({"error": "nothing can be reloaded"}, 409)
        try:
            version = await reloader.reload(float(request.query_params.get("share", "1")))
        except VoiceAgentError as error:
            return JSONResponse({"error": str(error)}, 409)
        return JSONResponse({"version": version})

    @app.websocket(AGENTS_PATH)
    async def agents(websocket: WebSocket) -> None:
        await seat(server, websocket)

    return app


@asynccontextmanager
async def answering(place: Place, app: FastAPI) -> AsyncIterator[None]:
    """Answer the other workers while the block runs."""
    config = uvicorn.Config(
        app, lifespan="off", log_config=None, log_level="warning", ws_per_message_deflate=False
    )
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    path = place.socket()
    path.unlink(missing_ok=True)
    listener = await loop.create_unix_server(
        lambda: H11Protocol(config=config, server_state=state, app_state={}), path
    )
    path.chmod(0o600)
    try:
        yield
    finally:
        listener.close()
        for connection in list(state.connections):
            connection.shutdown()
        if state.tasks:
            await asyncio.wait(state.tasks, timeout=2.0)
        for task in state.tasks:
            task.cancel()
