"""A ``Connection`` made of a wire, a carrier's codec and the guard between them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from voice_agent.calls.info import CallInfo
from voice_agent.core.clock import monotonic
from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Event
from voice_agent.transport.base import Audio, Codec, Message, Wire
from voice_agent.transport.guard import Guard


class WireConnection:
    """The connection that almost every carrier's ``connect`` returns.

    Args:
        wire: Moves the messages.
        codec: Translates them.
        info: What the carrier said about the call.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        wire: Wire,
        codec: Codec,
        info: CallInfo,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.info = info
        self._wire = wire
        self._codec = codec
        self._guard = Guard(clock)

    async def receive(self) -> Message | None:
        """Wait for the next message that means something; ``None`` once the caller is gone."""
        guard = self._guard
        while True:
            try:
                data = await self._wire.receive()
                if data is None:
                    return None
                guard.message()
                message = await self._codec.decode(data)
                if isinstance(message, Audio):
                    guard.audio(message.pcm)
            except ProtocolError as error:
                message = guard.problem(error)
            if message is not None:
                return message

    async def send_audio(self, pcm: bytes) -> None:
        """Send 16-bit PCM at the line's rate."""
        await self._send(await self._codec.encode_audio(pcm))

    async def said(self) -> None:
        """Say nothing of it: the carrier has no word for the end of a reply."""

    async def clear(self) -> bool:
        """Drop what was sent and has not been played; return whether the codec has a way."""
        message = await self._codec.encode_clear()
        try:
            await self._send(message)
        except ConnectionError:
            return False
        return message is not None

    async def mark(self, position: int) -> None:
        """Ask to be told once the audio so far has been played."""
        await self._try(await self._codec.encode_mark(position))

    async def send_event(self, event: Event) -> None:
        """Send an event, if the carrier has events."""
        await self._send(await self._codec.encode_event(event))

    async def close(self, code: int, reason: str) -> None:
        """End the call."""
        await self._wire.close(code, reason)

    async def _try(self, data: str | bytes | None) -> None:
        with contextlib.suppress(ConnectionError):
            await self._send(data)

    async def _send(self, data: str | bytes | None) -> None:
        if data is not None:
            await self._wire.send(data)
