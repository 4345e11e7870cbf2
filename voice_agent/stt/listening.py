"""The recognisers of a stage as one call uses them, whatever form their engines have."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from voice_agent.core.chain import EngineHandle, Link
from voice_agent.core.engines import call_engine
from voice_agent.core.errors import StageError, VoiceAgentError
from voice_agent.core.jobs import Job
from voice_agent.core.turn import Transcript
from voice_agent.stt.engine import SttSession, hears_expected, is_streaming
from voice_agent.stt.expected import Expected
from voice_agent.stt.feed import BrokenSessionError, Feed, close_session


class Listener:
    """Recognise the utterances of one call.

    If the first engine streams, it is told the audio as it comes. When its session breaks, the
    utterance is recognised as a whole, by a new session or by the fallback engines.

    Args:
        handle: The stage's engines.
        rate_hz: Rate of all audio.
        on_partial: Told what a streaming engine recognised so far.
    """

    def __init__(
        self,
        handle: EngineHandle,
        rate_hz: int,
        *,
        on_partial: Callable[[Transcript], None] = lambda partial: None,
    ) -> None:
        self._handle = handle
        self._rate_hz = rate_hz
        self._on_partial = on_partial
        self._feed: Feed | None = None
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def streaming(self) -> bool:
        """Whether the first engine wants the audio as it comes."""
        return is_streaming(self._handle.engine)

    def begin(self, *earlier: NDArray[np.int16]) -> None:
        """Begin a new utterance, with what was heard of it already."""
        if not self.streaming:
            return
        if self._feed is None or self._feed.broken:
            self._drop()
            self._feed = self._open()
        if self._feed is not None:
            self._feed.begin()
            for audio in earlier:
                self._feed.push(audio)

    def push(self, audio: NDArray[np.int16]) -> None:
        """Take the next samples of the utterance."""
        if self._feed is not None:
            self._feed.push(audio)

    async def transcript(
        self,
        audio: NDArray[np.int16],
        *,
        deadline_ms: float,
        asked: str = "",
        expected: Expected | None = None,
        guess: bool = False,
        late: Callable[[], Mapping[str, Any]] | None = None,
        on_result: Callable[[Any], None] | None = None,
        job: Job | None = None,
    ) -> Transcript:
        """Recognise the utterance.

        Args:
            audio: All of it so far. What was not pushed of it yet is pushed now.
            deadline_ms: For all engines together.
            asked: The question that it may answer.
            expected: What was asked for; for engines that hear what is expected.
            guess: Whether the turn may not be over; see ``EngineHandle.run``.
            late: For engines of whole utterances; see ``call_engine``.
            on_result: For engines of whole utterances; see ``call_engine``.
            job: Likewise.

        Raises:
            OverloadError: The queue of the last engine is full.
            DeadlineError: The last engine did not answer in its share of the deadline.
            StageError: The last engine failed.
        """

        async def ask(link: Link, share_ms: float) -> Any:
            if not is_streaming(link.engine):
                known = expected is not None and hears_expected(link.engine)
                return await call_engine(
                    link.executor,
                    link.method("transcribe"),
                    audio,
                    self._rate_hz,
                    asked=asked,
                    deadline_ms=share_ms,
                    late=late,
                    on_result=on_result,
                    job=job,
                    **({"expected": expected} if known else {}),
                )
            try:
                return await link.executor.wait(
                    lambda: self._ask_session(link.engine, audio, asked), deadline_ms=share_ms
                )
            except VoiceAgentError:
                if link is self._handle.first:
                    # A session that was late once may be lost: the next is a new one.
                    self._drop()
                raise

        async def transcript(link: Link, share_ms: float) -> Transcript:
            heard = await ask(link, share_ms)
            if isinstance(heard, Transcript):
                return heard
            kind = type(heard).__name__
            raise StageError(f"stt: {link.info.name} gave {kind}, not a Transcript", stage="stt")

        return await self._handle.try_each(transcript, deadline_ms=deadline_ms, guess=guess)

    async def close(self) -> None:
        """Close the session."""
        self._drop()
        if self._closing:
            await asyncio.wait(self._closing)

    def _open(self) -> Feed | None:
        try:
            session = self._handle.engine.session(self._rate_hz, self._on_partial)
        except Exception as error:  # noqa: BLE001 - an engine may raise anything
            logger.warning("stt: no session: {}: {}", type(error).__name__, error)
            return None
        return Feed(session, self._rate_hz)

    async def _ask_session(self, engine: Any, audio: NDArray[np.int16], asked: str) -> Transcript:
        feed = self._feed
        if feed is None or feed.broken or engine is not self._handle.engine:
            return await transcribe_whole(engine, audio, self._rate_hz, asked=asked)
        try:
            return await feed.transcript(audio, asked)
        except BrokenSessionError as error:
            logger.warning("stt: the session broke ({}); the utterance is sent again", error)
            self._drop()
            return await transcribe_whole(engine, audio, self._rate_hz, asked=asked)

    def _drop(self) -> None:
        feed, self._feed = self._feed, None
        if feed is not None:
            task = asyncio.create_task(feed.close(), name="stt-session-close")
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)


async def transcribe_whole(
    engine: Any, audio: NDArray[np.int16], rate_hz: int, *, asked: str = ""
) -> Transcript:
    """Recognise one utterance in a streaming engine, in a session of its own."""
    session: SttSession = engine.session(rate_hz, lambda partial: None)
    try:
        await session.begin()
        await session.push(audio)
        return await session.transcript(asked=asked)
    finally:
        await close_session(session)
