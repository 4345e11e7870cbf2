import numpy as np
import pytest

from benchmarks.latency.recognition import Heard, figures, on_the_phone, understood
from benchmarks.latency.recordings import Label, Recording
from voice_agent.core.turn import Entity, Transcript, TurnReading

TONE = (8000 * np.sin(2 * np.pi * 440 * np.arange(16000) / 16000)).astype(np.int16)


def recording(text: str = "", label: Label | None = None) -> Recording:
    return Recording("a", TONE, text, label)


def reading(intent: str, **entities: str) -> TurnReading:
    named = tuple(Entity(name, value, value, 0, 1) for name, value in entities.items())
    return TurnReading(Transcript("one latte", 1.0), intent, confidence=0.9, entities=named)


def test_noise_lies_as_far_below_the_speech_as_asked_and_the_same_each_time() -> None:
    heard = on_the_phone(recording(), 10.0, seed=3).samples
    assert np.array_equal(heard, on_the_phone(recording(), 10.0, seed=3).samples)
    noise = heard.astype(float) - on_the_phone(recording(), 200.0, seed=3).samples
    below = 20 * np.log10(np.std(TONE) / np.std(noise))
    assert below == pytest.approx(10.0, abs=0.3)


def test_a_label_wants_its_intent_and_exactly_its_details() -> None:
    label = Label("order", {"size": "large"})
    assert understood(recording(), reading("order")) is None
    assert understood(recording(label=label), reading("order", size="Large"))
    assert not understood(recording(label=label), reading("order", size="large", milk="soy"))
    assert understood(recording(label=Label("hours")), reading("hours", size="large"))


def test_words_count_where_they_are_known_and_differences_everywhere() -> None:
    full = [Heard(recording("a large latte"), "A large latte.", True, 200.0)]
    short = [Heard(recording("a large latte"), "a lodge latte", False, 80.0)]
    found = figures(short, full)
    assert found["word errors, %"] == pytest.approx(33.33)
    assert found["words unlike those from 30 s, %"] == pytest.approx(33.33)
    assert found["understood, %"] == 0
    assert figures([Heard(recording(), "x", None, 1.0)], full)["word errors, %"] is None
