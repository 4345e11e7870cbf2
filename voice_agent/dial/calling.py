"""One call of ours: wait until somebody answers, hear who it is, act on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.resample import resample
from voice_agent.dial.ear import Doubted, Ear, Narrow, Recognise
from voice_agent.dial.mailbox import Mailbox
from voice_agent.dial.picked_up import SaidBy, Verdict
from voice_agent.dial.tones import HZ
from voice_agent.transport.base import NORMAL, Audio, Connection, Hangup
from voice_agent.transport.saying import say
from voice_agent.transport.sip.carrier import connect
from voice_agent.transport.sip.dial import answered
from voice_agent.transport.sip.wire import SipWire

_TAIL_S = 0.3
_UNANSWERED = {486: "busy", 600: "busy", 404: "dead", 410: "dead", 484: "dead", 604: "dead"}
_RANG = (0, 408, 480, 487)


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
    said_by: SaidBy,
    *,
    ring_s: float,
    talk: Callable[[Connection], Awaitable[None]],
    message: NDArray[np.int16] | None = None,
) -> Outcome:
    """See a call over SIP to its end.

    Args:
        wire: The call, which rings.
        recognise: Makes a text of what is heard.
        said_by: Says who says it.
        ring_s: How long it may ring.
        talk: Talks with a person until the call is over, or a machine is found out.
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
    return await meet(connection, recognise, said_by, talk=talk, message=message)


async def meet(
    connection: Connection,
    recognise: Recognise,
    said_by: SaidBy,
    *,
    talk: Callable[[Connection], Awaitable[None]],
    message: NDArray[np.int16] | None = None,
) -> Outcome:
    """See a call that was answered to its end. The arguments are those of ``converse``."""
    ear = Ear(connection.info.rate_hz, recognise, said_by)
    try:
        verdict = await listen(connection, ear)
        if verdict is not None and verdict.who in ("person", "silence"):
            doubted = Doubted(connection, ear)
            # Proxies what it does not change, which a checker cannot see.
            await talk(cast(Connection, doubted))
            verdict = doubted.machine or verdict
    finally:
        await ear.close()
    if verdict is None:
        await connection.close(NORMAL, "")
        return Outcome("gone", "hung up before it was known")
    left = False
    if verdict.who == "voicemail" and message is not None:
        left = await leave(connection, message, Mailbox(beeped=verdict.why == "beep"))
    await connection.close(NORMAL, "")
    return Outcome(verdict.who, verdict.why, verdict.speech_ms, left)


async def listen(connection: Connection, ear: Ear) -> Verdict | None:
    """Listen until it is known who picked up, and a person waits; ``None`` if they hang up."""
    verdict: Verdict | None = None
    while (message := await connection.receive()) is not None:
        if isinstance(message, Hangup):
            return None
        if isinstance(message, Audio):
            verdict = ear.hear(message.pcm) or verdict
            if verdict is not None and (verdict.who != "person" or ear.waits):
                return verdict
    return None


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


async def _whole(samples: NDArray[np.int16]) -> AsyncGenerator[NDArray[np.int16]]:
    yield samples
