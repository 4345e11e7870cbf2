"""Anthropic's messages as a stream of events."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from pipecat_servers.loopback import FAULT, Loopback, broken_off


class AnthropicServer(Loopback):
    """Repeats what the user said last."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/v1/messages", self._answer)]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.asked.append(asked | {"key": request.headers.get("x-api-key")})
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)

        async def send(type_: str, **fields: Any) -> None:
            event = json.dumps({"type": type_, **fields})
            await response.write(f"event: {type_}\ndata: {event}\n\n".encode())

        usage = {"input_tokens": 1, "output_tokens": 1}
        await send(
            "message_start",
            message={
                "id": "1", "type": "message", "role": "assistant", "content": [], "model": "m",
                "stop_reason": None, "stop_sequence": None, "usage": usage,
            },
        )  # fmt: skip
        await send("content_block_start", index=0, content_block={"type": "text", "text": ""})
        content = asked["messages"][-1]["content"]
        text = content if isinstance(content, str) else content[-1]["text"]
        for word in [] if request[FAULT] == "mute" else text.split():
            await send(
                "content_block_delta", index=0, delta={"type": "text_delta", "text": f"{word} "}
            )
            await asyncio.sleep(0.01)
            if request[FAULT] in ("close", "break"):
                await broken_off(request)
        await send("content_block_stop", index=0)
        await send(
            "message_delta",
            delta={"stop_reason": "end_turn", "stop_sequence": None},
            usage={"output_tokens": 1},
        )
        await send("message_stop")
        return response
