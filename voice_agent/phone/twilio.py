"""Twilio's part of Media Streams: JSON, base64 mu-law at 8 kHz, 20 ms a message.

See https://www.twilio.com/docs/voice/media-streams/websocket-messages. Marks come back once
playback has reached them, or on ``clear``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from voice_agent.core.errors import ProtocolError
from voice_agent.phone.codec import Heard
from voice_agent.phone.stream import StreamPhone, check_rate
from voice_agent.transport.encoding import mulaw

RATE_HZ = 8000
_ACCOUNT = f"AC{'0' * 32}"


class TwilioPhone(StreamPhone):
    """Calls ``/twilio``.

    Args:
        call_sid: Twilio's name of the call; by default made up.
        parameters: Parameters of the TwiML ``<Stream>``.
    """

    def __init__(
        self, *, call_sid: str | None = None, parameters: dict[str, str] | None = None
    ) -> None:
        super().__init__(mulaw(RATE_HZ))
        self.call_id = call_sid or self.call_id
        self._parameters = parameters or {}
        self._sequence = 0

    def message(self, event: str, **body: Any) -> str:
        """Make a numbered message of this stream."""
        self._sequence += 1
        numbered = {"sequenceNumber": str(self._sequence), "streamSid": self.stream_id}
        return json.dumps({"event": event, **numbered, **body})

    def opening(self) -> Sequence[str]:
        """Make ``connected`` and ``start``."""
        start = {
            "streamSid": self.stream_id,
            "accountSid": _ACCOUNT,
            "callSid": self.call_id,
            "tracks": ["inbound"],
            "customParameters": self._parameters,
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": RATE_HZ, "channels": 1},
        }
        connected = json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        return connected, self.message("start", start=start)

    def key(self, digit: str) -> str:
        """Make a ``dtmf`` message."""
        return self.message("dtmf", dtmf={"track": "inbound_track", "digit": digit})

    def hangup(self) -> str:
        """Make a ``stop`` message."""
        return self.message("stop", stop={"accountSid": _ACCOUNT, "callSid": self.call_id})

    def read(self, message: str | bytes) -> Sequence[Heard]:
        """Obey ``media``, ``mark`` and ``clear``."""
        try:
            return super().read(message)
        except ProtocolError:
            raise ProtocolError("not a Media Streams message") from None


def make(rate_hz: int | None) -> TwilioPhone:
    """Make the caller's half; there is one rate.

    Raises:
        CallError: Another rate.
    """
    check_rate(rate_hz, (RATE_HZ,), "Twilio")
    return TwilioPhone()
