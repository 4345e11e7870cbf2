"""Names, said and spelled; who somebody is to the caller is not part of a name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language import EntitySpec, Span
from voice_agent.language.en import extract, normalise
from voice_agent.language.en.entities.names import scan_names
from voice_agent.language.en.entities.tokens import tokenise

TODAY = date(2026, 11, 22)  # A Sunday.

NAME = [
    ("Sarah Jane", "Sarah Jane"),
    ("Dr. Smith", "Dr Smith"),
    ("Sarah O'Connor", "Sarah O'Connor"),
    ("Jean-Luc", "Jean-Luc"),
    ("Señor Núñez", "Señor Núñez"),
    ("alpha", "Alpha"),
    ("no sarah", "Sarah"),
    ("bob no sarah", "Sarah"),
    ("it is spelled J O H N", "John"),
    ("sarah", "Sarah"),
    ("Sarah", "Sarah"),
    ("S A R A H", "Sarah"),
    ("I S L A, I S L A", "Isla"),
    ("M I M I", "Mimi"),
    ("Isla Santos, I S L A S A N T O S.", "Isla Santos"),
    ("Ayla Santo, I S L A S A N T O S.", "Isla Santos"),
    ("Ana de Souza, A N A D E S O U S A", "Ana de Sousa"),
    ("S-A-R-A-H", "Sarah"),
    ("s a r a h", "Sarah"),
    ("s for sugar a for apple r a h", "Sarah"),
    ("my name is sarah connor", "Sarah Connor"),
    ("to sarah", "Sarah"),
    ("o'brien", "O'Brien"),
    ("mary-jane watson", "Mary-Jane Watson"),
    ("him", None),
    ("my mom", "Mom"),
    ("sierra alpha romeo alpha hotel", "Sarah"),
    ("s as in sugar a as in apple m", "Sam"),
    ("Sara S A R A H", "Sarah"),
    ("sarah connor c o n n o r", "Sarah Connor"),
    ("a double n a", "Anna"),
    ("J P Morgan", "J P Morgan"),
    ("John Q Public", "John Q Public"),
    ("the electric company", "Electric Company"),
    ("mcdonald", "McDonald"),
    ("McDonald", "McDonald"),
    ("Sarah's", "Sarah"),
    ("ludwig van beethoven", "Ludwig van Beethoven"),
    ("", None),
    ("1234", None),
    ("rose", "Rose"),
    ("S. A. R. A. H.", "Sarah"),
    ("S, A, R, A, H", "Sarah"),
    ("SARAH", "Sarah"),
]


@pytest.mark.parametrize(("text", "value"), NAME)
def test_name(text: str, value: Any) -> None:
    assert normalise(EntitySpec(kind="name"), text, today=TODAY) == value


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my brother Tom", "Tom"),
        ("brother tom", "Tom"),
        ("my best friend sarah connor", "Sarah Connor"),
        ("my sister's boyfriend mike", "Mike"),
        ("my brother in law dave", "Dave"),
        ("tom my brother", "Tom"),
        ("my landlord Mr Miller", "Mr Miller"),
        ("my friend Tom's account", "Tom"),
        ("my mom", "Mom"),
        ("my brother", "Brother"),
        ("my landlord", "Landlord"),
        ("aunt sally", "Aunt Sally"),
    ],
)
def test_relations(text: str, name: str) -> None:
    assert normalise(EntitySpec(kind="name"), text, today=TODAY) == name


def test_where_a_full_name_is_wanted_one_word_is_none() -> None:
    full = EntitySpec(kind="name", full=True)
    for text in ("Tom", "t o m", "my brother Tom", "it is tom"):
        assert normalise(full, text, today=TODAY) is None
    assert normalise(full, "Tom Brown", today=TODAY) == "Tom Brown"
    text = "my name is Tom"
    spans = [Span("name", 11, 14)]
    assert extract({"name": full}, text, spans, today=TODAY) == ()
    assert [
        e.value for e in extract({"name": EntitySpec(kind="name")}, text, spans, today=TODAY)
    ] == ["Tom"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("send money to Cleo", ["Cleo"]),
        ("Please pay 30 dollars to Flo today", ["Flo"]),
        ("send 15 dollars to April tomorrow", ["April"]),
        ("pay my rent from May to June", []),
        ("send it to Monday", []),
        ("I want to talk to Flo", []),
        ("send the statement to Main Street", []),
        ("transfer 20 to Savings", []),
    ],
)
def test_who_is_paid_at_the_end(text: str, names: list[str]) -> None:
    assert [found.value for found in scan_names(tokenise(text))] == names
