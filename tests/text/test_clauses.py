"""Cutting text into clauses, with a language of a few made-up words."""

from __future__ import annotations

import re

import pytest

from voice_agent.text.clauses import ClauseSplitter

split = ClauseSplitter(
    abbreviation=re.compile(r"^(?:dr|p\.m)\.$", re.IGNORECASE),
    ending_abbreviation=re.compile(r"p\.m\.$", re.IGNORECASE),
    number=re.compile(r"^(?:\d.*|dollars)[.,]?$"),
    number_link="plus",
    joining=frozenset({"joined"}),
).split


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("", []),
        ("  \n ", []),
        ("one", ["one"]),
        # Ends of sentences, however short; three letters are too short to be worth a clause.
        ("Done. That is all.", ["Done.", "That is all."]),
        ("Abc. That is all.", ["Abc.", "That is all."]),
        ("Ab. That is all.", ["Ab. That is all."]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        # Abbreviations end no sentence, unless a capital follows one that may.
        ("It is for Dr. Smith today.", ["It is for Dr. Smith today."]),
        ("We close at 5 p.m. today.", ["We close at 5 p.m. today."]),
        ("We close at 5 p.m. Call again.", ["We close at 5 p.m.", "Call again."]),
        # A comma ends a clause of eight characters or more if at least fifteen follow.
        ("Of course, I can send that today.", ["Of course,", "I can send that today."]),
        ("Of cours, I can send that today.", ["Of cours,", "I can send that today."]),
        ("Indeed, I can send that today.", ["Indeed, I can send that today."]),
        ("Of course, I can send.", ["Of course, I can send."]),
        ("Of course, I can say it.", ["Of course, I can say it."]),
        ("Of course, I can send it.", ["Of course,", "I can send it."]),
        # Not inside an amount or a date, with or without the linking word.
        ("It comes to 4,000, 17 dollars and so on.", ["It comes to 4,000, 17 dollars and so on."]),
    ],
)
def test_cuts(text: str, clauses: list[str]) -> None:
    assert split(text) == clauses


def test_a_long_clause_is_cut_before_a_joining_word() -> None:
    text = "a a a a a a a a a a a a a a a a a a a a a a a a a joined b b b b b b b b b b b b"
    assert split(text) == [text[:49], text[50:]]
    assert split("a a a joined b b b b b b b b b b") == ["a a a joined b b b b b b b b b b"]


def test_the_first_clause_may_end_before_a_number() -> None:
    text = "The balance of your account is 2 thousand and some more dollars today as I see it here"
    assert split(text) == [text[:30], text[31:]]


def test_the_linking_word_belongs_to_the_number() -> None:
    text = "So that would be, 10 plus 5, 20 dollars which is a lot of money for a thing like it"
    for clause in split(text):
        assert not clause.endswith("plus")
    assert " ".join(split(text)) == text


@pytest.mark.parametrize("text", ["x" * 1000, "a " * 500, "Wait... what?! Yes.", " a  b\tc\nd "])
def test_clauses_joined_are_the_text(text: str) -> None:
    assert " ".join(split(text)) == " ".join(text.split())
