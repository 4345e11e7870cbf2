from __future__ import annotations

import numpy as np
import pytest

from voice_agent.audio.levels import speech_bounds
from voice_agent.audio.pcm import rms_dbfs
from voice_agent.core.resources import pipelines_folder
from voice_agent.demo.make_audio import RATE_HZ, make_line
from voice_agent.demo.script import Script, load_script

pytestmark = pytest.mark.real

SHORT = 3


@pytest.fixture(scope="module")
def script() -> Script:
    return load_script(pipelines_folder() / "bank" / "demo" / "script.yaml", with_audio=False)


def test_a_line_is_the_same_every_time(script: Script) -> None:
    assert np.array_equal(make_line(script, SHORT), make_line(script, SHORT))


def test_a_line_stays_in_the_telephone_band(script: Script) -> None:
    line = make_line(script, SHORT).astype(np.float64)
    power = np.square(np.abs(np.fft.rfft(line)))
    hz = np.fft.rfftfreq(line.size, 1 / RATE_HZ)
    outside = power[(hz < 200) | (hz > 3500)].sum() / power.sum()
    assert 10 * np.log10(outside) < -30


def test_line_noise_lies_under_the_speech(script: Script) -> None:
    line = make_line(script, SHORT)
    begin, end = speech_bounds(line, RATE_HZ)
    assert abs(rms_dbfs(line[: begin - 80]) - script.noise_dbfs) < 3
    assert abs(rms_dbfs(line[begin:end]) - script.voices["calm"].level_dbfs) < 3


def test_an_angry_caller_is_louder(script: Script) -> None:
    calm, angry = make_line(script, SHORT), make_line(script, len(script.lines) - 1)
    assert rms_dbfs(angry) > rms_dbfs(calm) + 4
