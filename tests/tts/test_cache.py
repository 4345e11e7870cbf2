from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.tts.cache import SpokenCache
from voice_agent.tts.kept import KeptSentences


def audio(text: str, value: int = 1) -> np.ndarray:
    """Ten samples, twenty bytes, a character."""
    return np.full(10 * len(text), value, np.int16)


def put(cache: SpokenCache, *texts: str) -> None:
    for text in texts:
        cache.put(text, audio(text))


def test_what_was_said_is_there_whatever_its_white_space() -> None:
    cache, said = SpokenCache(), audio("Hello.")
    assert cache.get("Hello.") is None
    cache.put("Hello.", said)
    assert cache.get(" Hello.\n") is said
    cache.put(" a  b ", said)
    assert cache.get("a b") is said


def test_the_least_recently_used_goes_when_the_limit_is_reached() -> None:
    cache = SpokenCache(max_bytes=40)
    put(cache, "a", "b")
    assert cache.get("a") is not None
    put(cache, "c")
    assert [cache.get(text) is not None for text in "abc"] == [True, False, True]
    assert cache.bytes == 40


def test_a_sentence_as_large_as_the_limit_fits_and_a_larger_one_is_not_kept() -> None:
    cache = SpokenCache(max_bytes=40)
    put(cache, "ab")
    assert cache.get("ab") is not None
    put(cache, "abc")
    assert cache.get("abc") is None
    assert cache.get("ab") is not None
    assert cache.bytes == 40


def test_the_same_sentence_again_replaces_the_first_and_is_counted_once() -> None:
    cache, second = SpokenCache(), audio("Hi.", 2)
    put(cache, "Hi.")
    cache.put("Hi.", second)
    assert cache.get("Hi.") is second
    assert cache.bytes == second.nbytes


def test_prepared_sentences_are_never_dropped() -> None:
    cache = SpokenCache(max_bytes=40)
    cache.put_prepared("a", audio("a"))
    put(cache, *"bcdefg")
    assert cache.get("a") is not None
    assert cache.bytes == 40


def test_prepared_sentences_are_on_disk_for_the_next_start(tmp_path: Path) -> None:
    first = SpokenCache(kept=KeptSentences(tmp_path, "v1"))
    first.put_prepared("Hi.", audio("Hi.", 7))
    first.trim()
    second = SpokenCache(kept=KeptSentences(tmp_path, "v1"))
    assert second.recall(["Hi.", "New.", "New. ", "Hi."]) == ["New."]
    recalled = second.get("Hi.")
    assert recalled is not None
    assert recalled.tolist() == [7] * 30
    assert SpokenCache(kept=KeptSentences(tmp_path, "v2")).recall(["Hi."]) == ["Hi."]
    assert SpokenCache().recall(["Hi."]) == ["Hi."]


def test_what_one_caller_is_told_is_not_on_disk(tmp_path: Path) -> None:
    cache = SpokenCache(kept=KeptSentences(tmp_path, "v1"))
    put(cache, "Your balance is ten dollars.")
    assert list(tmp_path.iterdir()) == []


def test_shared_audio_cannot_be_changed_by_one_call(tmp_path: Path) -> None:
    cache = SpokenCache(kept=KeptSentences(tmp_path, "v1"))
    put(cache, "a")
    cache.put_prepared("b", audio("b"))
    again = SpokenCache(kept=KeptSentences(tmp_path, "v1"))
    again.recall(["b"])
    for said in (cache.get("a"), cache.get("b"), again.get("b")):
        assert said is not None
        with pytest.raises(ValueError, match="read-only"):
            said[0] = 0


def test_bytes_are_counted_right_from_several_threads() -> None:
    cache = SpokenCache(max_bytes=2000)
    threads = [
        threading.Thread(target=put, args=(cache, *(f"{n} {m % 7}" for m in range(200))))
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    there = [
        said for n in range(4) for m in range(7) if (said := cache.get(f"{n} {m}")) is not None
    ]
    assert cache.bytes == sum(said.nbytes for said in there) <= 2000


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"tts\.max_bytes: expected 0 or more, got -1"):
        SpokenCache(max_bytes=-1)
