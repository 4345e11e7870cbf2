"""The contract of a speech recogniser, in three forms. An engine has one of them.

``voice-agent check-stage stt package.module:factory`` says whether an engine keeps it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voice_agent.core.turn import Transcript

UNKNOWN_CONFIDENCE = 0.9
"""Confidence of a text whose recogniser does not say how sure it is."""


class SttEngine(Protocol):
    """A recogniser of whole utterances, loaded once and shared by all calls.

    Called from the engine's own thread, or from several if its ``info.parallel`` says so.
    """

    def transcribe(
        self, audio: NDArray[np.int16], rate_hz: int, *, asked: str = "", draft: str = ""
    ) -> Transcript:
        """Recognise one utterance, of any length.

        Silence and noise give an empty text with confidence 0, never invented text.

        Args:
            audio: Mono samples, shape (n,).
            rate_hz: Their rate.
            asked: The agent's question that this may answer; engines may ignore it.
            draft: What this engine recognised in the beginning of the same utterance; engines may
                ignore it.

        Raises:
            AudioError: A rate or shape the engine does not take; says what to do.
        """
        ...


class AsyncSttEngine(Protocol):
    """A recogniser that waits for somebody else: the same method as a coroutine."""

    async def transcribe(
        self, audio: NDArray[np.int16], rate_hz: int, *, asked: str = "", draft: str = ""
    ) -> Transcript:
        """Recognise one utterance on the event loop; may be cancelled while it waits."""
        ...


class SttSession(Protocol):
    """A recogniser that listens along in one call. Used on the event loop."""

    async def begin(self) -> None:
        """Begin a new utterance; forget the one before."""
        ...

    async def push(self, audio: NDArray[np.int16]) -> None:
        """Take the next samples of the utterance, mono, shape (n,)."""
        ...

    async def transcript(self, *, asked: str = "") -> Transcript:
        """Return the transcript of everything that was pushed since ``begin``.

        May be cancelled while it waits, and asked again after more audio: callers pause and
        go on. ``push`` is not called while it waits.
        """
        ...

    async def close(self) -> None:
        """Free what the session holds."""
        ...


class StreamingSttEngine(Protocol):
    """A recogniser that is told the audio as it comes."""

    def session(self, rate_hz: int, on_partial: Callable[[Transcript], None]) -> SttSession:
        """Make the session of one call; it connects in its ``begin``.

        Args:
            rate_hz: Rate of the audio that will be pushed.
            on_partial: Called on the event loop with what was recognised so far, as it changes.
        """
        ...


def hears_expected(engine: object) -> bool:
    """Return whether ``transcribe`` of a recogniser also takes ``expected``.

    Such an engine has a true ``hears_expected``; it is told what the agent asked for (see
    ``voice_agent.stt.expected.Expected``), or nothing where any answer is as likely.
    """
    return bool(getattr(engine, "hears_expected", False))


AnySttEngine = SttEngine | AsyncSttEngine | StreamingSttEngine


def is_streaming(engine: object) -> bool:
    """Return whether a recogniser listens along, rather than taking whole utterances."""
    return callable(getattr(engine, "session", None))
