"""The contract of a speech recogniser.

To add one: write this method, then run ``tests/stt/test_stt_contract.py`` with the new
engine in its list.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voice_agent.core.turn import Transcript


class SttEngine(Protocol):
    """A recogniser, loaded once and shared by all calls. Safe to call from several threads."""

    def transcribe(
        self, audio: NDArray[np.int16], rate_hz: int, *, asked: str = "", draft: str = ""
    ) -> Transcript:
        """Recognise one utterance, of any length.

        Silence and noise give an empty text with confidence 0, never invented words.

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
