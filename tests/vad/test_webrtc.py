from __future__ import annotations

import numpy as np
import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.vad.webrtc import WebRtcVad


def test_the_probability_is_the_share_of_the_last_five_answers() -> None:
    session = WebRtcVad.load(aggressiveness=3).session()
    tone = (10_000 * np.sin(np.arange(320) / 3)).astype(np.int16)
    rising = [session.speech_probability(tone) for _ in range(8)]
    assert set(rising) <= {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}
    assert rising[0] <= 0.2
    assert max(rising) >= 0.8
    for _ in range(30):
        last = session.speech_probability(np.zeros(320, np.int16))
    assert last == 0.0


@pytest.mark.parametrize("wrong", [-1, 4])
def test_aggressiveness_is_checked(wrong: int) -> None:
    with pytest.raises(ConfigError, match=r"args\.aggressiveness: expected 0, 1, 2 or 3"):
        WebRtcVad.load(aggressiveness=wrong)
