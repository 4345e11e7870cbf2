"""The FastAPI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Query, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse
from loguru import logger
from pipecat.runner.utils import parse_telephony_websocket
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from voice_agent import __version__
from voice_agent.calls.hub import Hub
from voice_agent.calls.record import RecordStore
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.errors import VoiceAgentError
from voice_agent.pipeline.assembly import Engines, start_engines
from voice_agent.pipeline.prepared import opening_clauses
from voice_agent.server.metrics import Metrics
from voice_agent.server.session import (
    POLICY_VIOLATION,
    TRY_AGAIN_LATER,
    run_raw_call,
    run_twilio_call,
)
from voice_agent.transport.protocol import RATES_HZ

HANDSHAKE_S = 10.0
_LOOK_AGAIN_S = 0.5
_PREPARE_MS = 10_000.0


@dataclass(slots=True)
class Server:
    """What the endpoints share."""

    config: PipelineConfig
    records: RecordStore
    metrics: Metrics = field(default_factory=Metrics)
    hub: Hub = field(default_factory=Hub)
    engines: Engines | None = None
    keeps_engines: bool = False
    """Whether the engines belong to somebody else, who closes them."""
    failure: str = ""
    prepared: bool = False
    """Whether the answers of the knowledge folder can begin at once."""
    loaded: list[str] = field(default_factory=list)
    calls: set[asyncio.Task[None]] = field(default_factory=set)
    on_failure: asyncio.Event = field(default_factory=asyncio.Event)

    async def load(self) -> None:
        """Load the engines in a thread; until then the server answers that it is not ready."""
        if self.engines is not None:
            return
        try:
            self.engines = await start_engines(self.config, on_loaded=self.loaded.append)
            logger.info("ready: {} can take {} calls", self.config.playbook, self.config.max_calls)
        except VoiceAgentError as error:
            self.failure = str(error)
            self.on_failure.set()

    async def prepare(self, loading: asyncio.Task[None]) -> None:
        """Once loaded, have the beginnings of the knowledge folder's answers ready.

        Made when they are needed they are not ready before a short turn is over. What is not on
        disk from an earlier start is made while nobody calls.
        """
        await asyncio.wait({loading})
        if self.engines is None:
            return
        voice = self.engines.voice
        try:
            openings = opening_clauses(self.engines.knowledge, self.engines.playbook.lang)
            for clause in await voice.recall(openings):
                while self.calls:
                    await asyncio.sleep(_LOOK_AGAIN_S)
                await voice.prepare([clause], deadline_ms=_PREPARE_MS)
        except VoiceAgentError as error:
            logger.warning("{}; answers of the knowledge folder are spoken when needed", error)
        self.prepared = True

    async def stop(self) -> None:
        """End the calls that are still on the line, then free the engines."""
        for call in list(self.calls):
            call.cancel()
        if self.calls:
            await asyncio.wait(self.calls, timeout=10)
        if self.engines is not None and not self.keeps_engines:
            await self.engines.aclose()
        await asyncio.to_thread(self.records.close)


def create_app(server: Server) -> FastAPI:
    """The application around a ``Server``."""

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
            "calls": len(server.calls),
        }
        if server.failure:
            body["error"] = server.failure
        return JSONResponse(body, status_code=200 if ready else 503)

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(server.metrics.registry), media_type=CONTENT_TYPE_LATEST)

    @app.websocket("/ws")
    async def ws(websocket: WebSocket, rate: str = Query("16000")) -> None:
        await websocket.accept()
        if rate not in {str(hz) for hz in RATES_HZ}:
            known = ", ".join(map(str, RATES_HZ))
            await websocket.close(POLICY_VIOLATION, f"rate must be one of {known}")
            return
        engines = await _engines_for_call(server, websocket)
        if engines is not None:
            await _in_task(
                server,
                run_raw_call(
                    websocket, int(rate), engines, server.records, server.metrics, server.hub
                ),
            )

    @app.websocket("/twilio")
    async def twilio(websocket: WebSocket) -> None:
        await websocket.accept()
        engines = await _engines_for_call(server, websocket)
        if engines is None:
            return
        try:
            async with asyncio.timeout(HANDSHAKE_S):
                kind, data = await parse_telephony_websocket(websocket)
        except (TimeoutError, ValueError, TypeError, AttributeError, KeyError, RuntimeError):
            kind, data = "unknown", None
        except WebSocketDisconnect:
            return
        if kind != "twilio" or data is None:
            await websocket.close(
                POLICY_VIOLATION, "expected Twilio's 'connected' and 'start' messages"
            )
            return
        await _in_task(
            server,
            run_twilio_call(
                websocket,
                data["stream_id"],
                data["call_id"],
                engines,
                server.records,
                server.metrics,
                server.hub,
            ),
        )

    return app


async def _engines_for_call(server: Server, websocket: WebSocket) -> Engines | None:
    """The engines when there is room for a call, else ``None`` with the socket closed."""
    if server.engines is None:
        await websocket.close(TRY_AGAIN_LATER, "not ready: models are loading")
    elif len(server.calls) >= server.config.max_calls:
        await websocket.close(TRY_AGAIN_LATER, f"all {server.config.max_calls} lines are busy")
    else:
        return server.engines
    return None


async def _in_task(server: Server, call: Coroutine[Any, Any, None]) -> None:
    """Run a call in a task that the server can end and wait for."""
    task = asyncio.create_task(call)
    server.calls.add(task)
    try:
        await task
    finally:
        server.calls.discard(task)
