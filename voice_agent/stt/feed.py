"""The way of a call's audio to a streaming recogniser, which must not hold up the call."""

from __future__ import annotations

import asyncio
import contextlib

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.turn import Transcript
from voice_agent.stt.engine import SttSession

MAX_WAITING_S = 10
"""Audio that may wait for a session. A session that is later than this will not catch up: the
utterance is recognised as a whole instead."""
_CLOSE_S = 2.0


class BrokenSessionError(Exception):
    """The session cannot be used any more."""


class Feed:
    """A session and the audio on its way to it.

    Args:
        session: The session; it is begun with the first utterance.
        rate_hz: Rate of the audio.
    """

    def __init__(self, session: SttSession, rate_hz: int) -> None:
        self._session = session
        self._most = MAX_WAITING_S * rate_hz
        self._waiting = 0
        self._pushed = 0
        self._queue: asyncio.Queue[NDArray[np.int16] | None] = asyncio.Queue()
        self._error = ""
        self._asking = asyncio.Lock()
        self._task = asyncio.create_task(self._run(), name="stt-session")

    @property
    def broken(self) -> bool:
        """Whether the session cannot be used any more."""
        return bool(self._error)

    def begin(self) -> None:
        """Begin a new utterance."""
        self._pushed = 0
        self._queue.put_nowait(None)

    def push(self, audio: NDArray[np.int16]) -> None:
        """Queue the next samples of the utterance."""
        if self.broken or not audio.size:
            return
        self._pushed += audio.size
        self._waiting += audio.size
        if self._waiting > self._most:
            self._break(f"it is more than {MAX_WAITING_S} s late")
            return
        self._queue.put_nowait(audio)

    async def transcript(self, audio: NDArray[np.int16], asked: str) -> Transcript:
        """Ask for the transcript once the session has all of the utterance.

        Args:
            audio: The utterance so far; what was not pushed of it yet is pushed now.
            asked: The question that it may answer.

        Raises:
            BrokenSessionError: The session broke before or while it was asked.
        """
        self.push(audio[self._pushed :])
        taken = asyncio.create_task(self._queue.join(), name="stt-session-taken")
        try:
            await asyncio.wait({taken, self._task}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            taken.cancel()
        if self.broken:
            raise BrokenSessionError(self._error)
        async with self._asking:
            try:
                return await self._session.transcript(asked=asked)
            except VoiceAgentError:
                raise
            except Exception as error:
                raise BrokenSessionError(f"{type(error).__name__}: {error}") from error

    async def close(self) -> None:
        """Stop feeding, and close the session."""
        self._break("it was closed")
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await close_session(self._session)

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


async def close_session(session: SttSession) -> None:
    """Close a session that nobody needs any more; whatever goes wrong is only logged."""
    try:
        await asyncio.wait_for(session.close(), _CLOSE_S)
    except Exception as error:  # noqa: BLE001 - nobody needs the session any more
        logger.debug("stt: a session did not close: {}", type(error).__name__)
