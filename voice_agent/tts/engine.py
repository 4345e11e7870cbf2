"""The contract of a voice.

To add one: write this class, then run ``tests/tts/test_tts_contract.py`` with the new
engine in its list.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class TtsEngine(Protocol):
    """A voice, loaded once and shared by all calls. Safe to call from several threads.

    An engine may also have a ``fingerprint``: a text that changes with everything its audio
    depends on (weights, speed, version). With one, fixed sentences are kept on disk.

    Attributes:
        sample_rate_hz: Rate of the audio it makes.
    """

    @property
    def sample_rate_hz(self) -> int: ...

    def synthesise(self, text: str) -> NDArray[np.int16]:
        """Speak ``text``: mono samples, shape (n,); none for text without anything to say."""
        ...
