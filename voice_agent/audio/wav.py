"""Recordings as PCM WAV files: read with 8 or 16 bits, as telephones record, written with 16."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import from_pcm
from voice_agent.core.errors import AudioError


def read_wav(
    path: Path, *, content: bytes | None = None, channel: int | None = None
) -> tuple[NDArray[np.int16], int]:
    """Read a PCM WAV file of 8 or 16 bits; several channels are averaged to one.

    Args:
        path: The file.
        content: What is in it, if that has been read already.
        channel: The one channel to read, from 0, of a file that has several.

    Returns:
        The samples, shape (n,), and their rate in Hz.

    Raises:
        AudioError: Not a WAV file, not PCM of 8 or 16 bits, or missing.
    """
    convert = f"convert it with: ffmpeg -i {path.name} -ac 1 -c:a pcm_s16le out.wav"
    source: str | io.BytesIO = str(path) if content is None else io.BytesIO(content)
    try:
        with wave.open(source, "rb") as file:
            width, channels, rate_hz = (
                file.getsampwidth(),
                file.getnchannels(),
                file.getframerate(),
            )
            data = file.readframes(file.getnframes())
    except FileNotFoundError:
        raise AudioError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise AudioError(f"{path}: is a folder, not a WAV file") from None
    except (wave.Error, EOFError) as error:
        raise AudioError(f"{path}: not a PCM WAV file ({error}); {convert}") from None
    if width not in (1, 2):
        raise AudioError(f"{path}: {8 * width}-bit samples, expected 8 or 16; {convert}")
    whole = data[: len(data) - len(data) % (width * channels)]
    samples = from_pcm(whole) if width == 2 else _of_bytes(whole)
    if channels > 1:
        each = samples.reshape(-1, channels)
        samples = each.mean(axis=1).astype(np.int16) if channel is None else each[:, channel]
    return samples, rate_hz


def _of_bytes(data: bytes) -> NDArray[np.int16]:
    # Samples of 8 bits are the only ones in WAV without a sign.
    return (np.frombuffer(data, np.uint8).astype(np.int16) - 128) * 256


def write_wav(path: Path, audio: NDArray[np.int16], rate_hz: int) -> None:
    """Write int16 audio, shape (n,) for mono or (n, channels), as a WAV file.

    Raises:
        AudioError: Another dtype or shape.
    """
    if audio.dtype != np.int16 or audio.ndim not in (1, 2):
        raise AudioError(
            f"expected int16 samples of shape (n,) or (n, channels), "
            f"got {audio.dtype} {audio.shape}"
        )
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if audio.ndim == 1 else audio.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(audio.astype("<i2").tobytes())
