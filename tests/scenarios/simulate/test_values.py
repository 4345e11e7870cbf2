"""Values as data and as callers say them: every form has the value, read by the grammar."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from voice_agent.language import en
from voice_agent.language.specs import EntitySpec
from voice_agent.playbook.intents import DetailSpec
from voice_agent.scenarios.simulate.values import Wanted, draw_value
from voice_agent.text.check_digits import luhn

TODAY = date(2026, 11, 25)


def drawn(
    kind: str, count: int = 40, detail: dict[str, Any] | None = None, **spec: Any
) -> list[Wanted]:
    made = EntitySpec(kind=kind, **spec)  # type: ignore[arg-type]
    limits = DetailSpec.model_validate(detail or {})
    return [draw_value(made, limits, Random(seed), TODAY) for seed in range(count)]


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        ("money", {}),
        ("time", {}),
        ("number", {}),
        ("digits", {"min_length": 4, "max_length": 4}),
        ("phone", {}),
        ("email", {}),
        ("address", {}),
        ("address", {"full": True}),
        ("name", {}),
        ("postcode", {"region": "US"}),
        ("list", {"values": {"milk": ["regular milk"], "cream": []}}),
    ],
)
def test_what_is_said_has_the_value(kind: str, spec: dict[str, Any]) -> None:
    made = EntitySpec(kind=kind, **spec)  # type: ignore[arg-type]
    for wanted in drawn(kind, **spec):
        read = [en.normalise(made, form, today=TODAY) for form in wanted.forms]
        assert read == [wanted.value] * len(read), wanted


def test_days_are_said_so_that_no_other_day_is_meant() -> None:
    spec = EntitySpec(kind="date")
    for wanted in drawn("date"):
        day = date.fromisoformat(wanted.value)
        assert day > TODAY
        assert {en.normalise(spec, form, today=TODAY) for form in wanted.forms} == {wanted.value}


def test_a_past_day_lies_behind() -> None:
    spec = EntitySpec(kind="date", when="past")
    for wanted in drawn("date", detail={"when": "past"}):
        assert date.fromisoformat(wanted.value) < TODAY
        assert en.normalise(spec, wanted.clear, today=TODAY) == wanted.value


def test_limits_and_check_digits_are_kept() -> None:
    amounts = [one.value["amount"] for one in drawn("money", detail={"min": 20, "max": 50})]
    assert min(amounts) >= 20
    assert max(amounts) <= 50
    cards = drawn("digits", 3, min_length=8, max_length=8, check="luhn")
    assert all(luhn(one.value) for one in cards)
    assert all(" " in one.value for one in drawn("name", full=True))


def test_another_value_is_another_one_and_a_list_may_be_narrowed() -> None:
    spec = EntitySpec(kind="list", values={"a": [], "b": [], "c": []})
    for seed in range(9):
        made = draw_value(
            spec, DetailSpec(), Random(seed), TODAY, values=("a", "b"), other_than="a"
        )
        assert made.value == "b"


def test_a_modifier_belongs_to_the_value() -> None:
    found = {one.value for one in drawn("list", values={"milk": []}, modifiers=["extra"])}
    assert found == {"milk", "extra milk"}
