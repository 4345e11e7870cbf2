"""Holidays, seen from Friday, 27 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language.en.entities.dates import scan_dates
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.language.specs import When

TODAY = date(2026, 11, 27)  # A Friday.
CALENDAR_2027 = """
    01-01 new year, new year's day
    01-05 twelfth night
    01-06 epiphany
    01-18 martin luther king day, martin luther king jr day, mlk day
    01-20 inauguration day
    01-25 burns night, robert burns day
    01-26 australia day
    02-02 groundhog day
    02-09 mardi gras, shrove tuesday, pancake day
    02-10 ash wednesday
    02-12 lincoln's birthday
    02-14 valentine's, valentine's day, saint valentine's day
    02-15 presidents day, washington's birthday
    03-01 saint david's day
    03-07 mothering sunday
    03-08 international women's day, women's day
    03-14 pi day, white day
    03-17 saint patrick, saint patrick's day, saint paddy's day
    03-21 palm sunday
    03-25 maundy thursday, holy thursday
    03-26 good friday
    03-27 easter saturday, holy saturday
    03-28 easter, easter sunday
    03-29 easter monday
    04-01 april fools, april fools day
    04-04 low sunday
    04-15 tax day
    04-22 earth day
    04-23 saint george's day
    04-25 anzac day
    04-30 arbor day
    05-01 may day, international workers day, workers day
    05-03 early may bank holiday
    05-05 cinco de mayo
    05-06 ascension day
    05-09 mother's day
    05-16 pentecost, whit sunday
    05-17 whit monday
    05-23 trinity sunday
    05-24 victoria day
    05-27 corpus christi
    05-31 memorial day, spring bank holiday, late may bank holiday
    06-14 flag day
    06-19 juneteenth
    06-20 father's day
    06-24 midsummer day
    07-01 canada day
    07-04 independence day, american independence day, us independence day
    07-14 bastille day
    08-02 civic holiday
    08-30 august bank holiday, summer bank holiday, late summer bank holiday
    09-06 labor day
    09-11 patriot day
    10-11 columbus day, indigenous peoples day
    10-24 united nations day
    10-31 halloween
    11-01 all saints day
    11-02 all souls day, election day
    11-05 guy fawkes night, guy fawkes day, bonfire night
    11-11 veterans day, remembrance day, armistice day, singles day
    11-14 remembrance sunday
    11-25 thanksgiving, thanksgiving day
    11-26 black friday
    11-29 cyber monday
    11-30 saint andrew's day
    12-10 human rights day
    12-24 christmas eve, xmas eve
    12-25 christmas, christmas day, xmas, xmas day
    12-26 boxing day, kwanzaa
    12-31 new year's eve
"""


def read(text: str, when: When | None = None, today: date = TODAY) -> list[tuple[str, str]]:
    """Values of the dates of a turn, with the text of each."""
    found = scan_dates(tokenise(text), today, when)
    return [(match.value, text[match.start : match.end]) for match in found]


@pytest.mark.parametrize(
    ("text", "ahead", "behind"),
    [
        ("christmas", "2026-12-25", "2025-12-25"),
        ("xmas eve", "2026-12-24", "2025-12-24"),
        ("new year's day", "2027-01-01", "2026-01-01"),
        ("New Year’s Eve", "2026-12-31", "2025-12-31"),
        ("thanksgiving", "2027-11-25", "2026-11-26"),
        ("Black Friday", "2026-11-27", "2026-11-27"),
        ("cyber monday", "2026-11-30", "2025-12-01"),
        ("Labor Day", "2027-09-06", "2026-09-07"),
        ("memorial day", "2027-05-31", "2026-05-25"),
        ("Martin Luther King Jr. Day", "2027-01-18", "2026-01-19"),
        ("presidents' day", "2027-02-15", "2026-02-16"),
        ("election day", "2027-11-02", "2026-11-03"),
        ("mother's day", "2027-05-09", "2026-05-10"),
        ("mothering sunday", "2027-03-07", "2026-03-15"),
        ("holy saturday", "2027-03-27", "2026-04-04"),
        ("trinity sunday", "2027-05-23", "2026-05-31"),
        ("victoria day", "2027-05-24", "2026-05-18"),
        ("st. andrew's day", "2026-11-30", "2025-11-30"),
        ("august bank holiday", "2027-08-30", "2026-08-31"),
        ("leap day", "2028-02-29", "2024-02-29"),
        ("easter", "2027-03-28", "2026-04-05"),
        ("good friday", "2027-03-26", "2026-04-03"),
        ("Easter Monday", "2027-03-29", "2026-04-06"),
        ("ash wednesday", "2027-02-10", "2026-02-18"),
        ("St. Patrick's Day", "2027-03-17", "2026-03-17"),
        ("saint patrick", "2027-03-17", "2026-03-17"),
        ("international workers' day", "2027-05-01", "2026-05-01"),
        ("juneteenth", "2027-06-19", "2026-06-19"),
        ("boxing day", "2026-12-26", "2025-12-26"),
        ("halloween", "2027-10-31", "2026-10-31"),
        ("diwali", "2027-10-28", "2026-11-08"),
        ("chinese new year", "2027-02-06", "2026-02-17"),
        ("passover", "2027-04-22", "2026-04-02"),
    ],
)
def test_a_holiday_is_the_next_or_the_last_one(text: str, ahead: str, behind: str) -> None:
    assert read(text) == [(ahead, text)]
    assert read(text, "past") == [(behind, text)]


def test_the_calendar_of_a_whole_year() -> None:
    for line in CALENDAR_2027.strip().splitlines():
        day, names = line.strip().split(" ", 1)
        for name in names.split(", "):
            said = f"{name} 2027"
            assert read(said) == [(f"2027-{day}", said)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("easter 1900", "1900-04-15"),
        ("easter 2199", "2199-04-14"),
        ("easter 2018", "2018-04-01"),
        ("black friday 2010", "2010-11-26"),
        ("christmas in 2025", "2025-12-25"),
        ("independence day of this year", "2026-07-04"),
        ("halloween next year", "2027-10-31"),
        ("labor day last year", "2025-09-01"),
        ("last christmas", "2025-12-25"),
        ("next thanksgiving", "2027-11-25"),
        ("the following easter", "2027-03-28"),
        ("previous easter", "2026-04-05"),
    ],
)
def test_the_year_of_a_holiday_may_be_said(text: str, value: str) -> None:
    assert [day for day, _ in read(text)] == [value]
    assert [day for day, _ in read(text, "past")] == [value]


def test_the_new_year_is_a_day_only_where_one_is_meant() -> None:
    assert read("before new year") == [("2027-01-01", "new year")]
    assert read("new year") == [("2027-01-01", "new year")]
    assert read("in the new year") == []
    assert read("my new year plans") == []


@pytest.mark.parametrize("text", ["boxing", "good", "labor", "black coffee", "new", "a good day"])
def test_part_of_a_name_is_no_holiday(text: str) -> None:
    assert read(text) == []


def test_holidays_of_the_moon_are_looked_up() -> None:
    assert read("eid al-fitr", today=date(2022, 6, 17)) == [("2023-04-21", "eid al-fitr")]
    assert read("yom kippur 2027") == [("2027-10-11", "yom kippur 2027")]
    assert read("rosh hashanah 2027") == [("2027-10-02", "rosh hashanah 2027")]
    assert read("eid al adha 2027") == [("2027-05-16", "eid al adha 2027")]
