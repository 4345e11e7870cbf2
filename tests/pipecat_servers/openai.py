"""OpenAI's HTTP API: transcriptions, speech, chat completions."""

from __future__ import annotations

import asyncio
import io
import json
import wave

from aiohttp import web

from pipecat_servers.loopback import FAULT, Loopback, broken_off
from pipecat_servers.sound import audio_of, text_of


class OpenAiServer(Loopback):
    """Recognises, speaks and answers."""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/audio/transcriptions", self._transcribe),
            web.post("/audio/speech", self._speak),
            web.post("/chat/completions", self._complete),
        ]

    async def _transcribe(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        upload = form["file"]
        assert isinstance(upload, web.FileField)
        with wave.open(io.BytesIO(upload.file.read())) as file:
            text = text_of(file.readframes(file.getnframes()))
        self.asked.append({"text": text, "rate": file.getframerate(), **dict(form)})
        if request[FAULT] == "break":
            await broken_off(request)
        return web.json_response({"text": "" if request[FAULT] == "mute" else text})

    async def _speak(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.asked.append(asked)
        response = web.StreamResponse(headers={"Content-Type": "audio/pcm"})
        if request[FAULT] == "break":
            response.content_length = 1 << 20
        await response.prepare(request)
        audio = audio_of(asked["input"], 24000).tobytes()
        if request[FAULT] == "mute":
            return response
        for start in range(0, len(audio), 4801):
            await response.write(audio[start : start + 4801])
            await asyncio.sleep(0.005)
            if request[FAULT] == "break":
                await broken_off(request)
        return response

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.asked.append(asked)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        words = [] if request[FAULT] == "mute" else asked["messages"][-1]["content"].split()
        for word in words:
            chunk = {
                "id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
                "choices": [
                    {"index": 0, "delta": {"content": f"{word} "}, "finish_reason": None}
                ],
            }  # fmt: skip
            await response.write(f"data: {json.dumps(chunk)}\n\n".encode())
            await asyncio.sleep(0.01)
            if request[FAULT] in ("close", "break"):
                await broken_off(request)
        await response.write(b"data: [DONE]\n\n")
        return response
