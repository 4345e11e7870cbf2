"""All that an answer may mean."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en.entities.readings import readings

TODAY = date(2026, 11, 25)  # A Wednesday.


@pytest.mark.parametrize(
    ("kind", "text", "values"),
    [
        ("money", "forty five fifty", (45.5, 4550.0)),
        ("money", "twelve ninety nine", (12.99, 1299.0)),
        ("money", "fifty dollars", (50.0,)),
        ("money", "fifty or sixty dollars", (60.0, 50.0)),
        ("money", "fifty, sixty or maybe seventy dollars", (70.0, 60.0)),
        ("money", "not fifty", ()),
        ("money", "hello", ()),
        ("date", "next Friday", ("2026-12-04", "2026-11-27")),
        ("date", "Monday or Tuesday", ("2026-11-30", "2026-12-01")),
        ("date", "Monday and Tuesday", ("2026-11-30", "2026-12-01")),
        ("date", "tomorrow or the day after", ("2026-11-27", "2026-11-26")),
        ("date", "Monday, no, Tuesday", ("2026-12-01",)),
        ("date", "Friday and Monday", ("2026-11-27", "2026-11-30")),
        ("date", "Monday", ("2026-11-30",)),
        ("time", "three or four", ("15:00", "16:00")),
        ("number", "two", (2,)),
    ],
)
def test_the_likeliest_value_is_the_first(kind: str, text: str, values: tuple[Any, ...]) -> None:
    found = readings(EntitySpec.model_validate({"kind": kind}), text, today=TODAY)
    assert tuple(v["amount"] if isinstance(v, dict) else v for v in found) == values


def test_a_list_and_a_date_of_birth_have_one_reading() -> None:
    tea = EntitySpec(kind="list", values={"tea": [], "milk": []})
    assert readings(tea, "tea or milk", today=TODAY) in (("tea",), ("milk",))
    birth = EntitySpec(kind="date", past=True)
    assert readings(birth, "july third nineteen seventy two", today=TODAY) == ("1972-07-03",)
