"""The caller of this project's own protocol: PCM16 both ways, JSON events from the server."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import numpy as np
from websockets.asyncio.client import ClientConnection

from voice_agent.audio.levels import Samples
from voice_agent.phone.clock import CallClock
from voice_agent.phone.line import LineCaller
from voice_agent.phone.values import CallError

RATES_HZ = (8000, 16000, 24000, 48000)


class Caller(LineCaller):
    """Calls ``/ws``.

    Args:
        url: WebSocket URL without the rate (``ws://127.0.0.1:8765/ws``).
        rate_hz: One of ``RATES_HZ``; goes into the URL's query.
        clock: The call's clock.
        noise_dbfs: Level of the line noise between utterances; ``None`` for silence.
        seed: Seed of the noise.
    """

    def __init__(
        self,
        url: str,
        rate_hz: int = 16000,
        *,
        clock: CallClock | None = None,
        noise_dbfs: float | None = -66.0,
        seed: int = 1,
    ) -> None:
        super().__init__(
            with_rate(url, rate_hz), rate_hz, clock=clock, noise_dbfs=noise_dbfs, seed=seed
        )

    async def _send_start(self, connection: ClientConnection) -> None:
        """Nothing: the URL has said it all."""

    async def _send_audio(self, connection: ClientConnection, frame: Samples) -> None:
        await connection.send(frame.astype("<i2").tobytes())

    async def _send_dtmf(self, connection: ClientConnection, digit: str) -> None:
        await connection.send(json.dumps({"type": "dtmf", "digit": digit}))

    async def _send_hangup(self, connection: ClientConnection) -> None:
        await connection.send(json.dumps({"type": "hangup"}))

    def _on_message(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            if len(message) % 2:
                raise CallError(f"{self.url}: the server sent {len(message)} bytes, half a sample")
            self.playback.push(self.clock.now_ms(), np.frombuffer(message, "<i2").astype(np.int16))
            return
        try:
            data = json.loads(message)
            kind = str(data["type"])
        except (ValueError, TypeError, KeyError):
            raise CallError(f"{self.url}: the server sent {message[:60]!r}, not an event") from None
        if kind == "interrupted":
            self._flush()
        self._publish(kind, data)


def with_rate(url: str, rate_hz: int) -> str:
    """``url`` with ``rate=rate_hz`` in its query, replacing one that is there."""
    parts = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "rate"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("rate", str(rate_hz))])))
