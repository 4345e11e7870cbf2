"""Soniox's live transcription: tokens, and one that ends the utterance."""

from __future__ import annotations

import json

from aiohttp import WSMsgType, web

from pipecat_servers.loopback import FAULT, Loopback, broken_off
from pipecat_servers.sound import Ear


class SonioxServer(Loopback):
    """Recognises what it gets; may forget to say that an utterance is over."""

    forgets_the_end = False

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/transcribe-websocket", self._listen)]

    async def _listen(self, request: web.Request) -> web.StreamResponse:
        fault = request[FAULT]
        socket = await self.socket(request)
        ear, told = Ear(), ""
        async for message in socket:
            if fault == "hang":
                continue
            if message.type is WSMsgType.BINARY:
                ear.hear(message.data)
                text = ear.text
                if text and text != told:
                    told = text
                    await self._tell(socket, text, final=False)
                if fault == "garbage" and text:
                    await socket.send_str("{nonsense")
                if fault == "close" and text:
                    await socket.close()
                if fault == "break" and text:
                    await broken_off(request)
                continue
            asked = json.loads(message.data) if message.data else {}
            if asked.get("type") == "finalize":
                if self.forgets_the_end:
                    continue
                await self._tell(socket, ear.text, final=True, end=True)
                ear = Ear()
                told = ""
            elif "audio_format" in asked:
                self.asked.append(asked)
        return socket

    async def _tell(
        self, socket: web.WebSocketResponse, text: str, *, final: bool, end: bool = False
    ) -> None:
        tokens = [{"text": f"{word} ", "is_final": final} for word in text.split()]
        if end:
            tokens.append({"text": "<fin>", "is_final": True})
        await socket.send_json({"tokens": tokens})
