from __future__ import annotations

import threading

import numpy as np
import pytest

from voice_agent.errors import ConfigError
from voice_agent.tts.cache import CachedTts


class CountingVoice:
    """Speaks ten samples a character and remembers what it was asked."""

    sample_rate_hz = 22_050

    def __init__(self) -> None:
        self.asked: list[str] = []

    def synthesise(self, text: str) -> np.ndarray:
        self.asked.append(text)
        return np.full(10 * len(text), len(self.asked), np.int16)


def test_a_sentence_is_made_once() -> None:
    voice = CountingVoice()
    cached = CachedTts(voice)
    first = cached.synthesise("Hello.")
    assert cached.synthesise(" Hello.\n") is first
    assert voice.asked == ["Hello."]
    assert cached.sample_rate_hz == 22_050


def test_the_least_recently_used_goes_when_the_limit_is_reached() -> None:
    voice = CountingVoice()
    cached = CachedTts(voice, max_bytes=40)
    cached.synthesise("a")
    cached.synthesise("b")
    cached.synthesise("a")
    cached.synthesise("c")
    assert [text in cached for text in "abc"] == [True, False, True]
    assert cached.bytes == 40


def test_a_sentence_larger_than_the_limit_is_spoken_but_not_kept() -> None:
    cached = CachedTts(CountingVoice(), max_bytes=40)
    cached.synthesise("a")
    assert cached.synthesise("long sentence").size == 130
    assert "long sentence" not in cached
    assert "a" in cached


def test_prepared_sentences_are_there_at_once() -> None:
    voice = CountingVoice()
    cached = CachedTts(voice)
    cached.prepare(["Hi.", "Bye.", "Hi."])
    assert "Hi." in cached
    assert "Bye." in cached
    assert 3 not in cached
    assert voice.asked == ["Hi.", "Bye."]


def test_shared_audio_cannot_be_changed_by_one_call() -> None:
    audio = CachedTts(CountingVoice()).synthesise("Hi.")
    with pytest.raises(ValueError, match="read-only"):
        audio[0] = 0


def test_bytes_are_counted_right_when_two_calls_make_the_same_sentence() -> None:
    both_are_in = threading.Barrier(2)

    class SlowVoice(CountingVoice):
        def synthesise(self, text: str) -> np.ndarray:
            both_are_in.wait(timeout=5)
            return super().synthesise(text)

    cached = CachedTts(SlowVoice())
    calls = [threading.Thread(target=cached.synthesise, args=("Hi.",)) for _ in range(2)]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert cached.bytes == cached.synthesise("Hi.").nbytes


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"tts\.max_bytes"):
        CachedTts(CountingVoice(), max_bytes=-1)
