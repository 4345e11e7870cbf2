"""Twilio Media Streams: pipecat's serializer, with a guard against messages that are not Twilio's.

Protocol: https://www.twilio.com/docs/voice/media-streams/websocket-messages
"""

from __future__ import annotations

import binascii
import json
from collections.abc import Callable

from pipecat.audio.resamplers.base_audio_resampler import BaseAudioResampler
from pipecat.frames.frames import Frame
from pipecat.serializers.twilio import TwilioFrameSerializer

from voice_agent.audio.resample import StreamResampler
from voice_agent.core.errors import ProtocolError
from voice_agent.transport.protocol import MAX_MESSAGE_BYTES

TWILIO_HZ = 8000
_QUIET = ("connected", "start", "mark")


class LowDelayResampler(BaseAudioResampler):
    """Our own stream resampler behind pipecat's interface."""

    def __init__(self) -> None:
        self._resampler: StreamResampler | None = None

    async def resample(self, audio: bytes, in_rate: int, out_rate: int) -> bytes:
        """The next piece of one stream; the rates must stay the same."""
        if self._resampler is None:
            self._resampler = StreamResampler(in_rate, out_rate)
        return self._resampler.push(audio)

    async def flush(self) -> bytes:
        """The end of the stream."""
        return self._resampler.flush() if self._resampler else b""


class TwilioSerializer(TwilioFrameSerializer):
    """8 kHz mu-law in base64 in JSON. Bad messages are reported without their content."""

    def __init__(
        self,
        stream_sid: str,
        call_sid: str | None,
        *,
        on_problem: Callable[[ProtocolError], None],
        on_hangup: Callable[[], None],
        on_violation: Callable[[ProtocolError], None],
    ) -> None:
        # Without Twilio credentials the call ends when the socket closes, so no REST hang-up.
        super().__init__(
            stream_sid,
            call_sid=call_sid,
            params=TwilioFrameSerializer.InputParams(auto_hang_up=False),
        )
        # pipecat's stream resampler hands 8 kHz audio out up to 0.1 s late.
        self._input_resampler = LowDelayResampler()
        self._on_problem = on_problem
        self._on_hangup = on_hangup
        self._on_violation = on_violation

    async def deserialize(self, data: str | bytes) -> Frame | None:
        """One Twilio message; ``None`` when it carries nothing for the pipeline."""
        if len(data) > MAX_MESSAGE_BYTES:
            self._on_violation(ProtocolError("a message may have 64 KiB at most"))
            return None
        try:
            message = json.loads(data)
            event = message["event"]
            if event == "stop":
                self._on_hangup()
                return None
            if event in _QUIET:
                return None
            if event not in ("media", "dtmf"):
                raise ProtocolError(f"unknown Twilio event '{str(event)[:32]}'")
            return await super().deserialize(data)
        except ProtocolError as problem:
            self._on_problem(problem)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, binascii.Error):
            self._on_problem(ProtocolError("not a Twilio Media Streams message"))
        return None
