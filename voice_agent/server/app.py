"""The FastAPI application: an endpoint for each carrier, health, readiness, metrics."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response, WebSocket
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST

from voice_agent import __version__
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.errors import ConfigError
from voice_agent.core.logs import hide_in_logs
from voice_agent.handoff.rooms import PATH as ROOM_PATH
from voice_agent.server import rooms
from voice_agent.server.access.address import is_loopback
from voice_agent.server.access.door import Door
from voice_agent.server.access.guarded import Guarded
from voice_agent.server.access.keys import check_public, read_keys
from voice_agent.server.access.refused import Refused
from voice_agent.server.access.web import response, visit_of
from voice_agent.server.agents import endpoint as agents
from voice_agent.server.audiosocket import listening
from voice_agent.server.loop_watch import LoopWatch
from voice_agent.server.pages import CALL_SITE, Site, add_pages, open_paths
from voice_agent.server.readiness import readiness_of_all
from voice_agent.server.reload import PATH as RELOAD_PATH
from voice_agent.server.reload import Reloads, endpoint_of
from voice_agent.server.server import Server
from voice_agent.server.sip import read_sip, sip_listening
from voice_agent.server.traces import follow_if, open_traces
from voice_agent.server.webhook import webhook_of
from voice_agent.server.workers.everywhere import Everywhere
from voice_agent.server.workers.merged import metrics_of_all
from voice_agent.server.workers.once import SharedOnce
from voice_agent.transport.base import Carrier
from voice_agent.transport.carriers import find_carrier
from voice_agent.transport.websocket import WebSocketWire

WEBHOOK = "/voice"
"""Under a carrier's path: where it asks what to do with a call. The door checks its signature."""
_OPEN = ("/healthz", "/readyz")
"""Everybody may ask for these; all other pages are behind the door."""


def create_app(
    server: Server,
    *,
    host: str = "127.0.0.1",
    insecure: bool = False,
    sites: Sequence[Site] = (),
) -> FastAPI:
    """Make the application around a ``Server``.

    Args:
        server: What answers.
        host: Where it will listen.
        insecure: Whether strangers may come in who have not proved anything.
        sites: Further pages and what they ask for.

    Raises:
        ConfigError: The pipeline file names a carrier that does not exist, a secret is missing or
            too short, or anybody could call.
    """
    carriers = carriers_of(server.config)
    traces, send_rest = open_traces() if server.config.server.traces else (None, None)
    door = open_door(server, carriers, host, insecure=insecure)
    sip_keys = read_sip(server.config, insecure=insecure)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # The outermost: a call that ends with the server still has to say so.
        async with sip_listening(server, server.config.sip, sip_keys, door), working():
            yield

    @asynccontextmanager
    async def working() -> AsyncIterator[None]:
        loading = asyncio.create_task(server.load(), name="load-engines")
        preparing = asyncio.create_task(server.prepare(loading), name="prepare-answers")
        watch = LoopWatch(server.metrics, server.meter.lagged)
        lag = asyncio.create_task(watch.run(), name="loop-lag")
        metering = asyncio.create_task(server.meter.run(server.hub), name="load-meter")
        tracing = asyncio.create_task(follow_if(traces, server.hub), name="traces")
        counting = asyncio.create_task(server.metrics.follow(server.hub), name="metrics")
        purging = asyncio.create_task(server.purge(), name="purge-recordings")
        try:
            if server.after is not None:
                await server.after.start()
            async with listening(server, server.config.audiosocket):
                yield
        finally:
            lag.cancel()
            preparing.cancel()
            metering.cancel()
            purging.cancel()
            await asyncio.wait({loading, preparing, lag, metering, purging})
            await server.stop()
            counting.cancel()
            tracing.cancel()
            await asyncio.wait({counting, tracing})
            if send_rest is not None:
                await asyncio.to_thread(send_rest)

    app = FastAPI(title="voice-agent", version=__version__, lifespan=lifespan)
    webhooks = {f"{one.path}{WEBHOOK}": one.signature for one in carriers}
    if rooms.has_rooms(server.config.handoff):
        webhooks[ROOM_PATH] = rooms.CARRIER
    app.state.door = door
    desk = agents.has_queue(server.config.handoff)
    sites = (*((CALL_SITE,) if any(one.path == "/ws" for one in carriers) else ()), *sites)
    opened = (*_OPEN, *((agents.PATH,) if desk else ()), *open_paths(sites))
    app.add_middleware(Guarded, door=door, open_paths=opened, webhooks=webhooks)
    if desk:
        agents.add_agents(app, server, door)
    if rooms.has_rooms(server.config.handoff):
        rooms.add_rooms(app, server.config.handoff)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "alive", "version": __version__}

    @app.get("/readyz")
    async def readyz(request: Request) -> JSONResponse:
        body = await readiness_of_all(server)
        status = 200 if body["ready"] else 503
        if not door.may_see(visit_of(request, door)):
            body = {"ready": body["ready"]}
        return JSONResponse(body, status_code=status)

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(await metrics_of_all(server), media_type=CONTENT_TYPE_LATEST)

    if server.reloader is not None:
        reloads: Reloads = server.reloader
        if server.peers is not None:
            reloads = Everywhere(server.reloader, server.peers)
        app.add_route(RELOAD_PATH, endpoint_of(reloads, door), methods=["POST"])
    add_pages(app, server, sites, token=door.asks_for_token)
    for carrier in carriers:
        app.add_api_websocket_route(carrier.path, _endpoint(server, door, carrier), carrier.name)
        if carrier.answer is not None:
            webhook = webhook_of(carrier, door)
            app.add_route(f"{carrier.path}{WEBHOOK}", webhook, methods=["GET", "POST"])
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
            if not carrier.path:
                raise ConfigError(f"'{name}' is no WebSocket; it has a key of its own")
            if carrier.path in found:
                raise ConfigError(
                    f"'{name}' and '{found[carrier.path].name}' are both served on {carrier.path}"
                )
            found[carrier.path] = carrier
    except ConfigError as error:
        raise ConfigError(f"{config.file}: carriers: {error}") from None
    return list(found.values())


def open_door(server: Server, carriers: list[Carrier], host: str, *, insecure: bool) -> Door:
    """Make the door of a server that listens on ``host``.

    Raises:
        ConfigError: A secret is missing or too short, or anybody could call.
    """
    access, file = server.config.access, server.config.file
    public = not (is_loopback(host) or insecure)
    try:
        keys = read_keys(access)
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}") from None
    for secret in (keys.secret, keys.pages, *keys.signatures.values()):
        hide_in_logs(secret)
    if public:
        check_public(host, keys, access, [one.signature for one in carriers if one.signature])
    door = Door(access, keys, public=public, on_refused=server.metrics.count_refusal)
    if server.place is not None:
        door.once = SharedOnce(server.place.folder / "once")
    return door


def _endpoint(
    server: Server, door: Door, carrier: Carrier
) -> Callable[[WebSocket], Awaitable[None]]:
    async def endpoint(websocket: WebSocket) -> None:
        admission = door.call(carrier, visit_of(websocket, door))
        if isinstance(admission, Refused):
            await websocket.send_denial_response(response(admission))
            return
        with admission:
            refusal = server.entrance.turned_away(carrier)
            if refusal is not None:
                await websocket.send_denial_response(JSONResponse({"error": refusal.reason}, 503))
                return
            await websocket.accept(admission.subprotocol)
            await server.answer(carrier, admission.metered(WebSocketWire(websocket)))

    return endpoint
