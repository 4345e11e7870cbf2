"""Calls over a carrier without a network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from voice_agent.calls.info import CallInfo
from voice_agent.phone.codec import PhoneCodec
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import Audio, Carrier, Connection, Message


async def connected(carrier: Carrier, *opening: str | bytes) -> tuple[MemoryWire, Connection]:
    """Open a call."""
    wire = MemoryWire()
    wire.put(*opening)
    return wire, await carrier.connect(wire)


async def info(carrier: Carrier, *opening: str | bytes) -> CallInfo:
    """What the carrier says of a call."""
    return (await connected(carrier, *opening))[1].info


async def received(
    carrier: Carrier, opening: Sequence[str | bytes], *messages: str | bytes
) -> list[Message]:
    """Everything that a call is told of messages after its opening."""
    wire, connection = await connected(carrier, *opening)
    wire.put(*messages)
    wire.hang_up()
    found = []
    while (message := await connection.receive()) is not None:
        found.append(message)
    return found


async def sent(carrier: Carrier, phone: PhoneCodec) -> list[Any]:
    """What the carrier is sent: audio, a mark at 160 and a clear; bytes stay as they are."""
    wire, connection = await connected(carrier, *phone.opening())
    await connection.send_audio(bytes(320))
    await connection.mark(160)
    await connection.clear()
    return [one if isinstance(one, bytes) else json.loads(one) for one in wire.sent]


def sound(messages: Sequence[Message]) -> bytes:
    """The audio among messages."""
    return b"".join(message.pcm for message in messages if isinstance(message, Audio))
