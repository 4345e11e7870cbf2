"""The WebSocket transport: pipecat's, paced in real time so that we know what was heard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import WebSocket
from pipecat.frames.frames import OutputAudioRawFrame
from pipecat.serializers.base_serializer import FrameSerializer
from pipecat.transports.websocket.fastapi import (
    FastAPIWebsocketOutputTransport,
    FastAPIWebsocketParams,
    FastAPIWebsocketTransport,
)

from voice_agent.audio.pcm import LISTEN_HZ

CHUNK_MS = 20
LEAD_MS = 60
"""Audio sent ahead of real time: it hides jitter, and is what a barge-in cannot take back."""


class SocketTransport(FastAPIWebsocketTransport):
    """One call's audio in and out over a WebSocket."""

    def __init__(
        self,
        websocket: WebSocket,
        *,
        serializer: FrameSerializer,
        speak_hz: int,
        clock: Callable[[], float],
        on_sent: Callable[[int], None],
    ) -> None:
        params = FastAPIWebsocketParams(
            serializer=serializer,
            audio_in_enabled=True,
            audio_in_sample_rate=LISTEN_HZ,
            audio_out_enabled=True,
            audio_out_sample_rate=speak_hz,
            audio_out_10ms_chunks=CHUNK_MS // 10,
            audio_out_end_silence_secs=0,
            allowed_origins=[],
        )
        super().__init__(websocket, params)
        self._output = PacedOutput(
            self,
            self._client,
            params,
            clock=clock,
            on_sent=on_sent,
        )


class PacedOutput(FastAPIWebsocketOutputTransport):
    """Sends each chunk when the caller is about to need it, and counts what was sent.

    pipecat sends at twice real time, which leaves seconds of audio at the caller that
    an interruption cannot take back.
    """

    def __init__(
        self,
        transport: FastAPIWebsocketTransport,
        client: object,
        params: FastAPIWebsocketParams,
        *,
        clock: Callable[[], float],
        on_sent: Callable[[int], None],
    ) -> None:
        super().__init__(transport, client, params)  # type: ignore[arg-type]
        self._clock = clock
        self._on_sent = on_sent
        self._played_out_at = 0.0

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        """Send one chunk and wait until the next one is due."""
        written = await super().write_audio_frame(frame)
        if written:
            self._on_sent(len(frame.audio) // 2)
            await self._pace(len(frame.audio) / 2 / self.sample_rate)
        return written

    async def _write_audio_sleep(self) -> None:
        """Replaced by ``_pace``, which runs after the chunk has been counted."""

    async def _pace(self, seconds: float) -> None:
        now = self._clock()
        self._played_out_at = max(self._played_out_at, now) + seconds
        wait = self._played_out_at - LEAD_MS / 1000 - now
        if wait > 0:
            await asyncio.sleep(wait)
