"""Weekdays, seen from Friday, 27 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language.en.entities.dates import other_dates, scan_dates
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.language.specs import When

TODAY = date(2026, 11, 27)  # A Friday.


def read(text: str, when: When | None = None, today: date = TODAY) -> list[tuple[str, str]]:
    """Values of the dates of a turn, with the text of each."""
    found = scan_dates(tokenise(text), today, when)
    return [(match.value, text[match.start : match.end]) for match in found]


@pytest.mark.parametrize(
    ("text", "ahead", "behind"),
    [
        ("monday", "2026-11-30", "2026-11-23"),
        ("friday", "2026-12-04", "2026-11-20"),
        ("this friday", "2026-11-27", "2026-11-27"),
        ("this monday", "2026-11-30", "2026-11-23"),
        ("this coming monday", "2026-11-30", "2026-11-30"),
        ("the coming monday", "2026-11-30", "2026-11-30"),
        ("upcoming monday", "2026-11-30", "2026-11-30"),
        ("next monday", "2026-11-30", "2026-11-30"),
        ("next friday", "2026-12-04", "2026-12-04"),
        ("following friday", "2026-12-04", "2026-12-04"),
        ("last monday", "2026-11-23", "2026-11-23"),
        ("last thursday", "2026-11-19", "2026-11-19"),
        ("last friday", "2026-11-20", "2026-11-20"),
        ("this past thursday", "2026-11-26", "2026-11-26"),
        ("previous wednesday", "2026-11-25", "2026-11-25"),
        ("monday last", "2026-11-23", "2026-11-23"),
        ("monday before last", "2026-11-16", "2026-11-16"),
        ("tuesday after next", "2026-12-08", "2026-12-08"),
        ("friday week", "2026-12-11", "2026-12-11"),
        ("monday fortnight", "2026-12-14", "2026-12-14"),
        ("monday last week", "2026-11-16", "2026-11-16"),
        ("monday of next week", "2026-11-30", "2026-11-30"),
        ("monday of the following week", "2026-11-30", "2026-11-30"),
        ("monday the week after next", "2026-12-07", "2026-12-07"),
        ("friday the week before last", "2026-11-13", "2026-11-13"),
        ("next week wednesday", "2026-12-02", "2026-12-02"),
        ("this week on monday", "2026-11-23", "2026-11-23"),
        ("the week after next on tuesday", "2026-12-08", "2026-12-08"),
        ("monday two weeks from now", "2026-12-07", "2026-12-07"),
        ("sunday 3 weeks after january 15th 2021", "2021-01-31", "2021-01-31"),
        ("friday after christmas", "2027-01-01", "2025-12-26"),
        ("the first monday in december", "2026-12-07", "2025-12-01"),
        ("first monday of december 2027", "2027-12-06", "2027-12-06"),
        ("the last friday of the month", "2026-11-27", "2026-11-27"),
        ("the first tuesday of the month", "2026-12-01", "2026-11-03"),
        ("the last friday of last month", "2026-10-30", "2026-10-30"),
        ("2nd tuesday of next month", "2026-12-08", "2026-12-08"),
        ("mon 13th", "2027-09-13", "2026-07-13"),
        ("friday the 4th", "2026-12-04", "2026-09-04"),
        ("sun 13th", "2026-12-13", "2026-09-13"),
        ("sunday 31", "2027-01-31", "2026-05-31"),
        ("friday, november 20th", "2026-11-20", "2026-11-20"),
        ("friday november 27", "2026-11-27", "2026-11-27"),
        ("this tuesday (dec-1", "2026-12-01", "2026-12-01"),
        ("sat", "2026-11-28", "2026-11-21"),
    ],
)
def test_a_weekday(text: str, ahead: str, behind: str) -> None:
    assert read(text) == [(ahead, text)]
    assert read(text, "past") == [(behind, text)]


def test_a_weekday_that_no_near_date_has_gives_way_to_the_date() -> None:
    assert read("friday march fifteenth", today=date(2019, 4, 25))[0][0] == "2020-03-15"
    assert read("this friday (jun-15)", today=date(2018, 6, 20))[0][0] == "2018-06-15"
    assert read("wednesday, october 28th")[0][0] == "2026-10-28", "thirty days ago"
    assert read("tuesday, october 27th")[0][0] == "2027-10-27"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("on sat at five", ["2026-11-28"]),
        ("we sat there", []),
        ("the sun is out", []),
        ("on sunny days", []),
        ("every friday", []),
        ("each monday", []),
        ("friday 5", ["2026-12-04"]),
        ("sunday 13", ["2026-12-13"]),
        ("saturday 12", ["2026-11-28"]),
        ("sunday 32", ["2026-11-29"]),
        ("friday 20 dollars", ["2026-12-04"]),
        ("friday 4 pm", ["2026-12-04"]),
        ("the fifth tuesday of next month", ["2026-12-29"]),
        ("the fifth friday of next month", []),
        ("the second monday", []),
        ("every other friday", []),
        ("next next friday", []),
        ("the second to last friday", []),
        ("the thursday after that", []),
        ("the last friday of the year", ["2026-12-25"]),
        ("the first monday of next year", ["2027-01-04"]),
        ("every second friday", []),
        ("monday in two weeks", ["2026-12-07"]),
        ("the first friday next month", ["2026-12-04"]),
        ("the second friday after easter", ["2027-04-09"]),
        ("the second monday before christmas", ["2026-12-14"]),
        ("the last friday in the mall", ["2026-11-20"]),
    ],
)
def test_words_beside_a_weekday(text: str, values: list[str]) -> None:
    assert [value for value, _ in read(text)] == values


@pytest.mark.parametrize(
    ("today", "text", "others"),
    [
        (date(2026, 11, 25), "next friday", ["2026-11-27"]),
        (date(2026, 11, 25), "last tuesday", ["2026-11-24"]),
        (date(2026, 11, 25), "friday the 13th", ["2026-12-13"]),
        (date(2026, 11, 25), "friday", []),
        (date(2026, 11, 27), "next friday", []),
        (date(2026, 11, 27), "friday the 4th", []),
        (date(2026, 11, 27), "tomorrow", []),
    ],
)
def test_some_weekdays_may_be_another_day(today: date, text: str, others: list[str]) -> None:
    turn = tokenise(f"on {text}")
    (match,) = scan_dates(turn, today)
    assert other_dates(turn, match, today) == others
