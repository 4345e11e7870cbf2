"""The recognisers of a stage as one call uses them, whatever form their engines have."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from voice_agent.core.chain import EngineHandle, Link
from voice_agent.core.engines import call_engine
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.turn import Transcript
from voice_agent.stt.engine import SttSession, is_streaming

MAX_WAITING_S = 10
"""Audio that may wait for a session. A session that is later than this will not catch up: the
utterance is recognised as a whole instead."""
_CLOSE_S = 2.0


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
        self._feed: _Feed | None = None
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
        guess: bool = False,
        late: Callable[[], Mapping[str, Any]] | None = None,
        on_result: Callable[[Any], None] | None = None,
    ) -> Transcript:
        """Recognise the utterance.

        Args:
            audio: All of it so far. What was not pushed of it yet is pushed now.
            deadline_ms: For all engines together.
            asked: The question that it may answer.
            guess: Whether the turn may not be over; see ``EngineHandle.run``.
            late: For engines of whole utterances; see ``call_engine``.
            on_result: For engines of whole utterances; see ``call_engine``.

        Raises:
            OverloadError: The queue of the last engine is full.
            DeadlineError: The last engine did not answer in its share of the deadline.
            StageError: The last engine failed.
        """

        async def ask(link: Link, share_ms: float) -> Transcript:
            if not is_streaming(link.engine):
                heard: Transcript = await call_engine(
                    link.executor,
                    link.engine.transcribe,
                    audio,
                    self._rate_hz,
                    asked=asked,
                    deadline_ms=share_ms,
                    late=late,
                    on_result=on_result,
                )
                return heard
            try:
                return await link.executor.wait(
                    lambda: self._ask_session(link.engine, audio, asked), deadline_ms=share_ms
                )
            except VoiceAgentError:
                self._drop()  # A session that was late once may be lost: the next is a new one.
                raise

        return await self._handle.try_each(ask, deadline_ms=deadline_ms, guess=guess)

    async def close(self) -> None:
        """Close the session."""
        self._drop()
        if self._closing:
            await asyncio.wait(self._closing)

    def _open(self) -> _Feed | None:
        try:
            session = self._handle.engine.session(self._rate_hz, self._on_partial)
        except Exception as error:  # noqa: BLE001 - an engine may raise anything
            logger.warning("stt: no session: {}: {}", type(error).__name__, error)
            return None
        return _Feed(session, most=MAX_WAITING_S * self._rate_hz)

    async def _ask_session(self, engine: Any, audio: NDArray[np.int16], asked: str) -> Transcript:
        feed = self._feed
        if feed is None or feed.broken or engine is not self._handle.engine:
            return await transcribe_whole(engine, audio, self._rate_hz, asked=asked)
        try:
            return await feed.transcript(audio, asked)
        except _BrokenError as error:
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
        await _close(session)


class _BrokenError(Exception):
    """The session cannot be used any more."""


class _Feed:
    """A session and the audio on its way to it, which must not hold up the call."""

    def __init__(self, session: SttSession, *, most: int) -> None:
        self._session = session
        self._most = most
        self._waiting = 0
        self._pushed = 0
        self._queue: asyncio.Queue[NDArray[np.int16] | None] = asyncio.Queue()
        self._error = ""
        self._asking = asyncio.Lock()
        self._task = asyncio.create_task(self._run(), name="stt-session")

    @property
    def broken(self) -> bool:
        return bool(self._error)

    def begin(self) -> None:
        self._pushed = 0
        self._queue.put_nowait(None)

    def push(self, audio: NDArray[np.int16]) -> None:
        if self.broken or not audio.size:
            return
        self._pushed += audio.size
        self._waiting += audio.size
        if self._waiting > self._most:
            self._break(f"it is more than {MAX_WAITING_S} s behind")
            return
        self._queue.put_nowait(audio)

    async def transcript(self, audio: NDArray[np.int16], asked: str) -> Transcript:
        self.push(audio[self._pushed :])
        taken = asyncio.create_task(self._queue.join(), name="stt-session-taken")
        try:
            await asyncio.wait({taken, self._task}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            taken.cancel()
        if self.broken:
            raise _BrokenError(self._error)
        async with self._asking:
            try:
                return await self._session.transcript(asked=asked)
            except VoiceAgentError:
                raise
            except Exception as error:
                raise _BrokenError(f"{type(error).__name__}: {error}") from error

    async def close(self) -> None:
        self._break("it was closed")
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await _close(self._session)

    async def _run(self) -> None:
        while True:
            audio = await self._queue.get()
            try:
                async with self._asking:
                    if audio is None:
                        await self._session.begin()
                    else:
                        self._waiting -= audio.size
                        await self._session.push(audio)
            except Exception as error:  # noqa: BLE001 - an engine may raise anything
                self._error = self._error or f"{type(error).__name__}: {error}"
                return
            finally:
                self._queue.task_done()

    def _break(self, error: str) -> None:
        self._error = self._error or error
        self._task.cancel()


async def _close(session: SttSession) -> None:
    try:
        await asyncio.wait_for(session.close(), _CLOSE_S)
    except Exception as error:  # noqa: BLE001 - nobody needs the session any more
        logger.debug("stt: a session did not close: {}", type(error).__name__)
