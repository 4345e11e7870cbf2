"""Gladia's live transcription, which alone decides when an utterance is over."""

from __future__ import annotations

import base64
import json

import numpy as np
from aiohttp import web

from pipecat_servers.loopback import FAULT, Loopback, broken_off
from pipecat_servers.sound import text_of

_SILENCE = 8000


class GladiaServer(Loopback):
    """Recognises what it gets once half a second of silence followed."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/v2/live", self._session), web.get("/live", self._listen)]

    async def _session(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json() | {"key": request.headers.get("X-Gladia-Key")})
        return web.json_response({"id": "1", "url": f"{self.ws_url}/live"})

    async def _listen(self, request: web.Request) -> web.StreamResponse:
        fault = request[FAULT]
        socket = await self.socket(request)
        heard = bytearray()
        async for message in socket:
            asked = json.loads(message.data)
            if asked["type"] != "audio_chunk" or fault == "hang":
                continue
            heard += base64.b64decode(asked["data"]["chunk"])
            if fault == "garbage":
                await socket.send_str("{nonsense")
            text = text_of(bytes(heard))
            if fault == "close" and text:
                await socket.close()
            if fault == "break" and text:
                await broken_off(request)
            if text and not np.frombuffer(heard[-2 * _SILENCE :], "<i2").any():
                utterance = {"text": text, "language": "en", "confidence": 0.6}
                await socket.send_json(
                    {"type": "transcript", "data": {"is_final": True, "utterance": utterance}}
                )
                heard.clear()
        return socket
