"""A carrier that is asked by its REST API to call somebody, and brings the call to us."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import aiohttp
import numpy as np
from aiohttp import web

from voice_agent.audio.resample import resample
from voice_agent.phone.carriers import make_line
from voice_agent.phone.line import Line
from voice_agent.phone.values import CallError

LAST_STATES = {
    "vonage": {"busy": "busy", "no-answer": "timeout", "failed": "failed"},
    "plivo": {"busy": "busy", "no-answer": "timeout", "failed": "failed"},
}


@dataclass
class Dialling:
    """Speaks the protocol of one carrier for outbound calls.

    Attributes:
        carrier: Which.
        sound: What the person, or the machine, says: samples at 8 kHz.
        ends: How the call ends if nobody picks up: ``busy``, ``no-answer`` or ``failed``; ``never``
            if the carrier never says anything; empty if somebody picks up.
        refusals: Status and headers of the first answers.
        loses: Whether the answer to the request for the call never arrives.
        requests: What was asked for: method, path, authorisation, body.
        lines: The telephones that picked up.
    """

    carrier: str
    sound: np.ndarray = field(default_factory=lambda: np.zeros(80, np.int16))
    ends: str = ""
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    loses: bool = False
    requests: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    before: Callable[[str], Any] = lambda url: None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request to the API."""
        form = {key: str(value) for key, value in (await request.post()).items()}
        body = form or (await request.json() if request.can_read_body else {})
        login = request.headers.get("Authorization", "")
        self.requests.append((request.method, request.path, login, body))
        if len(self.requests) > 1 and not self.refusals and self.made:
            return web.json_response({})
        if self.refusals:
            status, headers = self.refusals.pop(0)
            return web.json_response({"code": 20003}, status=status, headers=headers)
        self.made = True
        task = asyncio.create_task(self._call(body), name="carrier-calls")
        self.tasks.add(task)
        if self.loses:
            await asyncio.sleep(60)
        names = {"plivo": "request_uuid", "vonage": "uuid"}
        return web.json_response({names.get(self.carrier, "sid"): "CALL-1"}, status=201)

    made = False

    async def over(self) -> None:
        """Wait until the call has come to its end."""
        await asyncio.gather(*self.tasks)

    async def _call(self, body: dict[str, Any]) -> None:
        if self.ends == "never":
            return
        await asyncio.sleep(0.5)
        if self.ends:
            await self._tell(body, LAST_STATES.get(self.carrier, {}).get(self.ends, self.ends))
            return
        url = await self._stream(body)
        line = make_line(self.carrier, url, noise_dbfs=None)
        self.lines.append(line)
        async with line:
            with contextlib.suppress(CallError):  # We may have hung up before.
                await line.speak(resample(self.sound, 8000, line.rate_hz))
            for _ in range(200):
                if line.over:
                    break
                await asyncio.sleep(0.1)
        await self._tell(body, "completed")

    async def _stream(self, body: dict[str, Any]) -> str:
        if self.carrier == "vonage":
            return str(body["ncco"][0]["endpoint"][0]["uri"])
        if self.carrier == "plivo":
            async with (
                aiohttp.ClientSession() as session,
                session.post(body["answer_url"], data={"CallUUID": "CALL-1"}) as answer,
            ):
                return str(ElementTree.fromstring(await answer.text()).findtext("Stream"))
        document = body["Twiml" if self.carrier == "twilio" else "Texml"]
        stream = ElementTree.fromstring(document).find("Connect/Stream")
        assert stream is not None
        return stream.attrib["url"]

    async def _tell(self, body: dict[str, Any], state: str) -> None:
        url = {"vonage": lambda: body["event_url"][0], "plivo": lambda: body["hangup_url"]}.get(
            self.carrier, lambda: body["StatusCallback"]
        )()
        said = {"status": state} if self.carrier == "vonage" else {"CallStatus": state}
        kind = {"data": json.dumps(said)} if self.carrier == "vonage" else {"data": said}
        try:
            async with aiohttp.ClientSession() as session, session.post(url, **kind):
                pass
        except aiohttp.ClientError:
            pass  # The call was over for us before.
