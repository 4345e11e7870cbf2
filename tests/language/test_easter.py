from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language.easter import easter


@pytest.mark.parametrize(
    "day",
    [
        date(1954, 4, 18),
        date(1981, 4, 19),
        date(1961, 4, 2),
        date(2000, 4, 23),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
    ],
)
def test_easter(day: date) -> None:
    assert easter(day.year) == day
