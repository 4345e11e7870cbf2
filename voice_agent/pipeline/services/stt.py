"""Any pipecat STT service as a recogniser: of whole utterances, or one that listens along."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import numpy as np
from loguru import logger
from numpy.typing import NDArray
from pipecat.audio.utils import pcm_to_wav
from pipecat.frames.frames import ErrorFrame, TranscriptionFrame
from pipecat.services.stt_service import SegmentedSTTService

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import resample
from voice_agent.config.registry import EngineContext
from voice_agent.core.engines import EngineInfo
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.logs import VENDOR
from voice_agent.core.turn import Transcript
from voice_agent.pipeline.services.engine_info import info
from voice_agent.pipeline.services.heard import Heard
from voice_agent.pipeline.services.host import Host, failure, kind
from voice_agent.pipeline.services.listening import PipecatSttSession
from voice_agent.pipeline.services.spec import ServiceSpec, read_spec

TRAILING_SILENCE_S = 0.5
"""Recognisers drop or garble the last word of audio that ends with it."""


class PipecatListener:
    """Services that are told the audio as it comes: one instance a call.

    Attributes:
        info: What the engine says about itself.
    """

    def __init__(self, spec: ServiceSpec) -> None:
        self.info: EngineInfo = info(spec, streaming=True)
        self._spec = spec
        self._closing: set[asyncio.Task[None]] = set()

    def session(self, rate_hz: int, on_partial: Callable[[Transcript], None]) -> PipecatSttSession:
        """Make the session of one call."""
        return PipecatSttSession(self._spec, rate_hz, on_partial, self._closing)

    async def aclose(self) -> None:
        """Wait for the connections of calls that have ended."""
        while self._closing:
            await asyncio.wait(self._closing)


class PipecatRecogniser:
    """A service that is sent whole utterances: one instance for all calls.

    pipecat cuts the utterances itself, in a queue that knows neither deadlines nor
    cancellation. Here the service's request is made directly: to cancel it, cancel the call.

    Attributes:
        info: What the engine says about itself.
    """

    def __init__(self, spec: ServiceSpec) -> None:
        self.info: EngineInfo = info(spec, streaming=False)
        self._spec = spec
        self._host: Host | None = None

    async def transcribe(
        self, audio: NDArray[np.int16], rate_hz: int, *, asked: str = "", draft: str = ""
    ) -> Transcript:
        """Recognise one utterance.

        Raises:
            StageError: The service failed.
        """
        audio_ms = 1000 * audio.size / rate_hz
        heard = Heard()
        if not audio.size:
            return heard.transcript(audio_ms)
        host = await self._started()
        sound = _sound(host.service, audio, rate_hz)
        try:
            with logger.contextualize(**VENDOR):
                async with aclosing(host.service.run_stt(sound)) as said:
                    async for frame in said:
                        if isinstance(frame, ErrorFrame):
                            raise self._failure(frame)
                        if isinstance(frame, TranscriptionFrame):
                            heard.add(frame)
        except VoiceAgentError:
            raise
        except Exception as error:
            raise self._failure(ErrorFrame(str(error), exception=error)) from error
        if host.error is not None:
            raise host.error
        return heard.transcript(audio_ms)

    async def aclose(self) -> None:
        """End the service."""
        if self._host is not None:
            await self._host.close()
            self._host = None

    def _failure(self, frame: ErrorFrame) -> VoiceAgentError:
        logger.bind(**VENDOR).debug("{}: {}", self._spec.name, frame.error)
        return failure(self._spec, kind(frame)[1])

    async def _started(self) -> Host:
        host = self._host
        if host is None or not host.usable or host.loop is not asyncio.get_running_loop():
            if host is not None and host.loop is asyncio.get_running_loop():
                await host.close()
            host = self._host = Host(self._spec, on_frame=lambda frame: None, listen_hz=LISTEN_HZ)
            host.start()
        await host.started()
        return host


def _sound(service: SegmentedSTTService, audio: NDArray[np.int16], rate_hz: int) -> bytes:
    at_hz = service.sample_rate
    silence = np.zeros(int(TRAILING_SILENCE_S * at_hz), np.int16)
    pcm = np.concatenate([resample(audio, rate_hz, at_hz), silence]).astype("<i2").tobytes()
    return pcm_to_wav(pcm, at_hz) if service.wants_wav_segments else pcm


def make(
    context: EngineContext, *, service: str, **arguments: Any
) -> PipecatListener | PipecatRecogniser:
    """Make a recogniser of the pipecat service at a class path; see ``read_spec``."""
    spec = read_spec("stt", service, arguments).tried()
    whole = issubclass(spec.service_class, SegmentedSTTService)
    return PipecatRecogniser(spec) if whole else PipecatListener(spec)
