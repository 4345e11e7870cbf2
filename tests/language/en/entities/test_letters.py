from __future__ import annotations

import pytest

from voice_agent.language.en.entities.letters import (
    HOMOPHONES,
    NATO,
    confusions,
    explanation,
    readings,
)
from voice_agent.language.en.entities.tokens import tokenise


def read(text: str, at: int = 0) -> dict[str, float]:
    return {one.text: one.cost for one in readings(tokenise(text), at)}


@pytest.mark.parametrize(
    ("text", "reading", "cost"),
    [
        ("b", "b", 0.0),
        ("bee", "b", 0.1),
        ("see", "c", 0.3),
        ("bravo", "b", 0.0),
        ("seven", "7", 0.0),
        ("oh", "0", 0.0),
        ("oh", "o", 0.3),
        ("for", "4", 0.3),
        ("twenty one", "21", 0.0),
        ("fifteen", "15", 0.0),
        ("44", "44", 0.0),
        ("double t", "tt", 0.0),
        ("triple seven", "777", 0.0),
        ("double you", "w", 0.0),
        ("double u", "uu", 1),
        ("+", "n", 0.3),
        ("NW", "nw", 0.0),
        ("nw", "nw", 0.0),
        ("cat", "cat", 0.7),
        ("CAT", "cat", 0.0),
        ("gulf", "g", 1),
        ("teddy", "t", 2),
    ],
)
def test_what_a_token_may_mean(text: str, reading: str, cost: float) -> None:
    assert read(text)[reading] == cost


@pytest.mark.parametrize("text", [",", "double", "'"])
def test_some_tokens_mean_nothing(text: str) -> None:
    assert all(cost >= 1 for cost in read(text).values())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("b for bravo please", {("b", 1), ("b", 3)}),
        ("b for teddy please", {("b", 1), ("t", 3)}),
        ("twenty one b", {("21", 2), ("t", 1), ("i", 1)}),
        ("double t", {("tt", 2), ("d", 1)}),
    ],
)
def test_a_reading_ends_after_what_belongs_to_it(text: str, found: set[tuple[str, int]]) -> None:
    assert {(one.text, one.end) for one in readings(tokenise(text), 0)} == found


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("t for tommy", 3),
        ("t like tommy", 3),
        ("t as in tommy", 4),
        ("t for bravo", 0),
        ("t for t", 0),
        ("t as in bravo", 0),
        ("t as tommy", 0),
        ("x ray", 2),
        ("x-ray", 2),
        ("y ray", 0),
        ("t", 0),
    ],
)
def test_an_explanation_belongs_to_its_letter(text: str, end: int) -> None:
    assert explanation(tokenise(text), 0) == end


def test_a_character_is_confused_with_those_that_sound_like_it() -> None:
    assert confusions("5")["v"] == 0.2
    assert confusions("m")["n"] == 1
    assert confusions("e")["3"] == 2
    assert confusions("z")["z"] == 0.0
    assert confusions("?") == {"?": 0.0}
    for one in "abcdefghijklmnopqrstuvwxyz0123456789":
        for other, cost in confusions(one).items():
            assert confusions(other)[one] == cost


def test_code_words_begin_with_their_letter_and_homophones_are_words() -> None:
    assert set(NATO.values()) == set("abcdefghijklmnopqrstuvwxyz")
    assert all(word[0] == letter for word, letter in NATO.items())
    assert HOMOPHONES["why"] == "y"
