"""One value out of many hypotheses."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language.en import choose, normalise
from voice_agent.language.en.entities.name_votes import spelled_name
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.language.specs import EntitySpec

TODAY = date(2026, 11, 22)
NAME = EntitySpec(kind="name")
FOUR = EntitySpec(kind="digits", min_length=4, max_length=4)


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        (["call Clark", "call Clarke", "Carl Clark"], "Carl Clark"),
        (["play Heart", "Claire Hart"], "Claire Hart"),
        (["grade Martin", "Craig Martin", "braid Martin"], "Craig Martin"),
        # "At" and "I'm" are in no name; "Will" is.
        (["Laura At Wood", "Laura Atwood"], "Laura Atwood"),
        (["Peter I'm Holt", "Peter Holt"], "Peter Holt"),
        (["Will Smith", "Wilt Smith"], "Will Smith"),
        (["Laura At Wood"], "Laura At Wood"),
        # A name nobody has heard of stays when nothing better was heard.
        (["Xylia Quorn", "Xylia Quorn's"], "Xylia Quorn"),
        (["Tom", "Tom Brown"], "Tom"),
        (["o'brien"], "O'Brien"),
        (["yes", "no"], None),
        ([], None),
    ],
)
def test_names(heard: list[str], name: str | None) -> None:
    assert choose(NAME, heard, today=TODAY) == name


@pytest.mark.parametrize(
    ("said", "spelled", "name"),
    [
        (["Amy Nolan", "Aimee Nolan"], ["a i m e e"], "Aimee Nolan"),
        (["Amy Nolan", "Aimee Nolan"], ["a m y n o l a n"], "Amy Nolan"),
        (["Jean Turner", "Gene Turner"], ["g e n e"], "Gene Turner"),
        (["Kerry Hotel", "Carrie Patel", "Kerry Patel"], ["p a t e l"], "Kerry Patel"),
        (["Damien Barker", "Damian Barker"], ["d a m i a n b a r k ER"], "Damian Barker"),
    ],
)
def test_a_spelling_corrects_what_was_said(said: list[str], spelled: list[str], name: str) -> None:
    assert choose(NAME, spelled, today=TODAY, earlier=[said]) == name


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Jo r d a n th o m a s", "jordanthomas"),
        ("t o b y space d e a n", "toby dean"),
        ("my name is b e th", "beth"),
        ("it's to S I O B H A N", "siobhan"),
        ("to m a s", "tomas"),
        ("juliet alpha kilo echo", "jake"),
        ("smith s m i t h", ""),
        ("J P Morgan", ""),
        ("sarah connor", ""),
        ("can I see a bee", ""),
    ],
)
def test_what_is_spelled_and_nothing_else(text: str, letters: str) -> None:
    assert spelled_name(tokenise(text)) == letters


def test_lumps_of_letters_are_cut_into_known_names() -> None:
    assert normalise(NAME, "Jo r d a n th o m a s", today=TODAY) == "Jordan Thomas"
