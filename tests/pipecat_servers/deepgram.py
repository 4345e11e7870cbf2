"""Deepgram's live transcription and its live speech."""

from __future__ import annotations

import asyncio
import json

from aiohttp import WSMsgType, web

from pipecat_servers.loopback import FAULT, Loopback, broken_off
from pipecat_servers.sound import Ear, audio_of


class DeepgramServer(Loopback):
    """Recognises what it gets and says what it is told."""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v1/listen", self._listen),
            web.get("/v1/speak", self._speak),
            web.post("/v1/speak", self._speak_at_once),
        ]

    async def _listen(self, request: web.Request) -> web.StreamResponse:
        fault = request[FAULT]
        self.asked.append(dict(request.query) | {"key": request.headers.get("Authorization")})
        socket = await self.socket(request)
        ear, told = Ear(), ""

        async def tell(text: str, *, final: bool, finalize: bool = False) -> None:
            await socket.send_json(
                {
                    "type": "Results", "channel_index": [0, 1], "duration": 1.0, "start": 0.0,
                    "is_final": final, "speech_final": final, "from_finalize": finalize,
                    "channel": {
                        "alternatives": [{"transcript": text, "confidence": 0.75, "words": []}]
                    },
                    "metadata": {
                        "request_id": "1", "model_uuid": "1",
                        "model_info": {"name": "m", "version": "1", "arch": "a"},
                    },
                }
            )  # fmt: skip

        async for message in socket:
            if fault == "hang":
                continue
            if message.type is WSMsgType.BINARY:
                ear.hear(message.data)
                text = ear.text
                if text and text != told and fault != "mute":
                    told = text
                    await tell(text, final=False)
                if fault == "garbage" and text:
                    await socket.send_str("{nonsense")
                    await socket.send_json({"type": "Results", "channel": 7})
                if fault == "close" and text:
                    await socket.close()
                if fault == "break" and text:
                    await broken_off(request)
            elif json.loads(message.data)["type"] == "Finalize":
                text = "" if fault == "mute" else ear.text
                ear = Ear()
                told = ""
                await tell(text, final=True, finalize=True)
        return socket

    async def _speak(self, request: web.Request) -> web.StreamResponse:
        fault = request[FAULT]
        socket = await self.socket(request)
        text = ""
        async for message in socket:
            asked = json.loads(message.data)
            if asked["type"] != "Close":
                self.asked.append(asked)
            if asked["type"] == "Speak":
                text += asked["text"]
            elif asked["type"] == "Flush" and fault != "hang":
                audio = audio_of(text, int(request.query["sample_rate"])).tobytes()
                text = ""
                if fault == "garbage":
                    await socket.send_str("{nonsense")
                for start in range(0, 0 if fault == "mute" else len(audio), 4800):
                    await socket.send_bytes(audio[start : start + 4800])
                    await asyncio.sleep(0.01)
                    if fault == "close":
                        await socket.close()
                        return socket
                    if fault == "break":
                        await broken_off(request)
                await socket.send_json({"type": "Flushed", "sequence_id": 0})
        return socket

    async def _speak_at_once(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.asked.append(asked)
        rate_hz = int(request.query["sample_rate"])
        return web.Response(body=audio_of(asked["text"], rate_hz).tobytes())
