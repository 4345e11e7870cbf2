"""ElevenLabs' speech over a WebSocket with several contexts."""

from __future__ import annotations

import asyncio
import base64
import json

from aiohttp import web

from pipecat_servers.loopback import FAULT, Loopback, broken_off
from pipecat_servers.sound import audio_of


class ElevenLabsServer(Loopback):
    """Says what it is told."""

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/v1/text-to-speech/{voice}/multi-stream-input", self._speak)]

    async def _speak(self, request: web.Request) -> web.StreamResponse:
        fault = request[FAULT]
        socket = await self.socket(request)
        texts: dict[str, str] = {}
        async for message in socket:
            asked = json.loads(message.data)
            if asked.get("close_socket"):
                await socket.close()
                break
            self.asked.append(asked | {"voice": request.match_info["voice"]})
            id_ = asked.get("context_id", "")
            texts[id_] = texts.get(id_, "") + asked.get("text", "")
            if fault == "hang" or not asked.get("close_context"):
                continue
            audio = audio_of(texts.pop(id_), 24000).tobytes()
            for start in range(0, 0 if fault == "mute" else len(audio), 4800):
                data = base64.b64encode(audio[start : start + 4800]).decode()
                if fault == "garbage":
                    await socket.send_str("{nonsense")
                await socket.send_json({"contextId": id_, "audio": data})
                await asyncio.sleep(0.01)
                if fault == "close":
                    await socket.close()
                    return socket
                if fault == "break":
                    await broken_off(request)
            await socket.send_json({"contextId": id_, "isFinal": True})
        return socket
