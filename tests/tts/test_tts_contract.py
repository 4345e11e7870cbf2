"""What every voice must do. Add a new engine to ``ENGINES``."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest

from voice_agent.config.models import ModelStore
from voice_agent.tts.cache import CachedTts
from voice_agent.tts.engine import TtsEngine
from voice_agent.tts.piper import PiperEngine

pytestmark = pytest.mark.real


def piper() -> TtsEngine:
    return PiperEngine.load(ModelStore.open(verify=False).path("piper-en_US-joe-medium"))


ENGINES = [
    pytest.param(piper, id="piper"),
    pytest.param(lambda: CachedTts(piper()), id="cached piper"),
]


@pytest.fixture(params=ENGINES, scope="module")
def engine(request: pytest.FixtureRequest) -> TtsEngine:
    load: Callable[[], TtsEngine] = request.param
    return load()


def test_a_sentence_is_mono_audio_of_a_sensible_length(engine: TtsEngine) -> None:
    audio = engine.synthesise("Your balance is two hundred dollars.")
    assert audio.dtype == np.int16
    assert audio.ndim == 1
    assert 1.0 < audio.size / engine.sample_rate_hz < 4.0
    assert np.abs(audio.astype(int)).max() > 3000


def test_the_first_sound_comes_at_once(engine: TtsEngine) -> None:
    audio = engine.synthesise("What size would you like?")
    lead = np.flatnonzero(np.abs(audio.astype(int)) > 300)[0]
    assert lead / engine.sample_rate_hz < 0.03


@pytest.mark.parametrize(
    "text", ["", "   ", "...", "?!", "👍🎉", "—", "\n\x00\t", "()", "[[", "]]"]
)
def test_text_without_anything_to_say_is_no_audio(engine: TtsEngine, text: str) -> None:
    audio = engine.synthesise(text)
    assert audio.dtype == np.int16
    assert audio.shape == (0,)


@pytest.mark.parametrize(
    "text",
    ["[[x]] is fine", "Hello 👍 there", "100% <b>sure</b> & \\n done", "naïve café", "A" * 400],
)
def test_odd_text_is_spoken_not_refused(engine: TtsEngine, text: str) -> None:
    assert engine.synthesise(text).size > 1000


def test_two_calls_can_speak_at_the_same_time(engine: TtsEngine) -> None:
    sizes: dict[str, int] = {}

    def speak(text: str) -> None:
        sizes[text] = engine.synthesise(text).size

    texts = ["Yes.", "Your card will arrive in five to seven working days.", "Okay then."]
    calls = [threading.Thread(target=speak, args=(text,)) for text in texts]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert sizes[texts[1]] > 2 * max(sizes[texts[0]], sizes[texts[2]])
