"""One call of ours over SIP: wait until somebody answers, hear who it is, act on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import from_pcm
from voice_agent.core.clock import monotonic
from voice_agent.dial.mailbox import Mailbox
from voice_agent.dial.picked_up import PickedUp, Verdict, Who
from voice_agent.transport.base import Audio, Connection, Hangup
from voice_agent.transport.pacing import Pacer
from voice_agent.transport.sip.carrier import connect
from voice_agent.transport.sip.dial import answered
from voice_agent.transport.sip.wire import SipWire

_CHUNK = 160
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
    """See a call to its end.

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
    verdict = await listen(connection, recognise, PickedUp(machine_in))
    if verdict is None:
        await wire.close(0, "")
        return Outcome("gone", "hung up before it was known")
    left = False
    if verdict.who in ("person", "silence"):
        await talk(connection)
    elif verdict.who == "voicemail" and message is not None:
        left = await leave(connection, message, Mailbox(beeped=verdict.why == "beep"))
    await wire.close(0, "")
    return Outcome(verdict.who, verdict.why, verdict.speech_ms, left)


async def listen(
    connection: Connection, recognise: Recognise, listening: PickedUp
) -> Verdict | None:
    """Listen until it is known who picked up; ``None`` if they hang up before."""
    reading: asyncio.Task[str] | None = None
    try:
        while (message := await connection.receive()) is not None:
            if isinstance(message, Hangup):
                return None
            if not isinstance(message, Audio):
                continue
            verdict = listening.push(narrow(message.pcm))
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
    while True:
        received = await connection.receive()
        if received is None or isinstance(received, Hangup):
            return False
        if isinstance(received, Audio) and mailbox.push(narrow(received.pcm)):
            break
    pacer = Pacer()
    for start in range(0, message.size, _CHUNK):
        chunk = message[start : start + _CHUNK]
        try:
            await connection.send_audio(chunk.tobytes())
        except ConnectionError:
            return False
        now = monotonic()
        await asyncio.sleep(pacer.sent(now, chunk.size / 8000) - now)
    return True


def narrow(pcm: bytes) -> NDArray[np.int16]:
    """Return what a SIP line was before it was made 16 kHz: it has nothing above 4 kHz."""
    return np.ascontiguousarray(from_pcm(pcm)[::2])


async def _text(recognise: Recognise, sound: NDArray[np.int16]) -> str:
    return await recognise(sound)
