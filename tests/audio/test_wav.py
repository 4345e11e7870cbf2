from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from voice_agent.audio.wav import read_wav, write_wav
from voice_agent.core.errors import AudioError

TONE = (10_000 * np.sin(np.arange(8000) * 0.35)).astype(np.int16)


def test_wav_round_trip(tmp_path: Path) -> None:
    audio = TONE
    write_wav(tmp_path / "a.wav", audio, 8000)
    again, rate_hz = read_wav(tmp_path / "a.wav")
    assert rate_hz == 8000
    np.testing.assert_array_equal(again, audio)


def test_stereo_is_averaged(tmp_path: Path) -> None:
    both = np.stack([np.full(100, 1000, np.int16), np.full(100, 3000, np.int16)], axis=1)
    write_wav(tmp_path / "a.wav", both, 16_000)
    again, _ = read_wav(tmp_path / "a.wav")
    np.testing.assert_array_equal(again, np.full(100, 2000, np.int16))


def test_a_missing_or_foreign_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="no such file"):
        read_wav(tmp_path / "none.wav")
    with pytest.raises(AudioError, match="folder"):
        read_wav(tmp_path)
    (tmp_path / "song.mp3").write_bytes(b"ID3 not a wav")
    with pytest.raises(AudioError, match=r"ffmpeg -i song\.mp3"):
        read_wav(tmp_path / "song.mp3")
    (tmp_path / "empty.wav").write_bytes(b"")
    with pytest.raises(AudioError, match="not a PCM WAV"):
        read_wav(tmp_path / "empty.wav")


def written(path: Path, width: int, data: bytes) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(width)
        file.setframerate(8000)
        file.writeframes(data)
    return path


def test_eight_bits_are_without_a_sign(tmp_path: Path) -> None:
    samples, _ = read_wav(written(tmp_path / "a.wav", 1, bytes([0, 128, 129, 255])))
    assert samples.tolist() == [-32768, 0, 256, 32512]


def test_other_widths_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="24-bit samples, expected 8 or 16"):
        read_wav(written(tmp_path / "a.wav", 3, bytes(99)))


def test_a_wav_cut_off_in_the_middle_of_a_sample_is_read_up_to_there(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    write_wav(path, TONE, 8000)
    path.write_bytes(path.read_bytes()[:-3])
    audio, _ = read_wav(path)
    assert audio.size == 8000 - 2


def test_write_refuses_floats(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="float64"):
        write_wav(tmp_path / "a.wav", np.zeros(10), 8000)  # type: ignore[arg-type]


def test_one_channel_of_several_can_be_read(tmp_path: Path) -> None:
    both = np.array([[1, 100], [2, 200]], np.int16)
    write_wav(tmp_path / "a.wav", both, 8000)
    content = (tmp_path / "a.wav").read_bytes()
    for channel in (0, 1):
        assert (
            read_wav(tmp_path / "a.wav", channel=channel)[0].tolist() == both[:, channel].tolist()
        )
        found, _ = read_wav(tmp_path / "gone.wav", content=content, channel=channel)
        assert found.tolist() == both[:, channel].tolist()
