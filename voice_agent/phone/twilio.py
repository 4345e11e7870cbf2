"""Twilio's part of Media Streams: JSON, base64 mu-law at 8 kHz, 20 ms a message.

See https://www.twilio.com/docs/voice/media-streams/websocket-messages. Marks come back once
playback has reached them, or on ``clear``.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from voice_agent.audio import g711
from voice_agent.audio.levels import Samples
from voice_agent.core.errors import ProtocolError
from voice_agent.phone.codec import Clear, Heard, Mark, PhoneCodec, Sound
from voice_agent.phone.values import CallError

RATE_HZ = 8000
_ACCOUNT = f"AC{'0' * 32}"


class TwilioPhone(PhoneCodec):
    """Calls ``/twilio``.

    Args:
        call_sid: Twilio's name of the call; by default made up.
        parameters: Parameters of the TwiML ``<Stream>``.
    """

    rate_hz = RATE_HZ

    def __init__(
        self, *, call_sid: str | None = None, parameters: dict[str, str] | None = None
    ) -> None:
        self.stream_sid = f"MZ{uuid4().hex}"
        self.call_sid = call_sid or f"CA{uuid4().hex}"
        self._parameters = parameters or {}
        self._sequence = 0
        self._chunk = 0
        self._sent_samples = 0

    def opening(self) -> Sequence[str]:
        """Make ``connected`` and ``start``."""
        start = {
            "streamSid": self.stream_sid,
            "accountSid": _ACCOUNT,
            "callSid": self.call_sid,
            "tracks": ["inbound"],
            "customParameters": self._parameters,
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": RATE_HZ, "channels": 1},
        }
        connected = json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        return connected, self._message("start", start)

    def audio(self, frame: Samples) -> str:
        """Make a ``media`` message."""
        media = {
            "track": "inbound",
            "chunk": str(self._chunk + 1),
            "timestamp": str(self._sent_samples * 1000 // RATE_HZ),
            "payload": base64.b64encode(g711.encode(frame)).decode("ascii"),
        }
        self._chunk += 1
        self._sent_samples += frame.size
        return self._message("media", media)

    def key(self, digit: str) -> str:
        """Make a ``dtmf`` message."""
        return self._message("dtmf", {"track": "inbound_track", "digit": digit})

    def hangup(self) -> str:
        """Make a ``stop`` message."""
        return self._message("stop", {"accountSid": _ACCOUNT, "callSid": self.call_sid})

    def reached(self, mark: str) -> str:
        """Make a ``mark`` message."""
        return self._message("mark", {"name": mark})

    def read(self, message: str | bytes) -> Sequence[Heard]:
        """Obey ``media``, ``mark`` and ``clear``."""
        try:
            data = json.loads(message)
            match data["event"]:
                case "media":
                    payload = base64.b64decode(data["media"]["payload"], validate=True)
                    return (Sound(g711.decode(payload)),)
                case "mark":
                    return (Mark(str(data["mark"]["name"])),)
                case "clear":
                    return (Clear(),)
        except (ValueError, TypeError, KeyError):
            pass
        raise ProtocolError("not a Media Streams message")

    def _message(self, kind: str, body: dict[str, Any]) -> str:
        self._sequence += 1
        return json.dumps(
            {
                "event": kind,
                "sequenceNumber": str(self._sequence),
                "streamSid": self.stream_sid,
                kind: body,
            }
        )


def make(rate_hz: int | None) -> TwilioPhone:
    """Make the caller's half; there is one rate.

    Raises:
        CallError: Another rate.
    """
    if rate_hz not in (None, RATE_HZ):
        raise CallError(f"rate {rate_hz} Hz is not spoken; Twilio's lines have {RATE_HZ}")
    return TwilioPhone()
