from typing import Any, cast

import numpy as np

from voice_agent.config.registry import EngineContext
from voice_agent.turns.silence import make


def test_the_sound_says_nothing_either_way() -> None:
    engine = make(cast(EngineContext, cast(Any, None)))
    for audio in (np.zeros(0, np.int16), np.full(16000, 9000, np.int16)):
        assert engine.completeness(audio) == 0.5
