from __future__ import annotations

import pytest

from voice_agent.language.en.entities.spelling import AMBIGUOUS, spelled_runs
from voice_agent.language.en.entities.tokens import tokenise


def runs(text: str, **how: bool) -> list[str]:
    return [run.letters for run in spelled_runs(tokenise(text), **how)]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("S A R A H", ["SARAH"]),
        ("s, a, r, a and h", ["SARAH"]),
        ("S-A-M", ["SAM"]),
        ("s as in sugar a as in apple m", ["SAM"]),
        ("t for tommy", ["T"]),
        ("a double n a", ["ANNA"]),
        ("triple x", ["XXX"]),
        ("double u h y", ["WHY"]),
        ("sierra alpha mike", ["SAM"]),
        ("sierra alpha", []),
        ("sierra a", ["SA"]),
        ("i", []),
        ("double", []),
        ("send it to anna", []),
        ("it is a b and then c d", ["ABCD"]),
        ("it is a b or c d", ["AB", "CD"]),
        ("", []),
    ],
)
def test_letters(text: str, letters: list[str]) -> None:
    assert runs(text) == letters


def test_digits_may_be_among_the_letters() -> None:
    assert runs("n w one two d b", digits=True) == ["NW12DB"]
    assert runs("n w 1 2 d b", digits=True) == ["NW12DB"]
    assert runs("n w twenty one", digits=True) == ["NW21"]
    assert runs("o oh o", digits=True) == [AMBIGUOUS * 3]
    assert runs("n w one two d b") == ["NW", "DB"]


def test_blocks_of_capitals_count_where_they_are_wanted() -> None:
    assert runs("NW 1", digits=True, blocks=True) == ["NW1"]
    assert runs("nw 1", digits=True, blocks=True) == []
    assert runs("NW 1", digits=True) == []


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("b r why a n", ["BRYAN"]),
        ("s m i t aitch", ["SMITH"]),
        ("s m i t h and", ["SMITH"]),
        ("can I see a bee", []),
    ],
)
def test_words_that_sound_like_letters_count_between_them(text: str, letters: list[str]) -> None:
    assert runs(text, alike=True) == letters


def test_a_run_knows_its_tokens_and_whether_it_was_explained() -> None:
    (run,) = spelled_runs(tokenise("it is s for sugar u e please"))
    assert (run.first, run.end, run.letters, run.explained) == (2, 7, "SUE", True)
    (plain,) = spelled_runs(tokenise("s u e"))
    assert not plain.explained


def test_a_hint_before_the_letters_is_no_letter() -> None:
    runs = spelled_runs(tokenise("with a C, C a t h y"))
    assert [run.letters for run in runs] == ["CATHY"]
