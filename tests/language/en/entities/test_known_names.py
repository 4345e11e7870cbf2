from __future__ import annotations

import pytest

from voice_agent.language.en.entities.known_names import (
    family_names,
    given_names,
    is_common_name,
    strangeness,
)


def test_names_are_ranked_from_the_commonest() -> None:
    for names in (given_names(), family_names()):
        ranks = list(names.values())
        assert ranks == list(range(1, len(ranks) + 1))
        assert all(name == name.lower().strip() for name in names)
    assert given_names()["sarah"] < given_names()["xavier"]
    assert family_names()["smith"] == 1


@pytest.mark.parametrize("name", ["sarah", "harlow", "smith", "qureshi", "will", "jo"])
def test_common_names(name: str) -> None:
    assert is_common_name(name)


@pytest.mark.parametrize("word", ["no", "then", "hey", "can", "zzz", ""])
def test_a_rare_name_that_is_another_word_is_no_common_name(word: str) -> None:
    assert not is_common_name(word)


@pytest.mark.parametrize(
    ("name", "score"), [("a", 0.0), ("b", 0.1), ("c", 0.2), ("zzz", 1.4), ("", 1.4)]
)
def test_rare_names_are_stranger_and_unknown_words_strangest(name: str, score: float) -> None:
    assert strangeness(name, {"a": 1, "b": 10, "c": 100}) == pytest.approx(score)


def test_the_strangest_part_of_a_double_name_counts() -> None:
    known = {"a": 1, "b": 10}
    assert strangeness("a-b", known) == pytest.approx(0.1)
    assert strangeness("a zzz", known) == 1.4
