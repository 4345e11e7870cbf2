"""Sentences that were synthesised before are not synthesised again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from voice_agent.core.errors import ConfigError
from voice_agent.tts.engine import TtsEngine
from voice_agent.tts.kept import KeptSentences

MAX_BYTES = 32 * 1024 * 1024


class CachedTts:
    """A voice that remembers what it said, up to a limit; the least recently used goes first.

    Sentences that were prepared are never forgotten, and are kept on disk if there is a place
    for them. Nothing else is: what is said to one caller is nobody else's business.

    Follows the contract of ``TtsEngine``, so it stands wherever the voice does. Its arrays
    are shared between calls and therefore read-only.

    Args:
        engine: The voice.
        max_bytes: Audio to remember, prepared sentences apart.
        kept: Where prepared sentences are kept on disk.
    """

    def __init__(
        self, engine: TtsEngine, *, max_bytes: int = MAX_BYTES, kept: KeptSentences | None = None
    ) -> None:
        if max_bytes < 0:
            raise ConfigError(f"tts.max_bytes: expected 0 or more, got {max_bytes}")
        self._engine = engine
        self._max_bytes = max_bytes
        self._kept = kept
        self._bytes = 0
        self._prepared: dict[str, NDArray[np.int16]] = {}
        self._spoken: OrderedDict[str, NDArray[np.int16]] = OrderedDict()
        self._mutex = threading.Lock()

    @property
    def sample_rate_hz(self) -> int:
        """Rate of the audio it makes."""
        return self._engine.sample_rate_hz

    @property
    def bytes(self) -> int:
        """Audio remembered at present, prepared sentences apart."""
        return self._bytes

    def remembered(self, text: str) -> NDArray[np.int16] | None:
        """The audio of ``text`` when it is there already, at once."""
        key = _key(text)
        with self._mutex:
            if key in self._spoken:
                self._spoken.move_to_end(key)
                return self._spoken[key]
            return self._prepared.get(key)

    def synthesise(self, text: str) -> NDArray[np.int16]:
        """Speak ``text``, from memory where possible: mono samples, shape (n,), read-only."""
        audio = self.remembered(text)
        if audio is None:
            # Outside the lock: one slow sentence must not hold up another call's cached one.
            audio = self._engine.synthesise(text)
            audio.setflags(write=False)
            self._remember(_key(text), audio)
        return audio

    def prepare(self, texts: Iterable[str]) -> int:
        """Have sentences ready that are sure to be needed, such as a playbook's fixed ones.

        Returns:
            How many of them had to be made.
        """
        missing = self.recall(texts)
        for key in missing:
            audio = self._engine.synthesise(key)
            if self._kept:
                self._kept.put(key, audio)
            self._have_ready(key, audio)
        if missing and self._kept:
            self._kept.trim()
        return len(missing)

    def recall(self, texts: Iterable[str]) -> list[str]:
        """Have ready what is kept on disk; returns the sentences that have to be made."""
        missing = []
        for key in dict.fromkeys(map(_key, texts)):
            audio = self._kept.get(key) if self._kept else None
            if audio is None:
                missing.append(key)
            else:
                self._have_ready(key, audio)
        return missing

    def _have_ready(self, key: str, audio: NDArray[np.int16]) -> None:
        audio.setflags(write=False)
        with self._mutex:
            self._prepared[key] = audio

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
