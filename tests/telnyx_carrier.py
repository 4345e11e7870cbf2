"""Telnyx media streaming: a third carrier, as a package or a file beside a pipeline would add it.

https://developers.telnyx.com/docs/voice/programmable-voice/media-streaming
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipecat.serializers.telnyx import TelnyxFrameSerializer

from voice_agent.calls.info import CallInfo
from voice_agent.phone.twilio import TwilioPhone
from voice_agent.transport.base import Carrier, Connection, Wire
from voice_agent.transport.connection import WireConnection
from voice_agent.transport.opening import opening
from voice_agent.transport.serializer import SerializerCodec


async def connect(wire: Wire) -> Connection:
    """Read ``connected`` and ``start``, then let pipecat's serializer translate."""
    message = await opening(wire, name="Telnyx")
    start = message["start"]
    params = TelnyxFrameSerializer.InputParams(auto_hang_up=False)
    serializer = TelnyxFrameSerializer(str(message.get("stream_id")), "PCMU", "PCMU", params=params)
    info = CallInfo(
        carrier="telnyx",
        rate_hz=8000,
        call_id=str(start.get("call_control_id", "")),
        from_number=str(start.get("from", "")),
        to_number=str(start.get("to", "")),
    )
    return WireConnection(
        wire, await SerializerCodec(serializer, 8000, name="Telnyx").ready(), info
    )


class TelnyxPhone(TwilioPhone):
    """Telnyx's part, for tests: as Twilio's but for the opening."""

    def opening(self) -> Sequence[str]:
        """Make ``connected`` and ``start``."""
        start = {"call_control_id": "v3:1", "from": "+15550100", "to": "+15550199"}
        return (
            json.dumps({"event": "connected", "version": "1.0.0"}),
            json.dumps({"event": "start", "stream_id": self.stream_id, "start": start}),
        )


CARRIER = Carrier("telnyx", "/telnyx", connect, phone=lambda rate_hz: TelnyxPhone())
