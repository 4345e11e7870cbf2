"""Sentences that were synthesised before are not synthesised again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from voice_agent.errors import ConfigError
from voice_agent.tts.engine import TtsEngine

MAX_BYTES = 32 * 1024 * 1024


class CachedTts:
    """A voice that remembers what it said, up to a limit; the least recently used goes first.

    Follows the contract of ``TtsEngine``, so it stands wherever the voice does. Its arrays
    are shared between calls and therefore read-only.
    """

    def __init__(self, engine: TtsEngine, *, max_bytes: int = MAX_BYTES) -> None:
        if max_bytes < 0:
            raise ConfigError(f"tts.max_bytes: expected 0 or more, got {max_bytes}")
        self._engine = engine
        self._max_bytes = max_bytes
        self._bytes = 0
        self._spoken: OrderedDict[str, NDArray[np.int16]] = OrderedDict()
        self._mutex = threading.Lock()

    @property
    def sample_rate_hz(self) -> int:
        """Rate of the audio it makes."""
        return self._engine.sample_rate_hz

    @property
    def bytes(self) -> int:
        """Audio held at present."""
        return self._bytes

    def __contains__(self, text: object) -> bool:
        with self._mutex:
            return isinstance(text, str) and _key(text) in self._spoken

    def synthesise(self, text: str) -> NDArray[np.int16]:
        """Speak ``text``, from memory where possible: mono samples, shape (n,), read-only."""
        key = _key(text)
        with self._mutex:
            if key in self._spoken:
                self._spoken.move_to_end(key)
                return self._spoken[key]
        # Outside the lock: one slow sentence must not hold up another call's cached one.
        audio = self._engine.synthesise(text)
        audio.setflags(write=False)
        self._remember(key, audio)
        return audio

    def prepare(self, texts: Iterable[str]) -> None:
        """Synthesise sentences that are sure to be needed, such as a playbook's fixed ones."""
        for text in texts:
            self.synthesise(text)

    def _remember(self, key: str, audio: NDArray[np.int16]) -> None:
        if audio.nbytes > self._max_bytes:
            return
        with self._mutex:
            replaced = self._spoken.pop(key, None)
            self._bytes += audio.nbytes - (replaced.nbytes if replaced is not None else 0)
            self._spoken[key] = audio
            while self._bytes > self._max_bytes:
                _, dropped = self._spoken.popitem(last=False)
                self._bytes -= dropped.nbytes


def _key(text: str) -> str:
    return " ".join(text.split())
