"""The project's own WebSocket protocol (see README) as a pipecat serializer.

Pure but for the resampler: bytes and text in, frames out; what is wrong with a message
is reported through ``on_problem`` and the call goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    AudioRawFrame,
    Frame,
    InputAudioRawFrame,
    InputDTMFFrame,
)
from pipecat.serializers.base_serializer import FrameSerializer

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import StreamResampler
from voice_agent.core.errors import ProtocolError

RATES_HZ = (8000, 16000, 24000, 48000)


MAX_MESSAGE_BYTES = 64 * 1024


MAX_AHEAD_S = 10.0
"""Audio that may arrive ahead of real time; this bounds every queue behind the transport."""


class RawSerializer(FrameSerializer):
    """PCM16 mono in both directions at the caller's rate, JSON text for everything else."""

    def __init__(
        self,
        rate_hz: int,
        *,
        clock: Callable[[], float],
        on_problem: Callable[[ProtocolError], None],
        on_hangup: Callable[[], None],
        on_violation: Callable[[ProtocolError], None],
    ) -> None:
        super().__init__()
        self._rate_hz = rate_hz
        self._resampler = StreamResampler(rate_hz, LISTEN_HZ)
        self._clock = clock
        self._on_problem = on_problem
        self._on_hangup = on_hangup
        self._on_violation = on_violation
        self._began_at: float | None = None
        self._received_s = 0.0

    async def serialize(self, frame: Frame) -> str | bytes | None:
        """Audio as bytes; nothing else is sent this way."""
        return bytes(frame.audio) if isinstance(frame, AudioRawFrame) else None

    async def deserialize(self, data: str | bytes) -> Frame | None:
        """One message from the caller; ``None`` when it was not usable."""
        if len(data) > MAX_MESSAGE_BYTES:
            self._on_violation(ProtocolError("a message may have 64 KiB at most"))
            return None
        try:
            return self._audio(data) if isinstance(data, bytes) else self._control(data)
        except ProtocolError as problem:
            self._on_problem(problem)
            return None

    def _audio(self, data: bytes) -> Frame | None:
        if not data:
            return None
        if len(data) % 2:
            raise ProtocolError("audio messages are PCM16: the number of bytes must be even")
        now = self._clock()
        if self._began_at is None:
            self._began_at = now
        ahead_s = self._received_s - (now - self._began_at)
        if ahead_s < 0:
            # A caller that paused does not earn the right to send that much at once.
            self._received_s -= ahead_s
            ahead_s = 0
        if ahead_s > MAX_AHEAD_S:
            raise ProtocolError(
                f"audio arrives more than {MAX_AHEAD_S:.0f} s ahead of real time and was dropped; "
                "send 20 ms of audio every 20 ms"
            )
        self._received_s += len(data) / 2 / self._rate_hz
        audio = self._resampler.push(data)
        if not audio:
            return None
        return InputAudioRawFrame(audio=audio, sample_rate=LISTEN_HZ, num_channels=1)

    def _control(self, data: str) -> Frame | None:
        try:
            message = json.loads(data)
        except (json.JSONDecodeError, RecursionError):
            raise ProtocolError("text messages must be JSON objects") from None
        kind = message.get("type") if isinstance(message, dict) else None
        if kind == "hangup":
            self._on_hangup()
            return None
        if kind == "dtmf":
            try:
                return InputDTMFFrame(button=KeypadEntry(message.get("digit")))
            except ValueError:
                raise ProtocolError("dtmf 'digit' must be one of 0-9, * and #") from None
        raise ProtocolError("unknown message; known types: dtmf, hangup")
