"""Any pipecat TTS service as a voice that streams."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pipecat.frames.frames import TTSAudioRawFrame, TTSSpeakFrame, TTSStoppedFrame

from voice_agent.audio.pcm import from_pcm
from voice_agent.audio.resample import StreamResampler
from voice_agent.config.registry import EngineContext
from voice_agent.core.engines import EngineInfo
from voice_agent.pipeline.services.engine_info import info
from voice_agent.pipeline.services.host import failure
from voice_agent.pipeline.services.pool import Pool
from voice_agent.pipeline.services.spec import ServiceSpec, read_spec
from voice_agent.tts.piper import trim_lead

SPEAK_HZ = 24000
"""The rate that services are asked for by default: all of them have it."""


class PipecatTts:
    """A voice made of pipecat services: one instance, and one connection, a text at a time.

    Attributes:
        info: What the engine says about itself.
        sample_rate_hz: Rate of its audio.
        fingerprint: Changes with everything its audio depends on.
    """

    def __init__(self, spec: ServiceSpec) -> None:
        self._spec = spec
        self.info: EngineInfo = info(spec, streaming=True)
        self.fingerprint = spec.fingerprint
        self.sample_rate_hz: int = spec.arguments.get("sample_rate") or SPEAK_HZ
        # Audio of a cancelled text may still be on its way over the connection.
        self._pool = Pool(
            spec, ends_with=TTSStoppedFrame, speak_hz=self.sample_rate_hz, reusable=False
        )

    async def stream(self, text: str) -> AsyncGenerator[NDArray[np.int16], None]:
        """Speak ``text``: samples as they come, shape (n,), without the silence before speech.

        Raises:
            StageError: The service failed, broke off, or made no sound.
        """
        if not any(character.isalnum() for character in text):
            return
        heard = False
        audible = False
        resampler: StreamResampler | None = None
        request = TTSSpeakFrame(text=text, append_to_context=False)
        async with aclosing(self._pool.ask(request)) as answer:
            async for frame in answer:
                if not isinstance(frame, TTSAudioRawFrame):
                    continue
                heard = True
                pcm = _mono(frame)
                if frame.sample_rate != self.sample_rate_hz:
                    resampler = resampler or StreamResampler(frame.sample_rate, self.sample_rate_hz)
                    pcm = resampler.push(pcm)
                samples = from_pcm(pcm)
                if not audible:
                    samples = trim_lead(samples, self.sample_rate_hz)
                    audible = bool(samples.size)
                if samples.size:
                    yield samples
        if resampler is not None and audible:
            yield from_pcm(resampler.flush())
        if not heard:
            raise failure(self._spec, "it made no sound")

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


def _mono(frame: TTSAudioRawFrame) -> bytes:
    if frame.num_channels == 1:
        return frame.audio
    return from_pcm(frame.audio).reshape(-1, frame.num_channels)[:, 0].tobytes()


def make(context: EngineContext, *, service: str, **arguments: Any) -> PipecatTts:
    """Make a voice of the pipecat service at a class path; see ``read_spec``."""
    return PipecatTts(read_spec("tts", service, arguments).tried())
