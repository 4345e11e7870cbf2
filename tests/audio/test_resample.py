from __future__ import annotations

import math

import numpy as np
import pytest

from voice_agent.audio.pcm import from_pcm, rms_dbfs
from voice_agent.audio.resample import StreamResampler, resample
from voice_agent.core.errors import AudioError


def tone(hz: float, rate_hz: int, seconds: float = 1.0, peak: float = 10_000.0) -> np.ndarray:
    t = np.arange(int(rate_hz * seconds)) / rate_hz
    return (peak * np.sin(2 * math.pi * hz * t)).astype(np.int16)


def stream(audio: np.ndarray, from_hz: int, to_hz: int, chunk: int) -> np.ndarray:
    resampler = StreamResampler(from_hz, to_hz)
    parts = [resampler.push(audio[i : i + chunk].tobytes()) for i in range(0, audio.size, chunk)]
    return from_pcm(b"".join([*parts, resampler.flush()]))


@pytest.mark.parametrize(("from_hz", "to_hz"), [(8000, 16_000), (16_000, 8000), (22_050, 8000)])
def test_whole_resampling_keeps_length_and_pitch(from_hz: int, to_hz: int) -> None:
    out = resample(tone(440, from_hz), from_hz, to_hz)
    assert abs(out.size - to_hz) <= 1
    assert np.argmax(np.abs(np.fft.rfft(out[:to_hz]))) == pytest.approx(440, abs=1)


@pytest.mark.parametrize(
    ("from_hz", "to_hz"),
    [(8000, 16_000), (16_000, 8000), (48_000, 16_000), (22_050, 8000), (8000, 22_050)],
)
def test_streaming_gives_the_same_signal_as_converting_at_once(from_hz: int, to_hz: int) -> None:
    audio = tone(440, from_hz) + tone(1700, from_hz)
    out = stream(audio, from_hz, to_hz, chunk=from_hz // 50).astype(float)
    expected = resample(audio, from_hz, to_hz)[: out.size].astype(float)
    inner = slice(to_hz // 10, out.size - to_hz // 10)
    error = out[inner] - expected[inner]
    assert abs(out.size - to_hz) <= 2
    assert np.sqrt((error**2).mean()) < 0.002 * np.sqrt((expected[inner] ** 2).mean())


@pytest.mark.parametrize("chunk", [1, 7, 160, 161, 4000])
def test_streaming_does_not_depend_on_chunk_sizes(chunk: int) -> None:
    audio = tone(700, 8000, seconds=0.5)
    np.testing.assert_array_equal(
        stream(audio, 8000, 16_000, chunk), stream(audio, 8000, 16_000, audio.size)
    )


@pytest.mark.parametrize(("from_hz", "to_hz"), [(8000, 16_000), (16_000, 8000), (48_000, 16_000)])
def test_streaming_is_never_more_than_two_milliseconds_behind(from_hz: int, to_hz: int) -> None:
    resampler = StreamResampler(from_hz, to_hz)
    chunk, received = from_hz // 50, 0
    for sent in range(1, 51):
        received += len(resampler.push(bytes(2 * chunk))) // 2
        assert sent * 20 - 1000 * received / to_hz <= 2.2


def test_downsampling_removes_what_would_alias() -> None:
    out = stream(tone(6000, 16_000), 16_000, 8000, chunk=320)
    assert rms_dbfs(out[800:-800]) < rms_dbfs(tone(6000, 16_000)) - 60


def test_a_flushed_stream_starts_afresh() -> None:
    resampler = StreamResampler(8000, 16_000)
    audio = tone(500, 8000, seconds=0.1).tobytes()
    first = resampler.push(audio) + resampler.flush()
    assert resampler.push(audio) + resampler.flush() == first


def test_equal_rates_pass_through() -> None:
    resampler = StreamResampler(16_000, 16_000)
    assert resampler.push(b"\x01\x02") == b"\x01\x02"
    assert resampler.flush() == b""
    audio = tone(440, 16_000)
    assert resample(audio, 16_000, 16_000) is audio


def test_full_scale_does_not_wrap_around() -> None:
    square = np.where(np.arange(800) // 20 % 2, 32767, -32768).astype(np.int16)
    out = stream(square, 8000, 16_000, chunk=160).astype(int)
    assert out[200:300].max() > 30_000
    assert (np.sign(out[10:-40:40]) == np.sign(out[10])).all() or np.abs(
        np.diff(out)
    ).max() < 65_000


@pytest.mark.parametrize(("from_hz", "to_hz"), [(0, 8000), (8000, -1)])
def test_rates_must_be_positive(from_hz: int, to_hz: int) -> None:
    with pytest.raises(AudioError, match="positive"):
        StreamResampler(from_hz, to_hz)
    with pytest.raises(AudioError, match="positive"):
        resample(tone(440, 8000), from_hz, to_hz)


def test_half_a_sample_is_refused() -> None:
    with pytest.raises(AudioError, match="1 bytes"):
        StreamResampler(8000, 16_000).push(b"a")
