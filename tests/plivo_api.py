"""Plivo's REST API as far as a transfer needs it; it asks for its documents as Plivo does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from aiohttp import web


@dataclass
class PlivoApi:
    """Calls and conferences of one account.

    Attributes:
        fetch: Asks this server for a document: URL to its text, or raises.
        states: States of the leg that is rung, one for each look; the last one stays. ``gone``:
            it is not on the line any more.
        cause: Why it ended; empty while there is no record of it.
        refuses: Status with which the caller cannot be moved; 0 if they can.
        requests: Method, path, body and authorization of what was asked.
        rooms: Who is in which conference.
        said: What was said to whom.
    """

    fetch: Callable[[str], Awaitable[str]]
    states: list[str] = field(default_factory=lambda: ["in-progress"])
    cause: str = ""
    refuses: int = 0
    requests: list[tuple[str, str, Any, str]] = field(default_factory=list)
    rooms: dict[str, list[str]] = field(default_factory=dict)
    said: list[tuple[str, str]] = field(default_factory=list)
    _answer_url: str = ""

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else None
        self.requests.append((request.method, request.path, body, request.headers["Authorization"]))
        path = request.path.removeprefix("/v1/Account/MA1/").strip("/").split("/")
        match request.method, path:
            case "POST", ["Call"]:
                self._answer_url = body["answer_url"]
                return web.json_response({"request_uuid": "leg"}, status=201)
            case "GET", ["Call", "leg"]:
                return await self._look(live=request.query.get("status") == "live")
            case "GET", ["Conference", name]:
                found = self.rooms.get(name)
                return web.json_response(
                    {"conference_member_count": str(len(found or ()))}, status=200 if found else 404
                )
            case "POST", ["Call", leg, "Speak"]:
                self.said.append((leg, body["text"]))
            case "POST", ["Call", leg]:
                if self.refuses:
                    return web.json_response({}, status=self.refuses)
                assert (body["legs"], body["aleg_method"]) == ("aleg", "POST")
                await self._enter(body["aleg_url"], leg)
        return web.json_response({}, status=202 if request.method == "POST" else 204)

    async def _look(self, *, live: bool) -> web.Response:
        state = self.states[0]
        if not live:
            record = {"hangup_cause_name": self.cause}
            return web.json_response(record, status=200 if self.cause else 404)
        if len(self.states) > 1:
            self.states.pop(0)
        if state == "gone":
            return web.json_response({"error": "not found"}, status=404)
        if state == "in-progress" and not any("leg" in room for room in self.rooms.values()):
            await self._enter(self._answer_url, "leg")
        return web.json_response({"call_status": state, "call_uuid": "leg"})

    async def _enter(self, url: str, leg: str) -> None:
        await asyncio.sleep(0)
        conference = ElementTree.fromstring(await self.fetch(url)).find("Conference")
        assert conference is not None
        assert conference.text is not None
        self.rooms.setdefault(conference.text, []).append(leg)
