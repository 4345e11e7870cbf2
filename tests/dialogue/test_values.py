"""Values that a task cannot use, and the sentence that says why."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import TODAY, playbook

from voice_agent.dialogue.values import number_of, objection, said_like
from voice_agent.language.specs import EntitySpec
from voice_agent.playbook.intents import DetailSpec

BOOK = playbook()
MONEY, DATE, NUMBER = (EntitySpec(kind=kind) for kind in ("money", "date", "number"))


def dollars(amount: float) -> dict[str, Any]:
    return {"amount": amount, "currency": "USD"}


@pytest.mark.parametrize(
    ("limits", "spec", "value", "said"),
    [
        ({}, MONEY, dollars(0), "at least 1 dollar"),
        ({}, MONEY, dollars(-5), "at least 1 dollar"),
        ({}, MONEY, dollars(0.5), None),
        ({"min": 5}, MONEY, dollars(4.99), "at least 5 dollars"),
        ({"min": 5}, MONEY, dollars(5), None),
        ({"max": 10000}, MONEY, dollars(10000), None),
        ({"max": 10000}, MONEY, dollars(1_200_000), "at most 10000 dollars"),
        ({"max": 3}, NUMBER, 4, "at most 3"),
        ({"min": 1}, NUMBER, 0, "at least 1"),
        ({}, NUMBER, 0, None),
        ({"when": "past"}, DATE, "2026-11-23", "still to come"),
        ({"when": "past"}, DATE, "2026-11-22", None),
        ({"when": "future"}, DATE, "2026-11-21", "has passed"),
        ({"when": "future"}, DATE, "2026-11-22", None),
        ({}, DATE, "1999-01-01", None),
        ({"when": "past"}, DATE, "no day", None),
        ({"max": 3}, NUMBER, True, None),
    ],
)
def test_what_is_wrong_with_a_value(
    limits: dict[str, Any], spec: EntitySpec, value: Any, said: str | None
) -> None:
    found = objection(BOOK, DetailSpec(**limits), spec, value, TODAY)
    if said is None:
        assert found is None
    else:
        assert found is not None
        assert said in found.replace(",", "")


def test_what_there_is_none_of_is_said_to_be_so() -> None:
    milk = EntitySpec(kind="list", values={"milk": []}, unavailable=["oat milk"])
    for value in ("oat milk", "a bit of oat milk"):
        assert objection(BOOK, DetailSpec(), milk, value, TODAY) == f"I do not have {value} there."
    assert objection(BOOK, DetailSpec(), milk, "milk", TODAY) is None


@pytest.mark.parametrize(
    ("value", "number"),
    [(dollars(5), 5.0), (3, 3.0), (2.5, 2.5), (True, None), ("3", None), (None, None), ({}, None)],
)
def test_the_number_of_a_value(value: Any, number: float | None) -> None:
    assert number_of(value) == number


def test_a_limit_is_said_in_the_currency_of_the_value() -> None:
    euros = {"amount": 80.0, "currency": "EUR"}
    assert said_like(BOOK, MONEY, euros, 50.0, TODAY) == "50 euros"
    assert said_like(BOOK, MONEY, euros, 50.5, TODAY) == "50 euros and 50 cents"
    assert said_like(BOOK, NUMBER, 4, 3.0, TODAY) == "3"
