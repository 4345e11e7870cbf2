"""Days beside another one, seen from Friday, 27 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language.en.entities.dates import scan_dates
from voice_agent.language.en.entities.tokens import tokenise

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("the day after tomorrow", ["2026-11-29"]),
        ("the day before Christmas", ["2026-12-24"]),
        ("the eve of Christmas", ["2026-12-24"]),
        ("any day after Christmas", []),
        ("not tomorrow, the day after", ["2026-11-28", "2026-11-29"]),
        ("tomorrow or the day after", ["2026-11-28", "2026-11-29"]),
        ("the day after", []),
        ("the day after that", []),
        ("tomorrow is the day after", ["2026-11-28"]),
    ],
)
def test_the_day_after_or_before(text: str, values: list[str]) -> None:
    assert [match.value for match in scan_dates(tokenise(text), TODAY)] == values
