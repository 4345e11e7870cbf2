from __future__ import annotations

import numpy as np
import pytest

from voice_agent.audio.pcm import SILENCE_DBFS, rms_dbfs
from voice_agent.phone.microphone import Microphone, line_noise

SPEECH = np.arange(1, 401, dtype=np.int16) * 50


@pytest.mark.parametrize("rate_hz", [8000, 16000, 48000])
def test_noise_has_its_level_and_stays_in_the_telephones_band(rate_hz: int) -> None:
    noise = line_noise(rate_hz, -40.0, seed=3)
    assert noise.size == 2 * rate_hz
    assert rms_dbfs(noise) == pytest.approx(-40.0, abs=1.0)
    power = np.square(np.abs(np.fft.rfft(noise.astype(np.float64))))
    hz = np.fft.rfftfreq(noise.size, 1 / rate_hz)
    assert power[hz > 4100].sum() < 0.001 * power.sum()


def test_the_same_seed_is_the_same_noise_and_none_is_silence() -> None:
    assert np.array_equal(line_noise(8000, -50.0, 1, 0.5), line_noise(8000, -50.0, 1, 0.5))
    assert not np.array_equal(line_noise(8000, -50.0, 1), line_noise(8000, -50.0, 2))
    assert line_noise(8000, None, 1, 0.25).tolist() == [0] * 2000


def test_speech_is_sent_unchanged_and_noise_before_and_after_it() -> None:
    microphone = Microphone(8000)
    frames = [microphone.next_frame()]
    microphone.say(SPEECH)
    while microphone.speaking:
        frames.append(microphone.next_frame())
    frames.append(microphone.next_frame())
    assert [frame.size for frame in frames] == [160] * 5
    assert microphone.frames == 5
    sent = microphone.sent
    assert np.array_equal(sent, np.concatenate(frames))
    assert np.array_equal(sent[160:560], SPEECH)
    rest = np.concatenate([sent[:160], sent[560:]])
    assert 0 < np.abs(rest).max() < 100


def test_noise_goes_on_for_longer_than_it_was_made() -> None:
    microphone = Microphone(8000)
    for _ in range(250):
        frame = microphone.next_frame()
        assert frame.size == 160
        assert np.abs(frame).max() > 0


def test_the_level_is_that_of_the_last_100_ms() -> None:
    microphone = Microphone(8000, noise_dbfs=None)
    assert microphone.level_dbfs() == SILENCE_DBFS
    assert microphone.sent.size == 0
    microphone.say(np.full(800, 3277, dtype=np.int16))
    for _ in range(5):
        microphone.next_frame()
    assert microphone.level_dbfs() == pytest.approx(-20.0, abs=0.1)
    for _ in range(5):
        microphone.next_frame()
    assert microphone.level_dbfs() == SILENCE_DBFS
