from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.es.folding import fold, words_of
from voice_agent.language.es.month_days import add_months, month_later, scan_month_days

TODAY = date(2026, 11, 22)


def days(text: str, *, answer: bool = False, **spec: object) -> list[str]:
    kind = EntitySpec.model_validate({"kind": "date", **spec})
    found = scan_month_days(words_of(text), fold(text), kind, TODAY, answer=answer)
    return [one.value for one in found]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("el día quince", "2026-12-15"),
        ("el día 25", "2026-11-25"),
        ("el 25 de este mes", "2026-11-25"),
        ("el 3 del mes que viene", "2026-12-03"),
        ("el tres del próximo mes", "2026-12-03"),
        ("el día 31", "2026-12-31"),
    ],
)
def test_a_day_of_a_month(text: str, day: str) -> None:
    assert days(text) == [day]


def test_a_number_alone_is_a_day_only_where_one_was_asked_for() -> None:
    assert days("el quince") == []
    assert days("el quince, por favor", answer=True) == ["2026-12-15"]
    assert days("el quince por ciento", answer=True) == []
    assert days("una", answer=True) == []


def test_which_month() -> None:
    assert days("el día 15", when="past") == ["2026-11-15"]
    assert days("el día 15", past=True) == []
    assert days("el día 5 de mayo") == []
    assert days("el 31 de este mes") == []


def test_months_are_added() -> None:
    assert add_months(2026, 11, 2) == (2027, 1)
    assert add_months(2026, 1, -1) == (2025, 12)
    assert month_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
