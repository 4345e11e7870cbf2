"""Cartesia's transcription and speech over WebSockets."""

from __future__ import annotations

import asyncio
import base64
import json

from aiohttp import WSMsgType, web

from pipecat_servers.loopback import FAULT, Loopback, broken_off
from pipecat_servers.sound import Ear, audio_of


class CartesiaServer(Loopback):
    """Recognises what it gets and says what it is told."""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/stt/websocket", self._listen),
            web.get("/tts/websocket", self._speak),
        ]

    async def _listen(self, request: web.Request) -> web.StreamResponse:
        fault = request[FAULT]
        self.asked.append(dict(request.query) | {"key": request.headers.get("X-API-Key")})
        socket = await self.socket(request)
        ear, told = Ear(), ""
        async for message in socket:
            if message.data == "done" or fault == "hang":
                continue
            if message.type is WSMsgType.BINARY:
                ear.hear(message.data)
                text = ear.text
                if text and text != told and fault != "mute":
                    told = text
                    await socket.send_json({"type": "transcript", "text": text, "is_final": False})
                if fault == "garbage" and text:
                    await socket.send_str("{nonsense")
                    await socket.send_json([1, 2])
                if fault == "close" and text:
                    await socket.close()
                if fault == "break" and text:
                    await broken_off(request)
            elif message.data == "finalize":
                text = "" if fault == "mute" else ear.text
                ear = Ear()
                told = ""
                await socket.send_json({"type": "transcript", "text": text, "is_final": True})
                await socket.send_json({"type": "flush_done"})
        return socket

    async def _speak(self, request: web.Request) -> web.StreamResponse:
        fault = request[FAULT]
        socket = await self.socket(request)
        texts: dict[str, str] = {}
        async for message in socket:
            asked = json.loads(message.data)
            self.asked.append(asked)
            id_ = asked["context_id"]
            texts[id_] = texts.get(id_, "") + asked.get("transcript", "")
            if asked.get("continue") or asked.get("cancel") or fault == "hang":
                continue
            rate_hz = asked["output_format"]["sample_rate"]
            audio = audio_of(texts.pop(id_), rate_hz).tobytes()
            for start in range(0, 0 if fault == "mute" else len(audio), 4800):
                data = base64.b64encode(audio[start : start + 4800]).decode()
                if fault == "garbage":
                    await socket.send_str("{nonsense")
                await socket.send_json({"type": "chunk", "context_id": id_, "data": data})
                await asyncio.sleep(0.01)
                if fault == "close":
                    await socket.close()
                    return socket
                if fault == "break":
                    await broken_off(request)
            await socket.send_json({"type": "done", "context_id": id_, "done": True})
        return socket
