"""Sentences kept on disk from one start of the server to the next."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from voice_agent.core.files import replace_file, user_cache

MAX_BYTES = 200 * 1024 * 1024
OFF = "none"

_MAX_FILE_BYTES = 16 * 1024 * 1024


def cache_folder(chosen: str, beside: Path) -> Path | None:
    """Return where sentences are kept.

    Args:
        chosen: A folder, relative to ``beside``; empty for the user's own cache; ``none``.
        beside: Folder of the pipeline file.

    Returns:
        The folder, which may not exist yet; ``None`` when nothing is to be kept.
    """
    if chosen == OFF:
        return None
    if chosen:
        return beside / Path(chosen).expanduser()
    return user_cache("tts")


class KeptSentences:
    """Audio by voice and text, one file each. Never fails: at worst it keeps nothing.

    Files are written under another name and moved into place, and carry a checksum, so a
    server that is killed or a disk that lies cannot make a caller hear noise. Several servers
    may share a folder.

    Args:
        folder: Made when the first sentence is kept.
        voice: What the audio depends on besides the text: engine, weights, settings.
        max_bytes: Size of the folder; above it the files that were used longest ago go.
    """

    def __init__(self, folder: Path, voice: str, *, max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder
        self._voice = voice
        self._max_bytes = max_bytes
        self._warned = False

    def get(self, text: str) -> NDArray[np.int16] | None:
        """Return the audio of ``text``, shape (n,); ``None`` if it is missing or damaged."""
        path = self._path(text)
        try:
            if path.stat().st_size > _MAX_FILE_BYTES:
                return None
            with np.load(path, allow_pickle=False) as stored:
                audio: NDArray[np.int16] = stored["audio"]
            os.utime(path)
        except FileNotFoundError:
            return None
        except PermissionError as error:
            self._warn(error)
            return None
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        return audio if audio.dtype == np.int16 and audio.ndim == 1 else None

    def put(self, text: str, audio: NDArray[np.int16]) -> None:
        """Keep the audio of ``text``."""
        whole = io.BytesIO()
        np.savez(whole, audio=audio)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_file(self._path(text), whole.getvalue(), durable=False)
        except OSError as error:
            self._warn(error)

    def trim(self) -> None:
        """Drop the files that were used longest ago until the folder is small enough."""
        found: list[tuple[float, int, Path]] = []
        try:
            for path in [*self._folder.glob("*.npz"), *self._folder.glob("*.part")]:
                stat = path.stat()
                found.append((stat.st_mtime, stat.st_size, path))
            size = sum(entry[1] for entry in found)
            for _, bytes_, path in sorted(found):
                if size <= self._max_bytes:
                    return
                path.unlink(missing_ok=True)
                size -= bytes_
        except OSError as error:
            # Another server may tidy up at the same time: the next start sees to the rest.
            logger.debug("{}: not tidied up: {}", self._folder, error.strerror)

    def _path(self, text: str) -> Path:
        name = hashlib.sha256(f"{self._voice}\n{text}".encode()).hexdigest()
        return self._folder / f"{name}.npz"

    def _warn(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            logger.warning(
                "{}: sentences are kept in memory only ({}); choose another folder with "
                "stages.tts.cache_folder, or 'none'",
                self._folder,
                error.strerror or type(error).__name__,
            )
