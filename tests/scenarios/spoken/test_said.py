"""Word errors and times of what callers said."""

from __future__ import annotations

import pytest

from voice_agent.scenarios.spoken.said import NEVER, Said, answer_times_ms, word_errors


@pytest.mark.parametrize(
    ("text", "heard", "errors", "words"),
    [
        ("send 250 dollars to Sarah", ("Send $250 to Sarah.",), 0, 7),
        ("sixty dollars", ("$60",), 0, 2),
        ("twenty percent", ("20%",), 0, 2),
        ("one thousand two hundred", ("1,200",), 0, 4),
        ("on the 3rd", ("On the third.",), 0, 3),
        ("four four seven seven", ("4477",), 0, 4),
        ("Okay, wait a second.", ("Okay.", "Wait a second."), 0, 4),
        ("I said Mark, not Mike.", ("I said mark, not mine.",), 1, 5),
        ("Yes.", (), 1, 1),
        ("", ("4477",), 0, 0),
    ],
)
def test_word_errors_do_not_depend_on_how_numbers_are_written(
    text: str, heard: tuple[str, ...], errors: int, words: int
) -> None:
    assert word_errors([Said(text, heard, 200.0)]) == (errors, words)


def test_word_errors_and_times_of_several() -> None:
    said = [Said("yes", ("yes",), 210.0), Said("no", ("know",), NEVER)]
    assert word_errors(said) == (1, 2)
    assert answer_times_ms(said) == [210.0]
