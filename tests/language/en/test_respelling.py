"""Words that were written for others that sound the same."""

from __future__ import annotations

import pytest

from voice_agent.language.en.respelling import respelled

EXPECTED = ("freeze", "unfreeze", "balance", "loan", "Harbour Bank")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("frees my card", "freeze my card"),
        ("Freese my card", "freeze my card"),
        ("please frieze my card", "please freeze my card"),
        ("unfreese my card", "unfreeze my card"),
        ("what is my ballance", "what is my balance"),
        ("please un freeze my card", "please unfreeze my card"),
        ("Un-freeze it", "unfreeze it"),
        ("in an un real", "in an un real"),
        # Names, words that callers do say, and short ones.
        ("send 20 to Freese", "send 20 to Freese"),
        ("is it free", "is it free"),
        ("a lone wolf", "a lone wolf"),
        ("I ate fries", "I ate fries"),
    ],
)
def test_what_was_meant(text: str, meant: str) -> None:
    assert respelled(text, EXPECTED, {"fries"}) == meant


def test_what_sounds_like_two_words_stays() -> None:
    assert respelled("frees it", ("freeze", "freese"), ()) == "frees it"


def test_nothing_is_expected() -> None:
    assert respelled("un freeze it", (), ()) == "un freeze it"
