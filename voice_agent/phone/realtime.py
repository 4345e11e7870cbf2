"""The caller's half of the OpenAI Realtime protocol, as its own clients speak it."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence

from voice_agent.audio.levels import Samples
from voice_agent.core.errors import ProtocolError
from voice_agent.phone.codec import Clear, Heard, PhoneCodec, Sound
from voice_agent.phone.values import CallError
from voice_agent.transport.realtime.formats import FORMATS, PCM, Format


class RealtimePhone(PhoneCodec):
    """Calls ``/v1/realtime``.

    Args:
        form: Format of the audio, both ways.
    """

    def __init__(self, form: Format = PCM) -> None:
        self.rate_hz = form.rate_hz
        self._form = form

    def opening(self) -> Sequence[str]:
        """Set the format."""
        side = {"format": {"type": self._form.name}}
        session = {"type": "realtime", "audio": {"input": side, "output": side}}
        return (json.dumps({"type": "session.update", "session": session}),)

    def audio(self, frame: Samples) -> str:
        """Make a message of samples."""
        audio = base64.b64encode(self._form.encode(frame)).decode("ascii")
        return json.dumps({"type": "input_audio_buffer.append", "audio": audio})

    def key(self, digit: str) -> str:
        """Make the message of a pressed key."""
        return json.dumps({"type": "input_audio_buffer.dtmf", "event": digit})

    def hangup(self) -> str:
        """Make the message that ends a call."""
        return json.dumps({"type": "session.close"})

    def read(self, message: str | bytes) -> Sequence[Heard]:
        """Obey audio, and replies that were cut off."""
        try:
            event = json.loads(message)
            match event["type"]:
                case "response.output_audio.delta":
                    data = base64.b64decode(event["delta"], validate=True)
                    return (Sound(self._form.decode(data)),)
                case "response.done" if event["response"]["status"] == "cancelled":
                    return (Clear(),)
        except (ValueError, TypeError, KeyError):
            raise ProtocolError("not an event of the Realtime protocol") from None
        return ()


def make(rate_hz: int | None) -> RealtimePhone:
    """Make the caller's half at a rate: PCM at 24 kHz by default, mu-law at 8 kHz.

    Raises:
        CallError: A rate the protocol does not have.
    """
    rate_hz = rate_hz or PCM.rate_hz
    for form in FORMATS:
        if form.rate_hz == rate_hz:
            return RealtimePhone(form)
    raise CallError(f"rate {rate_hz} Hz is not spoken; choose 24000 (PCM) or 8000 (mu-law)")
