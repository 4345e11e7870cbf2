"""The caller's channel of all that can be a recording."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from voice_agent.audio.wav import write_wav
from voice_agent.calls.recording_file import SealedWriter
from voice_agent.core.errors import AudioError, ConfigError
from voice_agent.scenarios.recorded.sound import caller_of, recordings

BOTH = np.stack((np.arange(320), np.full(320, 7)), axis=1).astype(np.int16)
CALLER = BOTH[:, 0]


def no_key() -> bytes:
    raise AssertionError("nothing is encrypted")


def test_the_caller_has_the_first_of_two_channels(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", BOTH, 16000)
    assert np.array_equal(caller_of(tmp_path / "a.wav", no_key), CALLER)


def test_a_single_channel_is_the_callers(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", CALLER, 16000)
    assert np.array_equal(caller_of(tmp_path / "a.wav", no_key), CALLER)


def test_another_rate_is_converted(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", CALLER, 8000)
    assert caller_of(tmp_path / "a.wav", no_key).size == 640


def test_an_encrypted_recording_is_opened(tmp_path: Path) -> None:
    key = os.urandom(32)
    writer = SealedWriter(tmp_path / "a.varec", key)
    writer.write(BOTH.tobytes())
    writer.close()
    assert np.array_equal(caller_of(tmp_path / "a.varec", lambda: key), CALLER)
    with pytest.raises(ConfigError, match="cannot be decrypted"):
        caller_of(tmp_path / "a.varec", lambda: os.urandom(32))


def test_nothing_to_hear_is_said(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", CALLER[:0], 16000)
    with pytest.raises(AudioError, match="no sound"):
        caller_of(tmp_path / "a.wav", no_key)
    (tmp_path / "b.wav").write_text("no sound")
    with pytest.raises(AudioError, match="not a PCM WAV file"):
        caller_of(tmp_path / "b.wav", no_key)


def test_a_folder_is_its_recordings_by_name(tmp_path: Path) -> None:
    for name in ("b.wav", "a.varec", "c.wav", "notes.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in recordings(tmp_path)] == ["a.varec", "b.wav", "c.wav"]
    assert recordings(tmp_path / "c.wav") == [tmp_path / "c.wav"]


def test_what_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no recording in this folder"):
        recordings(tmp_path)
    with pytest.raises(ConfigError, match="no such file"):
        recordings(tmp_path / "none")
