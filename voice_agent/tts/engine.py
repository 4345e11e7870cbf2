"""The contract of a voice, in three forms. An engine has one of them.

``voice-agent check-stage tts package.module:factory`` says whether an engine keeps it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class TtsEngine(Protocol):
    """A voice that makes whole clauses, loaded once and shared by all calls.

    Called from the engine's own thread, or from several if its ``info.parallel`` says so.
    An engine may also have a ``fingerprint``: a text that changes with everything its audio
    depends on (weights, speed, version). With one, fixed sentences are kept on disk.

    Attributes:
        sample_rate_hz: Rate of the audio it makes.
    """

    @property
    def sample_rate_hz(self) -> int:
        """Rate of the audio it makes."""
        ...

    def synthesise(self, text: str) -> NDArray[np.int16]:
        """Speak ``text``: mono samples, shape (n,); none for text without anything to say."""
        ...


class AsyncTtsEngine(Protocol):
    """A voice that waits for somebody else: the same method as a coroutine."""

    @property
    def sample_rate_hz(self) -> int:
        """Rate of the audio it makes."""
        ...

    async def synthesise(self, text: str) -> NDArray[np.int16]:
        """Speak ``text`` on the event loop; may be cancelled while it waits."""
        ...


class StreamingTtsEngine(Protocol):
    """A voice that speaks while it still works on the rest."""

    @property
    def sample_rate_hz(self) -> int:
        """Rate of the audio it makes."""
        ...

    def stream(self, text: str) -> AsyncIterator[NDArray[np.int16]]:
        """Speak ``text`` piece by piece: mono samples, shape (n,), of any length.

        An asynchronous generator, which is closed when the caller interrupts.
        """
        ...


AnyTtsEngine = TtsEngine | AsyncTtsEngine | StreamingTtsEngine


def is_streaming(engine: object) -> bool:
    """Return whether a voice speaks piece by piece."""
    return callable(getattr(engine, "stream", None))
