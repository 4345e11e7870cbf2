"""Our voices keep the contract that ``voice_agent.testing.tts`` writes down."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from voice_agent.config.models import ModelStore
from voice_agent.testing.pytest_helper import keeps_contract
from voice_agent.testing.tts import check
from voice_agent.tts.engine import TtsEngine, is_streaming
from voice_agent.tts.piper import PiperEngine

pytestmark = pytest.mark.real


def piper() -> TtsEngine:
    return PiperEngine.load(ModelStore.open(verify=False).path("piper-en_US-joe-medium"))


ENGINES = [pytest.param(piper, id="piper")]


@pytest.mark.parametrize("load", ENGINES)
def test_a_voice_keeps_its_contract(load: Callable[[], TtsEngine]) -> None:
    keeps_contract(check(load(), at_once=3))


@pytest.mark.parametrize("load", ENGINES)
def test_the_first_sound_comes_at_once(load: Callable[[], TtsEngine]) -> None:
    engine = load()
    audio = engine.synthesise("What size would you like?")
    lead = np.flatnonzero(np.abs(audio.astype(int)) > 300)[0]
    assert lead / engine.sample_rate_hz < 0.03


def test_an_engine_that_has_a_stream_is_streaming() -> None:
    class Streaming:
        def stream(self) -> None: ...

    assert is_streaming(Streaming())
    assert not is_streaming(object())
