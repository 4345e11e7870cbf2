"""The caller's side of a recording: its own channel, or all of a file with one channel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import resample
from voice_agent.audio.wav import read_wav
from voice_agent.calls.recording_file import SUFFIX, opened
from voice_agent.calls.stereo import SIDES
from voice_agent.core.errors import AudioError, ConfigError

Key = Callable[[], bytes]
"""Returns the key of encrypted recordings; asked only if there is one."""


def recordings(path: Path) -> list[Path]:
    """Return the recordings at a path, in the order of their names.

    Raises:
        ConfigError: There is none.
    """
    if not path.is_dir():
        if not path.is_file():
            raise ConfigError(f"{path}: no such file or folder")
        return [path]
    found = sorted((*path.glob("*.wav"), *path.glob(f"*{SUFFIX}")))
    if not found:
        raise ConfigError(f"{path}: no recording in this folder; expected *.wav or *{SUFFIX}")
    return found


def caller_of(path: Path, key: Key) -> Samples:
    """Return what the caller says in a recording: int16 samples at ``LISTEN_HZ``, shape (n,).

    Raises:
        AudioError: Not a recording, or empty.
        ConfigError: It cannot be decrypted.
    """
    content = opened(path, key())[0] if path.suffix == SUFFIX else None
    samples, rate_hz = read_wav(path, content=content, channel=SIDES.index("caller"))
    if not samples.size:
        raise AudioError(f"{path}: no sound in this recording")
    return samples if rate_hz == LISTEN_HZ else resample(samples, rate_hz, LISTEN_HZ)
