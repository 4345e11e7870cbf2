"""Days that no calendar has."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en import normalise
from voice_agent.language.en.entities.impossible_dates import impossible_date
from voice_agent.language.en.entities.tokens import tokenise

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "said", "why"),
    [
        ("the thirty first of november", "thirty first of november", "November has only 30 days."),
        ("31 june", "31 june", "June has only 30 days."),
        ("thirty two december", "thirty two december", "December has only 31 days."),
        ("on the 45th of May please", "45th of may", "May has only 31 days."),
        ("february thirtieth", "february thirtieth", "February has only 29 days."),
        ("September the thirty first", "september the thirty first",
         "September has only 30 days."),
        ("november 31 please", "november 31", "November has only 30 days."),
        ("february thirty nineteen ninety", "february thirty", "February has only 29 days."),
        ("february 29, 2027", "february 29, 2027", "February 2027 has only 28 days."),
        ("the twenty ninth of february twenty twenty seven",
         "twenty ninth of february twenty twenty seven", "February 2027 has only 28 days."),
        ("11/31", "11/31", "November has only 30 days."),
        ("31/11/2026", "31/11/2026", "November has only 30 days."),
        ("2026-02-30", "2026-02-30", "February has only 29 days."),
        ("2026-12-32", "2026-12-32", "December has only 31 days."),
        ("32/12/2026", "32/12/2026", "December has only 31 days."),
        ("13/13", "13/13", "There are only 12 months."),
        ("99 november", "99 november", "November has only 30 days."),
        ("the ninety ninth", "the ninety ninth", "No month has 99 days."),
        ("february 29, 2199", "february 29, 2199", "February 2199 has only 28 days."),
        ("13/32/2026", "13/32/2026", "There are only 12 months."),
        ("on the thirty second", "the thirty second", "No month has 32 days."),
    ],
)  # fmt: skip
def test_an_impossible_day_says_why(text: str, said: str, why: str) -> None:
    assert normalise(EntitySpec(kind="date"), text, today=TODAY) is None
    found = impossible_date(tokenise(text))
    assert found is not None
    assert (text[found.start : found.end].lower(), found.why) == (said, why)


@pytest.mark.parametrize(
    "text",
    [
        "february 29",
        "february 29, 2028",
        "the thirty first of december",
        "december 31",
        "the thirty first",
        "13/12",
        "1/13",
        "100 november",
        "february 29, 2200",
        "11/30",
        "2026-12-31",
        "november fifty five dollars",
        "april 31 dollars",
        "may 2026",
        "my thirty second call",
        "the thirty second call",
        "the first",
        "in november",
        "december",
        "",
    ],
)
def test_a_possible_day_is_not_refused(text: str) -> None:
    assert impossible_date(tokenise(text)) is None
