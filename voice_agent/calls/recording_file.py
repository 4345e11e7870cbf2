"""The file of a recording: a plain WAV, or the same in blocks that are encrypted one by one.

An encrypted file begins with ``MAGIC`` and 8 random bytes. Each block is its length (4 bytes) and
its ciphertext (AES-256-GCM); the nonce is the random bytes and the number of the block, so blocks
cannot be left out, repeated or put in another order. The last block is empty: a file without it was
cut off, and what is before it can still be read.
"""

from __future__ import annotations

import base64
import binascii
import io
import os
import struct
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from voice_agent.calls.stereo import RATE_HZ
from voice_agent.core.errors import ConfigError
from voice_agent.core.extras import needs_extra

MAGIC = b"VAREC1\n"
SUFFIX = ".varec"
KEY_BYTES = 32
_MAX_BLOCK = 4 * 1024 * 1024


class Writer(Protocol):
    """Takes stereo PCM and puts it into a file. Its methods block."""

    def write(self, pcm: bytes) -> None:
        """Add PCM."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


class PlainWriter:
    """A WAV file.

    Args:
        path: The file; must not exist.
    """

    def __init__(self, path: Path) -> None:
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._file = file
        self._wave = _wave(file)

    def write(self, pcm: bytes) -> None:
        """Add PCM."""
        self._wave.writeframes(pcm)

    def close(self) -> None:
        """Finish the file."""
        self._wave.close()
        self._file.close()


class SealedWriter:
    """An encrypted file.

    Args:
        path: The file; must not exist.
        key: 32 bytes.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._cipher = _cipher(key)
        self._salt = os.urandom(8)
        self._number = 0
        self._file = os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0
        )
        self._file.write(MAGIC + self._salt)

    def write(self, pcm: bytes) -> None:
        """Add PCM as a block of its own."""
        if pcm:
            self._block(pcm)

    def close(self) -> None:
        """Finish the file."""
        self._block(b"")
        self._file.close()

    def _block(self, pcm: bytes) -> None:
        sealed = self._cipher.encrypt(_nonce(self._salt, self._number), pcm, MAGIC)
        self._number += 1
        self._file.write(struct.pack(">I", len(sealed)) + sealed)


def opened(path: Path, key: bytes) -> tuple[bytes, bool]:
    """Return a sealed recording as a WAV, and whether it is whole.

    Raises:
        ConfigError: It is no recording, the key is another one, or somebody has changed it.
    """
    with path.open("rb") as file:
        parts = list(_blocks(file, path, key))
    wav = io.BytesIO()
    with _wave(wav) as written:
        written.writeframes(b"".join(parts))
    return wav.getvalue(), bool(parts) and not parts[-1]


def _blocks(file: BinaryIO, path: Path, key: bytes) -> Iterator[bytes]:
    from cryptography.exceptions import InvalidTag

    if file.read(len(MAGIC)) != MAGIC:
        raise ConfigError(f"{path}: not an encrypted recording; expected a file *{SUFFIX}")
    cipher, salt, number = _cipher(key), file.read(8), 0
    while len(head := file.read(4)) == 4:
        size = struct.unpack(">I", head)[0]
        if size > _MAX_BLOCK or len(sealed := file.read(size)) < size:
            return
        try:
            pcm = cipher.decrypt(_nonce(salt, number), sealed, MAGIC)
        except InvalidTag:
            raise ConfigError(
                f"{path}: cannot be decrypted: the key is another one, or the file was changed"
            ) from None
        yield pcm
        if not pcm:
            return
        number += 1


def key_of(text: str, where: str) -> bytes:
    """Return the key of a secret.

    Raises:
        ConfigError: It is no key; says how one is made.
    """
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ConfigError(
            f"recording.key: {where} must be {KEY_BYTES} bytes in base64; "
            "make one with: openssl rand -base64 32"
        )
    return key


def _cipher(key: bytes) -> Any:
    with needs_extra("recording", "an encrypted recording"):
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    return AESGCM(key)


def _nonce(salt: bytes, number: int) -> bytes:
    return salt + struct.pack(">I", number)


def _wave(file: Any) -> wave.Wave_write:
    written = wave.open(file, "wb")  # noqa: SIM115
    written.setnchannels(2)
    written.setsampwidth(2)
    written.setframerate(RATE_HZ)
    return written
