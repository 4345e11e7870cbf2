from itertools import pairwise

import numpy as np
import pytest

from voice_agent.audio.pcm import rms_dbfs
from voice_agent.vad.limiter import LOUDEST_DBFS, Limiter


def window(dbfs: float) -> np.ndarray:
    at = np.arange(512) / 16000
    return (32768 * 10 ** (dbfs / 20) * np.sqrt(2) * np.sin(2 * np.pi * 250 * at)).astype(np.int16)


@pytest.mark.parametrize("dbfs", [-4.0, -10.0])
def test_shouting_comes_down_to_an_ordinary_level(dbfs: float) -> None:
    assert rms_dbfs(Limiter().push(window(dbfs))) == pytest.approx(LOUDEST_DBFS, abs=0.2)


def test_ordinary_speech_is_passed_on_as_it_came() -> None:
    sound = window(-20.0)
    assert Limiter().push(sound) is sound


def test_the_gain_comes_back_slowly() -> None:
    limiter = Limiter()
    limiter.push(window(-6.0))
    after = [rms_dbfs(limiter.push(window(-20.0))) for _ in range(12)]
    assert after[0] == pytest.approx(-29.0, abs=0.3)
    assert all(b >= a for a, b in pairwise(after))
    assert after[-1] == pytest.approx(-20.0, abs=0.1)
