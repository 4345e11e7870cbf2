from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.tts.cache import CachedTts
from voice_agent.tts.kept import KeptSentences


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
    assert [cached.remembered(text) is not None for text in "abc"] == [True, False, True]
    assert cached.bytes == 40


def test_a_sentence_larger_than_the_limit_is_spoken_but_not_kept() -> None:
    cached = CachedTts(CountingVoice(), max_bytes=40)
    cached.synthesise("a")
    assert cached.synthesise("long sentence").size == 130
    assert cached.remembered("long sentence") is None
    assert cached.remembered("a") is not None


def test_prepared_sentences_are_there_at_once() -> None:
    voice = CountingVoice()
    cached = CachedTts(voice)
    assert cached.prepare(["Hi.", "Bye.", "Hi."]) == 2
    assert cached.remembered(" Hi.") is not None
    assert cached.remembered("Bye.") is not None
    assert cached.remembered("Hello.") is None
    cached.synthesise("Hi.")
    assert voice.asked == ["Hi.", "Bye."]


def test_prepared_sentences_are_never_forgotten() -> None:
    cached = CachedTts(CountingVoice(), max_bytes=40)
    cached.prepare(["a"])
    for text in "bcdefg":
        cached.synthesise(text)
    assert cached.remembered("a") is not None
    assert cached.bytes == 40


def test_a_second_start_makes_nothing_anew(tmp_path: Path) -> None:
    first, second = CountingVoice(), CountingVoice()
    CachedTts(first, kept=KeptSentences(tmp_path, "v1")).prepare(["Hi.", "Bye."])
    cached = CachedTts(second, kept=KeptSentences(tmp_path, "v1"))
    assert cached.prepare(["Hi.", "Bye.", "New."]) == 1
    assert second.asked == ["New."]
    assert list(cached.synthesise("Bye.")) == [2] * 40
    with pytest.raises(ValueError, match="read-only"):
        cached.synthesise("Bye.")[0] = 0


def test_what_is_on_disk_is_recalled_and_what_is_not_is_named(tmp_path: Path) -> None:
    voice = CountingVoice()
    CachedTts(CountingVoice(), kept=KeptSentences(tmp_path, "v1")).prepare(["Hi."])
    cached = CachedTts(voice, kept=KeptSentences(tmp_path, "v1"))
    assert cached.recall(["Hi.", "New.", "New."]) == ["New."]
    assert cached.remembered("Hi.") is not None
    assert voice.asked == []
    assert CachedTts(voice).recall(["Hi."]) == ["Hi."]


def test_what_one_caller_is_told_is_not_kept(tmp_path: Path) -> None:
    cached = CachedTts(CountingVoice(), kept=KeptSentences(tmp_path, "v1"))
    cached.synthesise("Your balance is ten dollars.")
    assert list(tmp_path.iterdir()) == []


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
