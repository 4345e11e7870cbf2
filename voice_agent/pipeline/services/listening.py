"""A pipecat recogniser that listens along: one connection a call, one utterance after another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np
from loguru import logger
from numpy.typing import NDArray
from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.services.stt_service import STTService, WebsocketSTTService

from voice_agent.audio.resample import StreamResampler
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.turn import Transcript
from voice_agent.pipeline.services.heard import Heard
from voice_agent.pipeline.services.host import Host, failure
from voice_agent.pipeline.services.spec import ServiceSpec

SETTLE_S = 0.2
"""After a final text that does not say whether it is the last one, another may follow so soon."""
_CONFIRMED_S = 0.03
"""A service that confirms the end pushes the text that belongs to it at once, if there is one."""
_SILENT_PIECES = 10
"""Pieces of 100 ms of silence after the end, for vendors who decide when an utterance is over."""


class PipecatSttSession:
    """The recogniser of one call.

    The service hears the utterance as it is spoken, between the frames that pipecat's VAD
    would send. If the connection breaks, another gets the whole utterance again. If an
    utterance is left before the service confirmed its end, what is still to come of it must not
    be taken for the next one: that one gets a new connection too.

    Args:
        spec: The service.
        rate_hz: Rate of the audio that is pushed.
        on_partial: Told the text so far, as it changes.
        closing: Where connections that end are noted until they have ended.
    """

    def __init__(
        self,
        spec: ServiceSpec,
        rate_hz: int,
        on_partial: Callable[[Transcript], None],
        closing: set[asyncio.Task[None]],
    ) -> None:
        self._spec = spec
        self._rate_hz = rate_hz
        self._on_partial = on_partial
        self._closing = closing
        self._connection: _Connection | None = None
        self._audio: list[NDArray[np.int16]] = []
        self._lost: VoiceAgentError | None = None
        self._lost_text = False

    async def begin(self) -> None:
        """Begin a new utterance; connect if need be, without waiting for it."""
        self._audio, self._lost = [], None
        if self._connection is None or not self._connection.reusable:
            self._connect()
        await self._current.begin()

    async def push(self, audio: NDArray[np.int16]) -> None:
        """Take the next samples of the utterance."""
        self._audio.append(audio)
        error = self._current.error
        if error is None:
            await self._current.push(audio)
        elif self._may_retry():
            await self._again(error)

    async def transcript(self, *, asked: str = "") -> Transcript:
        """Tell the service that the caller stopped; return what it heard since ``begin``.

        Raises:
            StageError: The service failed, twice if trying again could help.
        """
        try:
            transcript = await self._current.transcript(self._audio_ms)
        except VoiceAgentError as error:
            if not self._may_retry():
                raise
            await self._again(error)
            transcript = await self._current.transcript(self._audio_ms)
        if self._lost is not None and self._lost_text and not transcript.text:
            raise self._lost  # Something was said.
        return transcript

    async def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            await asyncio.shield(self._leave(self._connection))
            self._connection = None

    @property
    def _current(self) -> _Connection:
        if self._connection is None:
            raise failure(self._spec, "no utterance was begun")
        return self._connection

    @property
    def _audio_ms(self) -> float:
        return 1000 * sum(part.size for part in self._audio) / self._rate_hz

    def _may_retry(self) -> bool:
        return self._lost is None and not (self._connection is None or self._connection.permanent)

    async def _again(self, error: VoiceAgentError) -> None:
        logger.warning("{}; it is sent the utterance again", error)
        self._lost, self._lost_text = error, self._current.heard_text
        self._connect()
        await self._current.begin()
        for audio in self._audio:
            await self._current.push(audio)

    def _connect(self) -> None:
        if self._connection is not None:
            self._leave(self._connection)
        self._connection = _Connection(
            self._spec,
            self._rate_hz,
            lambda heard: self._on_partial(heard.transcript(self._audio_ms)),
        )

    def _leave(self, connection: _Connection) -> asyncio.Task[None]:
        task = connection.host.closing()
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
        return task


class _Connection:
    """One instance of the service: what it was told, and what it heard.

    Attributes:
        host: Where the service runs.
    """

    def __init__(
        self, spec: ServiceSpec, rate_hz: int, on_partial: Callable[[Heard], None]
    ) -> None:
        self._spec = spec
        self._rate_hz = rate_hz
        self._on_partial = on_partial
        self._heard = Heard()
        self._speaking = False
        self._stopped = False
        self._whole = True
        self._finals_before = 0
        self._news = asyncio.Event()
        self._confirmed = False
        self.host = Host(
            spec,
            on_frame=self._received,
            on_error=lambda error: self._news.set(),
            listen_hz=rate_hz,
        )
        service = self.host.service
        self._to_hz: int = service._init_sample_rate or rate_hz
        self._resampler = StreamResampler(rate_hz, self._to_hz)
        _tell_confirmation(service, self._confirm)
        self.host.start()

    @property
    def error(self) -> VoiceAgentError | None:
        """The reason why it cannot be used any more."""
        return self.host.error

    @property
    def permanent(self) -> bool:
        """True if another connection would fail in the same way."""
        return self.host.permanent

    @property
    def heard_text(self) -> bool:
        """True if it recognised anything in the utterance."""
        return bool(self._heard.transcript(0).text)

    @property
    def reusable(self) -> bool:
        """True if nothing of the utterance before can still come."""
        return self.host.usable and self._whole

    async def begin(self) -> None:
        """Begin an utterance."""
        self._heard = Heard()
        self._resampler.reset()
        await self._speak()

    async def push(self, audio: NDArray[np.int16]) -> None:
        """Send samples."""
        if not self._speaking:
            await self._speak()
        await self._send(audio)

    async def transcript(self, audio_ms: float) -> Transcript:
        """Say that the caller stopped, and wait for the text of all that was said."""
        await self.host.started()
        if self._speaking:
            await self._stop()
        await self._wait()
        return self._heard.transcript(audio_ms)

    async def _speak(self) -> None:
        self._speaking, self._stopped, self._whole, self._confirmed = True, False, False, False
        await self.host.send(VADUserStartedSpeakingFrame())

    async def _stop(self) -> None:
        self._speaking, self._confirmed = False, False
        self._finals_before = self._heard.finals
        await self.host.service.queue_frame(
            VADUserStoppedSpeakingFrame(), callback=self._told_stopped
        )
        if not _hears_of_the_end(self._spec.service_class):
            for _ in range(_SILENT_PIECES):
                await self._send(np.zeros(self._rate_hz // 10, np.int16))

    async def _send(self, audio: NDArray[np.int16]) -> None:
        if audio.size:
            pcm = self._resampler.push(audio.astype("<i2", copy=False).tobytes())
            await self.host.send(InputAudioRawFrame(pcm, self._to_hz, 1))

    async def _wait(self) -> None:
        """Wait until the service has confirmed the end, or has had time enough.

        pipecat knows of each service how long all but one in a hundred texts take. One that
        asked its vendor for a confirmation gets three times as long.
        """
        patience_s = _patience_s(self.host.service)
        while not self._whole:
            self._news.clear()
            if self.error is not None:
                raise self.error
            wait_s = patience_s
            if self._confirmed:
                wait_s = _CONFIRMED_S
            elif self._heard.finals > self._finals_before and self._heard.certain:
                wait_s = SETTLE_S
            elif not self._stopped or self.host.service._finalize_requested:
                wait_s = 3 * patience_s
            try:
                async with asyncio.timeout(wait_s):
                    await self._news.wait()
            except TimeoutError:
                if self._confirmed:
                    self._heard.settle()
                if not self._heard.certain:
                    raise failure(self._spec, "no final text came") from None
                # Without any sign of the end there may be more to come: not for the next one.
                self._whole = self._confirmed or self._heard.finals > self._finals_before
                return

    async def _told_stopped(self, *_: object) -> None:
        self._stopped = True
        service = self.host.service
        if getattr(service, "_connection", service) is None and not self._whole:
            # Some vendors' clients reconnect in silence and drop what they were given.
            self.host.fail(failure(self._spec, "the connection was lost"))
        self._news.set()

    def _received(self, frame: Frame) -> None:
        if not isinstance(frame, TranscriptionFrame | InterimTranscriptionFrame):
            return
        self._heard.add(frame)
        if isinstance(frame, TranscriptionFrame) and frame.finalized and not self._speaking:
            self._whole = True
        self._news.set()
        if self._speaking:
            self._on_partial(self._heard)

    def _confirm(self) -> None:
        self._confirmed = not self._speaking
        self._news.set()


def _patience_s(service: STTService) -> float:
    known = service.service_metadata_frame().ttfs_p99_latency
    return (known or 1.0) + SETTLE_S


def _hears_of_the_end(service_class: type[Any]) -> bool:
    """Return whether the class acts at the end of speech; otherwise only the vendor notices it."""
    plain = STTService.process_frame, WebsocketSTTService.process_frame
    return service_class.process_frame not in plain


def _tell_confirmation(service: Any, tell: Callable[[], None]) -> None:
    """Hear when the vendor confirms that all was heard, also if there is no text in that."""
    confirm = service.confirm_finalize

    def confirmed() -> None:
        if service._finalize_requested:
            tell()
        confirm()

    service.confirm_finalize = confirmed
