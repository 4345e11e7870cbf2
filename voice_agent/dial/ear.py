"""Hear who picked up while the call goes on: before the agent talks, and while it does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import LISTEN_HZ, from_pcm
from voice_agent.audio.resample import StreamResampler
from voice_agent.calls.info import CallInfo
from voice_agent.dial.picked_up import PickedUp, SaidBy, Verdict
from voice_agent.dial.tones import HZ
from voice_agent.transport.base import Audio, Connection, Hangup, Message

Recognise = Callable[[NDArray[np.int16]], Awaitable[str]]
"""Makes a text of samples at 8 kHz; empty if it cannot."""


class Narrow:
    """Makes 8 kHz of what a connection hears.

    Args:
        rate_hz: Rate of the line. One of 8 kHz has nothing above 4 kHz: every second sample is it.
    """

    def __init__(self, rate_hz: int) -> None:
        self._resampler = None if rate_hz == HZ else StreamResampler(LISTEN_HZ, HZ)

    def push(self, pcm: bytes) -> NDArray[np.int16]:
        """Take PCM at ``LISTEN_HZ``; return samples at 8 kHz."""
        if self._resampler is None:
            return np.ascontiguousarray(from_pcm(pcm)[::2])
        return from_pcm(self._resampler.push(pcm))


class Ear:
    """Hears one call, and recognises beside it. Close it.

    Args:
        rate_hz: Rate of the line.
        recognise: Makes a text of what is heard.
        said_by: Says who says it.
    """

    def __init__(self, rate_hz: int, recognise: Recognise, said_by: SaidBy) -> None:
        self._listening = PickedUp(said_by)
        self._narrow = Narrow(rate_hz)
        self._recognise = recognise
        self._reading: asyncio.Task[str] | None = None

    def hear(self, pcm: bytes) -> Verdict | None:
        """Take PCM at ``LISTEN_HZ``; return a verdict if there is a new one."""
        listening = self._listening
        if listening.settled:
            return None
        verdict = listening.push(self._narrow.push(pcm))
        if verdict is None and self._reading is not None and self._reading.done():
            verdict, self._reading = listening.read(self._reading.result()), None
        # One at a time: a text that is late is not worth a second one.
        if verdict is None and self._reading is None and listening.wants_text():
            self._reading = asyncio.create_task(self._text(), name="dial-text")
        return verdict

    @property
    def waits(self) -> bool:
        """True if a person waits for us."""
        return self._listening.waits

    async def close(self) -> None:
        """Stop recognising."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait({self._reading})

    async def _text(self) -> str:
        return await self._recognise(self._listening.sound())


class Doubted:
    """The line to somebody who was taken for a person: to the agent it ends if that was wrong.

    Args:
        connection: The line. It stays open for what is to be said to a machine.
        ear: Has heard the call so far.

    Attributes:
        machine: What it was, once that is known.
    """

    def __init__(self, connection: Connection, ear: Ear) -> None:
        self.machine: Verdict | None = None
        self.info: CallInfo = connection.info
        self._connection = connection
        self._ear = ear

    async def receive(self) -> Message | None:
        """Wait for the next message; a machine has hung up as far as the agent knows."""
        if self.machine is not None:
            return Hangup()
        message = await self._connection.receive()
        if isinstance(message, Audio) and (verdict := self._ear.hear(message.pcm)) is not None:
            self.machine = verdict
            await self._connection.clear()
            return Hangup()
        return message

    async def send_audio(self, pcm: bytes) -> None:
        """Send PCM, to a person.

        Raises:
            ConnectionError: Nobody is there, or a machine.
        """
        if self.machine is not None:
            raise ConnectionError("a machine")
        await self._connection.send_audio(pcm)

    async def close(self, code: int, reason: str) -> None:
        """End the call, unless a machine is to hear something."""
        if self.machine is None:
            await self._connection.close(code, reason)

    def __getattr__(self, name: str) -> Any:
        # Marks, events and what only some lines can do.
        return getattr(self._connection, name)
