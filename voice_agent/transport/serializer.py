"""Any pipecat ``FrameSerializer`` as a codec, for carriers that send JSON objects."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Self, cast

from pipecat.clocks.system_clock import SystemClock
from pipecat.frames.frames import (
    InputAudioRawFrame,
    InputDTMFFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
)
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameProcessorSetup
from pipecat.serializers.base_serializer import FrameSerializer
from pipecat.utils.asyncio.task_manager import TaskManager

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import StreamResampler
from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Event
from voice_agent.transport.base import Audio, Codec, Hangup, Key, Message

_BAD_CONTENT = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


class SerializerCodec(Codec):
    """Translates through a serializer whose messages are JSON objects with an ``event``.

    pipecat's resampler hands 8 kHz audio out up to 0.1 s late. So the serializer works at the
    line's rate, where it resamples nothing, and our own resampler goes on from there.

    Args:
        serializer: Made for this call, with ``auto_hang_up`` off: the call ends with the wire.
        rate_hz: Rate of the line.
        name: The carrier, for error messages.
        media: Values of ``event`` that the serializer translates.
        hangup: Values of ``event`` that end the call.
        quiet: Values of ``event`` that mean nothing to the call.
    """

    def __init__(
        self,
        serializer: FrameSerializer,
        rate_hz: int,
        *,
        name: str,
        media: Collection[str] = ("media", "dtmf"),
        hangup: Collection[str] = ("stop",),
        quiet: Collection[str] = ("connected", "start", "mark"),
    ) -> None:
        self._serializer = serializer
        self._rate_hz = rate_hz
        self._name = name
        self._media = media
        self._hangup = hangup
        self._quiet = quiet
        self._resampler = StreamResampler(rate_hz, LISTEN_HZ)

    async def ready(self) -> Self:
        """Set the serializer up; await this before anything else."""
        setup = FrameProcessorSetup(
            clock=SystemClock(),
            task_manager=TaskManager(),
            pipeline_worker=cast(PipelineWorker, None),  # Serializers look at the rates alone.
            audio_in_sample_rate=self._rate_hz,
            audio_out_sample_rate=self._rate_hz,
        )
        await self._serializer.setup(setup)
        return self

    async def decode(self, data: str | bytes) -> Message | None:
        """Translate a message of the client. Errors never repeat its content."""
        try:
            # Sorted first: pipecat logs what it cannot read.
            event = json.loads(data)["event"]
            if event in self._media:
                return await self._deserialize(data)
        except _BAD_CONTENT:
            raise ProtocolError(f"not a {self._name} message") from None
        if event in self._hangup:
            return Hangup()
        if event in self._quiet:
            return None
        known = ", ".join(sorted({*self._media, *self._hangup, *self._quiet}))
        raise ProtocolError(f"unknown {self._name} event; known: {known}")

    async def encode_audio(self, pcm: bytes) -> str | bytes | None:
        """Translate PCM at the line's rate."""
        frame = OutputAudioRawFrame(audio=pcm, sample_rate=self._rate_hz, num_channels=1)
        return await self._serializer.serialize(frame)

    async def encode_clear(self) -> str | bytes | None:
        """Translate an interruption."""
        return await self._serializer.serialize(InterruptionFrame())

    async def encode_event(self, event: Event) -> None:
        """Send nothing: telephone carriers have no use for events."""
        return

    async def _deserialize(self, data: str | bytes) -> Message | None:
        frame = await self._serializer.deserialize(data)
        if isinstance(frame, InputAudioRawFrame):
            pcm = self._resampler.push(frame.audio)
            return Audio(pcm) if pcm else None
        if isinstance(frame, InputDTMFFrame):
            return Key(frame.button.value)
        return None
