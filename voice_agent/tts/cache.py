"""Sentences that were synthesised before are not synthesised again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from voice_agent.core.errors import ConfigError
from voice_agent.tts.kept import KeptSentences

MAX_BYTES = 32 * 1024 * 1024


class SpokenCache:
    """Audio by text, up to a limit; the least recently used goes first. Thread-safe.

    Sentences that were prepared are never dropped, and are kept on disk if there is a folder
    for them. Nothing else is: what is said to one caller is nobody else's business. Its arrays
    are shared between calls and therefore read-only.

    Args:
        max_bytes: Audio to remember, prepared sentences apart.
        kept: Where prepared sentences are kept on disk.
    """

    def __init__(self, *, max_bytes: int = MAX_BYTES, kept: KeptSentences | None = None) -> None:
        if max_bytes < 0:
            raise ConfigError(f"tts.max_bytes: expected 0 or more, got {max_bytes}")
        self._max_bytes = max_bytes
        self._kept = kept
        self._bytes = 0
        self._prepared: dict[str, NDArray[np.int16]] = {}
        self._spoken: OrderedDict[str, NDArray[np.int16]] = OrderedDict()
        self._mutex = threading.Lock()

    @property
    def bytes(self) -> int:
        """Audio remembered at present, prepared sentences apart."""
        return self._bytes

    def get(self, text: str) -> NDArray[np.int16] | None:
        """Return the audio of ``text`` when it is there already."""
        key = _plain(text)
        with self._mutex:
            if key in self._spoken:
                self._spoken.move_to_end(key)
                return self._spoken[key]
            return self._prepared.get(key)

    def put(self, text: str, audio: NDArray[np.int16]) -> None:
        """Remember the audio of ``text`` for a while."""
        audio.setflags(write=False)
        if audio.nbytes > self._max_bytes:
            return
        key = _plain(text)
        with self._mutex:
            replaced = self._spoken.pop(key, None)
            self._bytes += audio.nbytes - (replaced.nbytes if replaced is not None else 0)
            self._spoken[key] = audio
            while self._bytes > self._max_bytes:
                _, dropped = self._spoken.popitem(last=False)
                self._bytes -= dropped.nbytes

    def put_prepared(self, text: str, audio: NDArray[np.int16]) -> None:
        """Remember the audio of a sentence that is the same in every call, and keep it on disk."""
        if self._kept:
            self._kept.put(_plain(text), audio)
        self._have_ready(_plain(text), audio)

    def recall(self, texts: Iterable[str]) -> list[str]:
        """Have ready what is kept on disk; return the sentences that have to be made."""
        missing = []
        for key in dict.fromkeys(map(_plain, texts)):
            audio = self._kept.get(key) if self._kept else None
            if audio is None:
                missing.append(key)
            else:
                self._have_ready(key, audio)
        return missing

    def trim(self) -> None:
        """Drop from the disk what was used longest ago, down to its limit."""
        if self._kept:
            self._kept.trim()

    def _have_ready(self, key: str, audio: NDArray[np.int16]) -> None:
        audio.setflags(write=False)
        with self._mutex:
            self._prepared[key] = audio


def _plain(text: str) -> str:
    """Return ``text`` with its white space made the same everywhere."""
    return " ".join(text.split())
