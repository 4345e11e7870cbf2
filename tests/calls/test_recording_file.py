"""A recording is a WAV, or can be read with its key only, and not changed unnoticed."""

from __future__ import annotations

import base64
import io
import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from voice_agent.calls.recording_file import MAGIC, PlainWriter, SealedWriter, key_of, opened
from voice_agent.calls.stereo import RATE_HZ
from voice_agent.core.errors import ConfigError

KEY = bytes(range(32))
PCM = np.arange(-4000, 4000, dtype=np.int16).tobytes()


def frames(wav: io.BytesIO | str) -> tuple[int, int, bytes]:
    with wave.open(wav, "rb") as read:
        return read.getnchannels(), read.getframerate(), read.readframes(1_000_000)


def test_a_plain_one_is_a_wav_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "c1.wav"
    writer = PlainWriter(path)
    writer.write(PCM)
    writer.close()
    assert frames(str(path)) == (2, RATE_HZ, PCM)
    assert path.stat().st_mode & 0o077 == 0


def sealed(path: Path, *, close: bool = True) -> Path:
    writer = SealedWriter(path, KEY)
    for start in range(0, len(PCM), 4000):
        writer.write(PCM[start : start + 4000])
    if close:
        writer.close()
    return path


def test_a_sealed_one_opens_with_its_key(tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    path = sealed(tmp_path / "c1.varec")
    wav, whole = opened(path, KEY)
    assert (frames(io.BytesIO(wav)), whole) == ((2, RATE_HZ, PCM), True)
    assert PCM[:64] not in path.read_bytes()
    with pytest.raises(ConfigError, match="another one"):
        opened(path, bytes(32))


def test_one_that_was_cut_off_gives_what_is_there(tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    path = sealed(tmp_path / "c1.varec", close=False)
    wav, whole = opened(path, KEY)
    assert (frames(io.BytesIO(wav))[2], whole) == (PCM, False)
    path.write_bytes(path.read_bytes()[:-100])
    assert len(opened(path, KEY)[0]) < len(wav)


def test_blocks_cannot_be_left_out_or_changed(tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    path = sealed(tmp_path / "c1.varec")
    data = path.read_bytes()
    first = len(MAGIC) + 8
    size = 4 + struct.unpack(">I", data[first : first + 4])[0]
    for changed in (
        data[:first] + data[first + size :],
        data[: first + 10] + bytes([data[first + 10] ^ 1]) + data[first + 11 :],
    ):
        path.write_bytes(changed)
        with pytest.raises(ConfigError, match="was changed"):
            opened(path, KEY)
    path.write_bytes(b"RIFF")
    with pytest.raises(ConfigError, match="not an encrypted recording"):
        opened(path, KEY)


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(b"x" * 31).decode(), "é" * 44])
def test_what_is_no_key(text: str) -> None:
    with pytest.raises(ConfigError, match="openssl rand -base64 32"):
        key_of(text, "VOICE_AGENT_RECORDING_KEY")
