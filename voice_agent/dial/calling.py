"""One call of ours: wait until somebody answers, hear who it is, act on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import LISTEN_HZ, from_pcm
from voice_agent.audio.resample import StreamResampler, resample
from voice_agent.dial.mailbox import Mailbox
from voice_agent.dial.picked_up import PickedUp, Verdict, Who
from voice_agent.dial.tones import HZ
from voice_agent.transport.base import NORMAL, Audio, Connection, Hangup
from voice_agent.transport.saying import say
from voice_agent.transport.sip.carrier import connect
from voice_agent.transport.sip.dial import answered
from voice_agent.transport.sip.wire import SipWire

_TAIL_S = 0.3
_UNANSWERED = {486: "busy", 600: "busy", 404: "dead", 410: "dead", 484: "dead", 604: "dead"}
_RANG = (0, 408, 480, 487)

Recognise = Callable[[NDArray[np.int16]], Awaitable[str]]
"""Makes a text of samples at 8 kHz; empty if it cannot."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a call of ours.

    Attributes:
        who: Who or what picked up, or ``busy``, ``dead``, ``no_answer``, ``refused``, ``gone``.
        why: The reason, without what was said.
        speech_ms: Speech until that was known.
        message: Whether a message was left to its end.
    """

    who: str
    why: str = ""
    speech_ms: float = 0.0
    message: bool = False


async def converse(
    wire: SipWire,
    recognise: Recognise,
    machine_in: Callable[[str], Who | None],
    *,
    ring_s: float,
    talk: Callable[[Connection], Awaitable[None]],
    message: NDArray[np.int16] | None = None,
) -> Outcome:
    """See a call over SIP to its end.

    Args:
        wire: The call, which rings.
        recognise: Makes a text of what is heard.
        machine_in: Finds the machine in it.
        ring_s: How long it may ring.
        talk: Talks with a person until the call is over.
        message: What is left on a machine that takes messages, at 8 kHz; ``None`` for nothing.
    """
    if not await answered(wire, ring_s):
        status = wire.status
        who = _UNANSWERED.get(status, "no_answer" if status in _RANG else "refused")
        return Outcome(who, f"SIP {status}" if status else f"rang for {ring_s:.0f} s")
    try:
        connection = await connect(wire)
    except ConnectionError:
        return Outcome("gone", "hung up at once")
    return await meet(connection, recognise, machine_in, talk=talk, message=message)


async def meet(
    connection: Connection,
    recognise: Recognise,
    machine_in: Callable[[str], Who | None],
    *,
    talk: Callable[[Connection], Awaitable[None]],
    message: NDArray[np.int16] | None = None,
) -> Outcome:
    """See a call that was answered to its end. The arguments are those of ``converse``."""
    verdict = await listen(connection, recognise, PickedUp(machine_in))
    if verdict is None:
        await connection.close(NORMAL, "")
        return Outcome("gone", "hung up before it was known")
    left = False
    if verdict.who in ("person", "silence"):
        await talk(connection)
    elif verdict.who == "voicemail" and message is not None:
        left = await leave(connection, message, Mailbox(beeped=verdict.why == "beep"))
    await connection.close(NORMAL, "")
    return Outcome(verdict.who, verdict.why, verdict.speech_ms, left)


async def listen(
    connection: Connection, recognise: Recognise, listening: PickedUp
) -> Verdict | None:
    """Listen until it is known who picked up; ``None`` if they hang up before."""
    reading: asyncio.Task[str] | None = None
    narrow = Narrow(connection.info.rate_hz)
    try:
        while (message := await connection.receive()) is not None:
            if isinstance(message, Hangup):
                return None
            if not isinstance(message, Audio):
                continue
            verdict = listening.push(narrow.push(message.pcm))
            if verdict is None and reading is not None and reading.done():
                verdict, reading = listening.read(reading.result()), None
            if verdict is not None:
                return verdict
            # One at a time: a text that is late is not worth a second one.
            if reading is None and listening.wants_text():
                reading = asyncio.create_task(_text(recognise, listening.sound()), name="dial-text")
        return None
    finally:
        if reading is not None:
            reading.cancel()
            await asyncio.wait({reading})


async def leave(connection: Connection, message: NDArray[np.int16], mailbox: Mailbox) -> bool:
    """Wait for the beep and leave a message; return whether all of it was said."""
    rate_hz = connection.info.rate_hz
    narrow = Narrow(rate_hz)
    while True:
        received = await connection.receive()
        if received is None or isinstance(received, Hangup):
            return False
        if isinstance(received, Audio) and mailbox.push(narrow.push(received.pcm)):
            break
    try:
        await say(connection, _whole(resample(message, HZ, rate_hz)))
    except ConnectionError:
        return False
    # What is still on its way is heard before the line closes.
    await asyncio.sleep(_TAIL_S)
    return True


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


async def _whole(samples: NDArray[np.int16]) -> AsyncGenerator[NDArray[np.int16]]:
    yield samples


async def _text(recognise: Recognise, sound: NDArray[np.int16]) -> str:
    return await recognise(sound)
