"""``/agents``: the page by HTTP, its messages by WebSocket."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from fastapi import FastAPI, Response, WebSocket
from starlette.responses import HTMLResponse, JSONResponse

from voice_agent.config.handoff import HandoffConfig
from voice_agent.core.errors import ProtocolError
from voice_agent.server.access.door import Door
from voice_agent.server.access.web import response, visit_of
from voice_agent.server.agents.person import Person
from voice_agent.server.agents.relay import Relay
from voice_agent.server.server import Server
from voice_agent.server.workers.peers import Peers
from voice_agent.transport.base import NORMAL, POLICY_VIOLATION
from voice_agent.transport.guard import SizeLimit
from voice_agent.transport.websocket import WebSocketWire

PATH = "/agents"
MAX_PEOPLE = 64
_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.S)


def has_queue(handoff: HandoffConfig) -> bool:
    """Return whether calls can wait for people at the desk."""
    return any(way.way == "queue" for way in handoff.all_ways)


def add_agents(app: FastAPI, server: Server, door: Door) -> None:
    """Serve the page and its WebSocket. The page itself holds nothing; its data needs the token."""

    @app.get(PATH)
    async def page() -> Response:
        html, policy = page_and_policy()
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}
        return HTMLResponse(html, headers=headers)

    @app.websocket(PATH)
    async def agents(websocket: WebSocket) -> None:
        visit = visit_of(websocket, door)
        refused = door.desk(visit)
        if refused is not None:
            await websocket.send_denial_response(response(refused))
            return
        await seat(server, websocket, visit.subprotocol, peers=server.peers)


async def seat(
    server: Server,
    websocket: WebSocket,
    subprotocol: str | None = None,
    *,
    peers: Peers | None = None,
) -> None:
    """Seat an admitted person at the desk; with workers, at the desks of all of them."""
    engines = server.engines
    if engines is None or len(engines.desk.seats) >= MAX_PEOPLE:
        why = "not ready" if engines is None else "too many people have the page open"
        await websocket.send_denial_response(JSONResponse({"error": why}, 503))
        return
    await websocket.accept(subprotocol)
    wire = WebSocketWire(websocket)
    limited = SizeLimit(wire)
    try:
        if peers is None:
            await Person(limited, engines, server.hub).stay()
        else:
            every = list(range(peers.place.count))
            await Relay(limited, every, lambda one: peers.connect(one, PATH)).stay()
    except ProtocolError as error:
        await wire.close(POLICY_VIOLATION, str(error))
    else:
        await wire.close(NORMAL, "")


@cache
def page_and_policy() -> tuple[str, str]:
    """Return the page, and the policy that lets a browser run only what is in it."""
    html = (files("voice_agent.server.agents") / "page.html").read_text(encoding="utf-8")
    hashes = {"script": "", "style": ""}
    for kind, text in _INLINE.findall(html):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        hashes[kind] += f" 'sha256-{digest}'"
    return html, (
        "default-src 'none'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
        f"form-action 'none'; script-src{hashes['script']} blob:; style-src{hashes['style']}"
    )
