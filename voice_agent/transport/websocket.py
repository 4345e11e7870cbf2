"""A starlette (FastAPI) WebSocket as a ``Wire``."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping

from starlette.websockets import WebSocket, WebSocketDisconnect

CLOSE_S = 2.0
_REASON_BYTES = 123
"""Longest reason that fits into a close frame (RFC 6455, 5.5)."""


class WebSocketWire:
    """An accepted WebSocket."""

    def __init__(self, websocket: WebSocket) -> None:
        self.query: Mapping[str, str] = dict(websocket.query_params)
        self.headers: Mapping[str, str] = dict(websocket.headers)
        self._websocket = websocket
        self._gone = False

    async def receive(self) -> str | bytes | None:
        """Wait for the next message; ``None`` once the peer is gone."""
        if self._gone:
            return None
        message = await self._websocket.receive()
        if message["type"] != "websocket.receive":
            self._gone = True
            return None
        data: str | bytes | None = message.get("bytes")
        return data if data is not None else message["text"]

    async def send(self, data: str | bytes) -> None:
        """Send one message.

        Raises:
            ConnectionError: The peer is gone.
        """
        key = "bytes" if isinstance(data, bytes) else "text"
        try:
            await self._websocket.send({"type": "websocket.send", key: data})
        except (WebSocketDisconnect, RuntimeError, OSError):
            raise ConnectionResetError("the caller is gone") from None

    async def close(self, code: int, reason: str) -> None:
        """Close with a code and a reason; a peer that does not answer is not waited for."""
        short = reason.encode()[:_REASON_BYTES].decode(errors="ignore")
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError, TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await self._websocket.close(code, short)
