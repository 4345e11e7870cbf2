"""A call of ours: its audio, its INVITE, and the wire."""

from __future__ import annotations

import asyncio

from voice_agent.core.clock import monotonic
from voice_agent.transport.sip.dialog import Extra
from voice_agent.transport.sip.digest import Credentials
from voice_agent.transport.sip.endpoint import Endpoint
from voice_agent.transport.sip.media import MediaPort
from voice_agent.transport.sip.transactions import Peer
from voice_agent.transport.sip.wire import SipWire


async def dial(
    endpoint: Endpoint,
    target: str,
    peer: Peer,
    caller: str,
    *,
    credentials: Credentials | None = None,
    ports: tuple[int, int] | None = None,
    silence_s: float = 60.0,
    idle: bytes = b"",
    extra: Extra = (),
) -> SipWire:
    """Call somebody; the wire says whether they answer.

    Args:
        endpoint: Where the call is made.
        target: URI of whom.
        peer: Where the INVITE goes: the host of the target, or a trunk.
        caller: URI of who calls.
        credentials: For the other side, if it asks.
        ports: The first and last port for its audio.
        silence_s: How long its audio may stop.
        idle: What is heard while nothing is said: 16-bit PCM at 8 kHz.
        extra: More header fields of the INVITE.
    """
    media = MediaPort(silence_s, idle)
    await media.open(endpoint.host, ports)
    host = endpoint.agent.here_for(peer).host
    call = endpoint.agent.call(
        target,
        peer,
        caller,
        (host, media.port),
        monotonic(),
        credentials=credentials,
        extra=extra,
    )
    wire = SipWire(endpoint, call, media=media)
    endpoint.pump()
    return wire


async def answered(wire: SipWire, ring_s: float) -> bool:
    """Wait until a call of ours is answered; one that rings too long is taken back."""
    try:
        async with asyncio.timeout(ring_s):
            return await asyncio.shield(wire.up)
    except TimeoutError:
        await wire.close(0, "")
        return False
