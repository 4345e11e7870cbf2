"""What a caller rules out is no value."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language import EntitySpec, Span
from voice_agent.language.en import extract, normalise
from voice_agent.language.en.entities.retractions import (
    is_ruled_out,
    takes_back,
    without_retracted,
    without_ruled_out,
)
from voice_agent.language.en.entities.tokens import Match, tokenise

TODAY = date(2026, 11, 27)  # A Friday.


def value(kind: str, text: str, **keys: Any) -> Any:
    found = normalise(EntitySpec.model_validate({"kind": kind, **keys}), text, today=TODAY)
    return found["amount"] if isinstance(found, dict) else found


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("money", "fifteen, not fifty", 15.0),
        ("money", "not fifty, fifteen", 15.0),
        ("money", "fifty not fifteen", 50.0),
        ("money", "not fifty", None),
        ("money", "it isn't fifty it's sixty", 60.0),
        ("money", "sixty instead of fifty", 60.0),
        ("money", "sixty rather than fifty", 60.0),
        ("money", "why not fifty", 50.0),
        ("money", "two hundred, I mean three hundred", 300.0),
        ("money", "change it from fifty to sixty", 60.0),
        ("money", "make it sixty, not a hundred", 60.0),
        ("time", "not two, three", "15:00"),
        ("time", "at three not at two", "15:00"),
        ("date", "on Monday, not Tuesday", "2026-11-30"),
        ("date", "not on Monday, on Tuesday", "2026-12-01"),
        ("date", "to Anna on, no, tomorrow", "2026-11-28"),
        ("date", "move it from Monday to Tuesday", "2026-12-01"),
        ("date", "change Monday to Tuesday", "2026-12-01"),
        ("date", "if not Monday then any day", "2026-11-30"),
        ("number", "three, not four", 3),
        ("name", "Mark, not Mike", "Mark"),
        ("name", "I said Mark not Mike", "Mark"),
        ("name", "not to Mike Smith, Mark", "Mark"),
        ("name", "it's not Mike it's Mark", "Mark"),
        ("name", "Mark instead of Mike", "Mark"),
        ("name", "not Mike", None),
        ("name", "Knott", "Knott"),
    ],
)
def test_what_is_ruled_out_is_no_value(kind: str, text: str, expected: Any) -> None:
    assert value(kind, text) == expected


def test_a_listed_value_can_be_ruled_out() -> None:
    accounts: dict[str, list[str]] = {"checking": [], "savings": []}
    assert value("list", "checking not savings", values=accounts) == "checking"
    assert value("list", "not savings", values=accounts) is None


@pytest.mark.parametrize(
    ("text", "marked", "found"),
    [
        ("a small coffee, no milk", None, ["small"]),
        ("a small coffee with no milk", "milk", ["small"]),
        ("a small coffee without milk, with sugar", None, ["small", "sugar"]),
        ("a small coffee, no milk", "no milk", ["small"]),
        ("a small coffee, hold the milk", "milk", ["small"]),
        ("a small coffee, I don't want any milk", "milk", ["small"]),
        ("skip the sugar, a large one", None, ["large"]),
        ("a large one and she doesn't want any sugar in it", None, ["large"]),
        ("a large one, he does not need the milk", None, ["large"]),
        ("I can't have milk, a small one", None, ["small"]),
        ("a small one, leave the milk out", None, ["small"]),
        ("a small one with milk, actually leave the milk out", "milk", ["small"]),
        ("a small one with soy milk, hmm, hold the milk", "soy milk", ["small"]),
        ("a small one with milk and sugar, sorry, no milk", None, ["small", "sugar"]),
        ("a small one with soy milk, actually no milk", "soy milk", ["small"]),
        ("a small one with milk, no, soy milk", None, ["small", "soy milk"]),
        ("would you mind leaving out the milk", None, []),
        ("a small one, and could you do without the sugar", None, ["small"]),
        ("leaving now, a small one with the milk", None, ["small", "milk"]),
        ("a small one with neither milk nor sugar", None, ["small"]),
        ("a small one without milk or sugar", None, ["small"]),
        ("leave the milk in", None, ["milk"]),
        ("a small one with milk but know sugar", None, ["small", "milk"]),
        ("a small one, I know milk is fine", None, ["small", "milk"]),
        ("no, hold the milk, or rather, soy milk", None, ["soy milk"]),
        ("hold on, the milk", None, ["milk"]),
        ("I don't need to wait, milk please", None, ["milk"]),
        ("a small no large coffee", None, ["large"]),
        ("a coffee, no, milk", None, ["milk"]),
        ("no milk", None, ["milk"]),
    ],
)
def test_what_the_caller_does_without_is_no_value(
    text: str, marked: str | None, found: list[str]
) -> None:
    values = {"size": ["small", "large"], "extra": ["milk", "soy milk"], "sweet": ["sugar"]}
    entities = {
        name: EntitySpec(kind="list", values={one: [] for one in some})
        for name, some in values.items()
    }
    at = text.find(marked or "?")
    spans = [Span("extra", at, at + len(marked), 0.9)] if marked else []
    assert [one.value for one in extract(entities, text, spans, today=TODAY)] == found


def test_nothing_that_is_ruled_out_is_extracted() -> None:
    entities = {
        "date": EntitySpec(kind="date"),
        "payee": EntitySpec(kind="name"),
        "amount": EntitySpec(kind="money"),
        "account": EntitySpec(kind="list", values={"checking": [], "savings": []}),
    }
    text = "on Monday, not Tuesday to Mark not Mike from checking not savings, $50 not $60"
    spans = [
        Span(name, text.index(said), text.index(said) + len(said))
        for name, said in (("date", "Monday"), ("date", "Tuesday"), ("payee", "Mark"),
                           ("payee", "Mike"), ("account", "savings"), ("amount", "$60"))
    ]  # fmt: skip
    found = {one.type: one.text for one in extract(entities, text, spans, today=TODAY)}
    assert found == {"date": "Monday", "payee": "Mark", "account": "checking", "amount": "$50"}
    assert len(extract(entities, text, spans, today=TODAY)) == len(found)


@pytest.mark.parametrize(
    ("text", "ruled_out"),
    [
        ("not X", True),
        ("not on the X", True),
        ("not from my X", True),
        ("wasn't X", True),
        ("instead of X", True),
        ("rather than X", True),
        ("instead X", False),
        ("more than X", False),
        ("without X", True),
        ("why not X", False),
        ("if not X", False),
        ("not before X", False),
        ("not sure X", False),
        ("X", False),
        ("on X", False),
    ],
)
def test_which_words_rule_out(text: str, ruled_out: bool) -> None:
    assert is_ruled_out(tokenise(text), text.index("X")) is ruled_out


def test_a_value_is_left_behind_only_by_a_change() -> None:
    def kept(text: str) -> list[str]:
        marks = [Match(at, at + 1, text[at]) for at, char in enumerate(text) if char in "XYZ"]
        return [match.value for match in without_retracted(tokenise(text), marks)]

    assert kept("move it from X to Y") == ["Y"]
    assert kept("change X to Y") == ["Y"]
    assert kept("from X to Y") == ["X", "Y"]
    assert kept("change it on X and Y") == ["X", "Y"]
    assert kept("change the one that is on X to Y") == ["X", "Y"]
    assert kept("move it from X to Y not Z") == ["Y"]
    assert kept("change it to X") == ["X"]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Mark, not Mike", "Mark"),
        ("not Mike, Mark", ", Mark"),
        ("Mark", "Mark"),
        ("Mark not Mike and Tom", "Mark and Tom"),
        ("nothing", "nothing"),
        ("credit, not the debit one", "credit one"),
    ],
)
def test_a_text_without_the_names_that_are_ruled_out(text: str, rest: str) -> None:
    assert without_ruled_out(text) == rest


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("money", "Not $60, $60."),
        ("time", "not at five, at five"),
        ("date", "not Monday, Monday"),
        ("number", "fifteen, not fifteen"),
    ],
)
def test_a_value_that_is_ruled_out_and_given_is_not_known(kind: str, text: str) -> None:
    spec = EntitySpec.model_validate({"kind": kind})
    assert normalise(spec, text, today=date(2026, 11, 27)) is None


@pytest.mark.parametrize(
    "between", [", no, ", ", let's say ", " oh what am I saying, to ", " uh ", " I mean "]
)
def test_what_takes_the_first_of_two_values_back(between: str) -> None:
    assert takes_back(between)


@pytest.mark.parametrize("between", [" and ", " or ", ", and then another one to "])
def test_what_does_not(between: str) -> None:
    assert not takes_back(between)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("date", "I can't do Friday", None),
        ("date", "I can't do Friday, how about Monday", "2026-11-30"),
        ("date", "Monday doesn't work for me", None),
        ("date", "Monday won't work", None),
        ("date", "any day but Monday", None),
        ("date", "I don't want it on Monday", None),
        ("date", "everything except for Monday", None),
        ("date", "any day other than Monday", None),
        ("date", "I'm not available on Monday", None),
        ("time", "three isn't good", None),
        ("time", "three is too early, make it four", "16:00"),
        ("time", "anything but three", None),
        ("date", "Monday is good", "2026-11-30"),
        ("date", "can we do Monday", "2026-11-30"),
        ("date", "the card doesn't work since Monday", "2026-11-30"),
        ("date", "my card from Monday doesn't work", "2026-11-30"),
        ("date", "Monday but not too early", "2026-11-30"),
        ("digits", "four four seven one doesn't work", "4471"),
    ],
)
def test_what_does_not_suit_the_caller_is_no_value(kind: str, text: str, expected: Any) -> None:
    assert value(kind, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("due on the first, so the thirtieth would be good", "2026-11-30"),
        ("Monday is possible but Wednesday works better for me", "2026-12-02"),
    ],
)
def test_of_several_days_the_one_that_suits_counts(text: str, expected: str) -> None:
    assert normalise(EntitySpec(kind="date", when="future"), text, today=TODAY) == expected


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("three tickets at $40 each, so $120", [120]),
        ("two lunches at fifteen dollars apiece so that's thirty dollars", [30]),
        ("$15 a head, which makes $60", [60]),
        ("20 dollars per person and in total 80 dollars", [80]),
        ("twenty dollars each to Ann and Tom", [20]),
        ("20 dollars each for Ann and 30 dollars for Tom", [20, 30]),
        ("40 dollars so 120 dollars", [40, 120]),
    ],
)
def test_what_one_costs_gives_way_to_what_all_of_them_do(text: str, amounts: list[int]) -> None:
    found = extract({"amount": EntitySpec(kind="money")}, text, (), today=date(2026, 11, 27))
    assert [one.value["amount"] for one in found] == amounts
