"""A caller who speaks Twilio Media Streams: JSON, base64 mu-law at 8 kHz, 20 ms a message.

Plays Twilio's part of https://www.twilio.com/docs/voice/media-streams/websocket-messages:
sends ``connected``, ``start``, ``media``, ``dtmf``, ``mark`` and ``stop``; obeys ``media``,
``mark`` and ``clear``. Marks come back once playback has reached them, or on ``clear``.
"""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection

from voice_agent.audio import g711 as mulaw
from voice_agent.audio.levels import Samples
from voice_agent.phone.clock import CallClock
from voice_agent.phone.line import FRAME_MS, LineCaller
from voice_agent.phone.values import CallError


class TwilioCaller(LineCaller):
    """Calls ``/twilio``. The protocol has no events but the call's audio and marks.

    Args:
        url: WebSocket URL.
        clock: The call's clock.
        noise_dbfs: Level of the line noise between utterances; ``None`` for silence.
        seed: Seed of the noise.
        call_sid: Twilio's name of the call; made up when left out.
    """

    gives_events = False

    def __init__(
        self,
        url: str,
        *,
        clock: CallClock | None = None,
        noise_dbfs: float | None = -66.0,
        seed: int = 1,
        call_sid: str | None = None,
    ) -> None:
        super().__init__(url, 8000, clock=clock, noise_dbfs=noise_dbfs, seed=seed)
        self.stream_sid = f"MZ{uuid4().hex}"
        self.call_sid = call_sid or f"CA{uuid4().hex}"
        self._sequence = 0
        self._media_chunk = 0

    async def _send_start(self, connection: ClientConnection) -> None:
        await connection.send(
            json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        )
        start = {
            "streamSid": self.stream_sid,
            "accountSid": f"AC{'0' * 32}",
            "callSid": self.call_sid,
            "tracks": ["inbound"],
            "customParameters": {},
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        }
        await self._send_event(connection, "start", start)

    async def _send_audio(self, connection: ClientConnection, frame: Samples) -> None:
        media = {
            "track": "inbound",
            "chunk": str(self._media_chunk + 1),
            "timestamp": str(self._media_chunk * FRAME_MS),
            "payload": base64.b64encode(mulaw.encode(frame)).decode("ascii"),
        }
        self._media_chunk += 1
        await self._send_event(connection, "media", media)
        for name in self.playback.passed_marks(self.clock.now_ms()):
            await self._send_event(connection, "mark", {"name": name})

    async def _send_dtmf(self, connection: ClientConnection, digit: str) -> None:
        await self._send_event(connection, "dtmf", {"track": "inbound_track", "digit": digit})

    async def _send_hangup(self, connection: ClientConnection) -> None:
        stop = {"accountSid": f"AC{'0' * 32}", "callSid": self.call_sid}
        await self._send_event(connection, "stop", stop)

    def _on_message(self, message: str | bytes) -> None:
        try:
            data = json.loads(message)
            kind = data["event"]
            if kind == "media":
                audio = mulaw.decode(base64.b64decode(data["media"]["payload"], validate=True))
                self.playback.push(self.clock.now_ms(), audio)
                return
            if kind == "mark":
                self.playback.mark(str(data["mark"]["name"]))
        except (ValueError, TypeError, KeyError):
            raise CallError(
                f"{self.url}: the server sent {message[:60]!r}, not a Media Streams message"
            ) from None
        if kind == "clear":
            self._flush()
        self._publish(str(kind), data)

    async def _send_event(
        self, connection: ClientConnection, kind: str, body: dict[str, Any]
    ) -> None:
        self._sequence += 1
        await connection.send(
            json.dumps(
                {
                    "event": kind,
                    "sequenceNumber": str(self._sequence),
                    "streamSid": self.stream_sid,
                    kind: body,
                }
            )
        )
