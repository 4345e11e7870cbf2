"""A text of several sentences, spoken from its beginning to its end."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator

import numpy as np
from numpy.typing import NDArray

from voice_agent.language import Language
from voice_agent.tts.voice import Voice

_DEADLINE_MS = 5000.0


async def read_aloud(
    voice: Voice, language: Language, text: str, *, rate_hz: int
) -> AsyncGenerator[NDArray[np.int16]]:
    """Speak a text clause by clause; yields mono samples, shape (n,), at ``rate_hz``.

    Raises:
        VoiceAgentError: The voice failed, or was late.
    """
    for clause in language.split_clauses(language.speakable(text)):
        speech = voice.speak(
            clause, rate_hz=rate_hz, deadline_ms=_DEADLINE_MS, next_ms=_DEADLINE_MS
        )
        async with contextlib.aclosing(speech) as pieces:
            async for piece in pieces:
                yield piece
