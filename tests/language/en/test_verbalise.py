"""Values said aloud."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language.en import normalise, say
from voice_agent.language.specs import EntityKind, EntitySpec

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("money", {"amount": 250.0, "currency": "USD"}, "250 dollars"),
        ("money", {"amount": 1.0, "currency": "USD"}, "1 dollar"),
        ("money", {"amount": 2.5, "currency": "USD"}, "2 dollars and 50 cents"),
        ("money", {"amount": 0.01, "currency": "GBP"}, "1 penny"),
        ("money", {"amount": 0.0, "currency": "EUR"}, "0 euros"),
        ("money", {"amount": 1250.29, "currency": "USD"}, "1,250 dollars and 29 cents"),
        ("date", "2026-11-27", "Friday, November 27"),
        ("date", "1984-03-05", "March 5, 1984"),
        ("time", "15:30", "3:30 PM"),
        ("time", "10:00", "10 AM"),
        ("time", "12:00", "noon"),
        ("time", "00:00", "midnight"),
        ("time", "00:05", "12:05 AM"),
        ("number", 5, "5"),
        ("number", 2.5, "2.5"),
        ("number", 12000, "12,000"),
        ("digits", "4477", "4 4 7 7"),
        ("name", "Sarah Connor", "Sarah Connor"),
        ("email", "jo.smith@gmail.com", "jo dot smith at gmail dot com"),
        ("phone", "+14155552671", "4 1 5, 5 5 5, 2 6 7 1"),
        ("phone", "+447911123456", "plus 4 4 7 9 1 1 1 2 3 4 5 6"),
        ("postcode", "NW1 2DB", "N W 1, 2 D B"),
        ("postcode", "94107-1234", "9 4 1 0 7, 1 2 3 4"),
    ],
)
def test_spoken(kind: EntityKind, value: Any, words: str) -> None:
    assert say(EntitySpec(kind=kind), value, today=TODAY) == words


def test_a_list_value_is_said_as_it_is() -> None:
    spec = EntitySpec(kind="list", values={"skim milk": []}, modifiers=["a lot of"])
    assert say(spec, "a lot of skim milk", today=TODAY) == "a lot of skim milk"


def test_a_default_that_is_no_value_of_the_kind_is_said_as_it_is() -> None:
    assert say(EntitySpec(kind="date"), "as soon as possible", today=TODAY) == "as soon as possible"
    assert say(EntitySpec(kind="money"), "the full balance", today=TODAY) == "the full balance"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("money", {"amount": 1250.29, "currency": "GBP"}),
        ("date", "2026-12-31"),
        ("date", "1984-03-05"),
        ("time", "23:05"),
        ("digits", "04477"),
        ("email", "jo_smith@my-company.co.uk"),
        ("phone", "+14155552671"),
        ("phone", "+447911123456"),
        ("postcode", "NW1 2DB"),
    ],
)
def test_what_is_said_is_understood_again(kind: EntityKind, value: Any) -> None:
    spec = EntitySpec(kind=kind)
    assert normalise(spec, say(spec, value, today=TODAY), today=TODAY) == value
