"""A Wyoming server on the loopback, made of the protocol's own package; it may misbehave."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from typing import Any, Literal

import pytest
from pipecat_servers.sound import Ear, audio_of

wyoming = pytest.importorskip("wyoming", reason="pip install wyoming")

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event, Eventable, async_read_event, async_write_event
from wyoming.tts import Synthesize

Fault = Literal["", "hang", "slow", "close", "error", "garbage", "mute", "stereo", "half"]
SLOW_S = 0.3


class WyomingServer:
    """Recognises what it gets and says what it is told.

    Attributes:
        faults: What goes wrong with the next connections, in their order.
        asked: The requests.
        open: Connections that are being served.
        rate_hz: Rate at which it speaks.
    """

    def __init__(self, *faults: Fault, rate_hz: int = 22050) -> None:
        self.faults: deque[Fault] = deque(faults)
        self.asked: list[Any] = []
        self.open = 0
        self.rate_hz = rate_hz
        self.uri = ""

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[WyomingServer]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.uri = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
            async with asyncio.timeout(5):
                while self.open:
                    await asyncio.sleep(0.01)
        finally:
            server.close()
            await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fault: Fault = self.faults.popleft() if self.faults else ""
        self.open += 1
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._converse(reader, writer, fault)
        finally:
            self.open -= 1
            writer.close()

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fault: Fault
    ) -> None:
        async def say(*messages: Eventable) -> None:
            for message in messages:
                await async_write_event(message.event(), writer)

        ear = Ear()
        while (event := await async_read_event(reader)) is not None:
            if Transcribe.is_type(event.type):
                self.asked.append(Transcribe.from_event(event))
            elif AudioChunk.is_type(event.type):
                ear.hear(AudioChunk.from_event(event).audio)
                if fault == "close" and ear.text:
                    return
            elif AudioStop.is_type(event.type):
                if await self._in_trouble(reader, writer, fault):
                    return
                text = "" if fault == "mute" else ear.text
                await say(Transcript(text=text))
            elif Synthesize.is_type(event.type):
                request = Synthesize.from_event(event)
                self.asked.append(request)
                if fault != "close" and await self._in_trouble(reader, writer, fault):
                    return
                await self._speak(say, request.text, fault)
                if fault == "close":
                    return

    async def _in_trouble(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fault: Fault
    ) -> bool:
        match fault:
            case "hang":
                while await reader.read(1 << 16):
                    pass
                return True
            case "slow":
                await asyncio.sleep(SLOW_S)
            case "error":
                error = Error(text="the secret prompt quoted", code="no-model")
                await async_write_event(error.event(), writer)
                return True
            case "garbage":
                writer.write(b"\x00\xff nonsense\n" * 9)
                await writer.drain()
                return True
        return False

    async def _speak(self, say: Any, text: str, fault: Fault) -> None:
        channels = 2 if fault == "stereo" else 1
        form = {"rate": self.rate_hz, "width": 2, "channels": channels}
        await say(AudioStart(**form))
        audio = b"" if fault == "mute" else audio_of(text, self.rate_hz).tobytes()
        if fault == "half":
            audio += b"\x00"
        for start in range(0, len(audio), 2048):
            await say(AudioChunk(**form, audio=audio[start : start + 2048]))
            await asyncio.sleep(0.002)
            if fault == "close":
                return
        await say(AudioStop())


__all__ = ["SLOW_S", "Event", "Fault", "WyomingServer"]
