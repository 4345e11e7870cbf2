"""Our recognisers keep the contract that ``voice_agent.testing.stt`` writes down, and more."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher
from functools import partial

import numpy as np
import onnxruntime
import pytest

from voice_agent.audio.resample import resample
from voice_agent.config.models import ModelStore
from voice_agent.core.errors import AudioError
from voice_agent.language import en
from voice_agent.stt.engine import SttEngine, is_streaming
from voice_agent.stt.whisper import WhisperEngine
from voice_agent.testing.pytest_helper import keeps_contract
from voice_agent.testing.stt import check
from voice_agent.tts.piper import PiperEngine

pytestmark = pytest.mark.real


def whisper(*, onnx: bool = True, beam_size: int = 1) -> SttEngine:
    engine = WhisperEngine.load(
        ModelStore.open(verify=False).path("whisper-tiny.en"),
        language=en,
        prompt=(
            "Can I get a latte? I'd like an iced mocha with almond milk. "
            "It's 4 4 1 7. The number is 9 0 2 1 0 6 8."
        ),
        onnx=onnx,
        beam_size=beam_size,
    )
    engine.warm()
    return engine


ENGINES = [
    pytest.param(whisper, id="whisper"),
    pytest.param(partial(whisper, onnx=False), id="whisper-ctranslate2"),
]


@pytest.fixture(params=ENGINES, scope="module")
def engine(request: pytest.FixtureRequest) -> SttEngine:
    load: Callable[[], SttEngine] = request.param
    return load()


@pytest.fixture(scope="module")
def say() -> Callable[[str], np.ndarray]:
    # Piper adds noise to its voice; with a seed the tests hear the same sound each time.
    onnxruntime.set_seed(1)
    voice = PiperEngine.load(ModelStore.open(verify=False).path("piper-en_US-joe-medium"))

    def spoken(text: str) -> np.ndarray:
        audio = resample(voice.synthesise(text), voice.sample_rate_hz, 16_000)
        return np.concatenate([audio, np.zeros(3200, np.int16)])

    return spoken


def test_a_recogniser_keeps_its_contract(
    engine: SttEngine, say: Callable[[str], np.ndarray]
) -> None:
    speech = say("Can I get a latte with almond milk, please?")
    keeps_contract(check(engine, speech=(speech, "latte with almond milk"), at_once=3))


def test_a_telephone_band_does_not_matter(
    engine: SttEngine, say: Callable[[str], np.ndarray]
) -> None:
    audio = resample(
        resample(say("I would like a latte with almond milk, please."), 16_000, 8000), 8000, 16_000
    )
    assert "almond milk" in engine.transcribe(audio, 16_000).text.lower()


@pytest.mark.slow
def test_a_minute_of_talk_is_recognised_to_its_end(
    engine: SttEngine, say: Callable[[str], np.ndarray]
) -> None:
    middle = [
        "My name is on the front of the card, and the number is on the back.",
        "I went to the shop last week, and the door was closed.",
        "Nobody answered the phone when I called in the afternoon.",
        "It rained all day, so we stayed at home and watched a film.",
        "My brother works in a garage near the river.",
        "The train was late again, and I missed the meeting.",
        "We would like to come by on Saturday with the children.",
        "Is there a place to park the car behind the house?",
    ]
    sentences = ["I'd like a latte with almond milk.", *middle, *middle[::-1]]
    audio = np.concatenate([say(s) for s in [*sentences, "Please call me back tomorrow morning."]])
    assert audio.size > 45 * 16_000
    text = engine.transcribe(audio, 16_000).text.lower()
    assert "almond milk" in text[:60]
    assert "tomorrow morning" in text[-60:]


@pytest.mark.parametrize("rate_hz", [8000, 22_050])
def test_a_rate_it_cannot_take_is_refused(engine: SttEngine, rate_hz: int) -> None:
    with pytest.raises(AudioError):
        engine.transcribe(np.zeros(100, np.int16), rate_hz)


def test_words_so_far_as_a_draft_change_nothing(
    engine: SttEngine, say: Callable[[str], np.ndarray]
) -> None:
    audio = say("I'd like to know what a transfer to another bank costs me, please.")
    plain = engine.transcribe(audio, 16_000)
    for draft in ("I'd like to know what.", plain.text, "Something else was said before.", " "):
        drafted = engine.transcribe(audio, 16_000, draft=draft)
        assert drafted.text == plain.text
        assert drafted.confidence == pytest.approx(plain.confidence, abs=0.01)


@pytest.mark.slow
def test_onnx_says_what_ctranslate2_says(say: Callable[[str], np.ndarray]) -> None:
    """Word for word but for a near tie, which either may decide otherwise."""
    ours, theirs = whisper(), whisper(onnx=False)
    words: tuple[list[str], list[str]] = ([], [])
    for text in (
        "Can I get a large latte with almond milk, please?",
        "My card was stolen yesterday, and somebody paid with it in a shop.",
        "No, that's wrong. It is the tenth of May.",
    ):
        for engine, said in zip((ours, theirs), words, strict=True):
            said += engine.transcribe(say(text), 16_000).text.split()
    assert SequenceMatcher(None, *words).ratio() > 0.9


def test_beams_give_alternatives(say: Callable[[str], np.ndarray]) -> None:
    audio = say("My postcode is S W one A, two A A.")
    greedy, beams = whisper(), whisper(beam_size=4)
    assert greedy.transcribe(audio, 16_000).alternatives == ()
    transcript = beams.transcribe(audio, 16_000)
    assert 1 <= len(transcript.alternatives) <= 3
    assert transcript.text not in transcript.alternatives
    assert len(set(transcript.alternatives)) == len(transcript.alternatives)
    assert all(text.strip() for text in transcript.alternatives)


def test_an_engine_that_has_a_session_is_streaming() -> None:
    class Streaming:
        def session(self) -> None: ...

    assert is_streaming(Streaming())
    assert not is_streaming(object())
