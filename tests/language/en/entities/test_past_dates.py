"""Dates of birth in all the ways they are said."""

from __future__ import annotations

from datetime import date

import pytest
from english import find

from voice_agent.language import Span
from voice_agent.language.en import choose, extract, normalise
from voice_agent.language.en.entities.past_dates import read_past_dates, scan_past_dates
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.language.specs import EntitySpec

TODAY = date(2026, 11, 22)
BRITISH = EntitySpec(kind="date", past=True, region="GB")
AMERICAN = EntitySpec(kind="date", past=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the third of the seventh seventy two", "1972-07-03"),
        ("oh three oh seven nineteen seventy two", "1972-07-03"),
        ("three seven nineteen seventy two", "1972-07-03"),
        ("the third of july nineteen seventy two", "1972-07-03"),
        ("third july seventy two", "1972-07-03"),
        ("july the third 1972", "1972-07-03"),
        ("03/07/1972", "1972-07-03"),
        ("03-07 1972", "1972-07-03"),
        ("0307 1972", "1972-07-03"),
        ("3 7 72", "1972-07-03"),
        ("it's the twenty first of may nineteen ninety", "1990-05-21"),
        ("my date of birth is 29th of November 1920", "1920-11-29"),
        ("4th of march two thousand and three", "2003-03-04"),
        ("two thousand and three march fourth", "2003-03-04"),
        ("nineteen oh six february fifteenth", "1906-02-15"),
        ("fifteenth of february nineteen oh six", "1906-02-15"),
        ("the first of may nineteen hundred and six", "1906-05-01"),
        ("twelve twelve fifty four", "1954-12-12"),
        ("31 12 99", "1999-12-31"),
        ("oh nine december 1919", "1919-12-09"),
        # As Google writes it.
        ("19 May 1990 5", "1995-05-19"),
        ("29th of July 1920 to", "1922-07-29"),
        ("05 08 19 09", "1909-08-05"),
        ("21:10 1910", "1910-10-21"),
        ("31005 1942", "1942-05-31"),
        ("22nd OL9 1928", "1928-09-22"),
        ("20 oktober 1973", "1973-10-20"),
        # No such day, no year, not in the past, no date.
        ("29 february 1971", None),
        ("31 6 1980", None),
        ("november 31 1990", None),
        ("november 32, 1990", None),
        ("november 23 2026", None),
        ("november 22 2026", "2026-11-22"),
        ("22 11 2026", "2026-11-22"),
        ("23 11 2026", None),
        ("the fifth of november", None),
        ("march 3", None),
        ("1st of january 2030", None),
        ("friday", None),
        ("1925", None),
        ("five five five one two one two", None),
        ("my card number is 4477", None),
        ("", None),
    ],
)
def test_born(text: str, value: str | None) -> None:
    assert normalise(BRITISH, text, today=TODAY) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("oh three oh seven nineteen seventy two", "1972-03-07"),
        ("03/07/1972", "1972-03-07"),
        ("21 10 1972", "1972-10-21"),
        ("the third of july seventy two", "1972-07-03"),
    ],
)
def test_americans_say_the_month_first(text: str, value: str) -> None:
    assert normalise(AMERICAN, text, today=TODAY) == value


def test_a_date_that_is_not_past_is_still_ahead() -> None:
    assert normalise(EntitySpec(kind="date"), "march 3", today=TODAY) == "2027-03-03"


def test_an_invalid_best_hypothesis_gives_way() -> None:
    heard = ["30th of february 1978", "13th of february 1978", "13th february 1978"]
    assert choose(BRITISH, heard, today=TODAY) == "1978-02-13"


def test_a_date_of_birth_is_found_among_other_words() -> None:
    (entity,) = find({"born": BRITISH}, "sure it is the 3rd of July 1972 I think", today=TODAY)
    assert (entity.text, entity.value) == ("3rd of July 1972", "1972-07-03")


def test_a_day_that_may_be_ahead_or_past_is_left_to_the_model() -> None:
    both = {"date": EntitySpec(kind="date"), "born": BRITISH}
    assert [e.type for e in find(both, "send it on friday", today=TODAY)] == ["date"]
    text = "on the 3rd of July 1972"
    assert find(both, text, today=TODAY) == ()
    (entity,) = extract(both, text, [Span("born", 3, len(text))], today=TODAY)
    assert (entity.type, entity.value) == ("born", "1972-07-03")


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        # Literal readings cost nothing, and cover the tokens of the date only.
        ("the third of july nineteen seventy two", [("1972-07-03", 0.0, 1, 7)]),
        ("the first of may nineteen hundred and six", [("1906-05-01", 0.0, 1, 8)]),
        ("two thousand march fourth", [("2000-03-04", 0.0, 0, 4)]),
        ("31 12 1999", [("1999-12-31", 0.0, 0, 3)]),
        ("july 3 19 72", [("1972-07-03", 0.0, 0, 4)]),
        ("22 7 19 7 2", [("1972-07-22", 0.0, 0, 5)]),
        ("12121972", [("1972-12-12", 0.0, 0, 1)]),
        # Digits may be day and month or month and day, and may be grouped in several ways.
        ("3 7 1972", [("1972-07-03", 0.0, 0, 3), ("1972-03-07", 1.0, 0, 3)]),
        ("five seven nineteen 72", [("1972-07-05", 0.0, 0, 4), ("1972-05-07", 1.0, 0, 4)]),
        (
            "1 1 2 1972",
            [
                ("1972-02-11", 0.0, 0, 4),
                ("1972-12-01", 0.0, 0, 4),
                ("1972-01-12", 1.0, 0, 4),
                ("1972-11-02", 1.0, 0, 4),
            ],
        ),
        (
            "nineteen oh six february fifteenth",
            [("1906-02-15", 0.0, 0, 5), ("2006-02-15", 0.3, 1, 5)],
        ),
        # Two digits of a year, slips of the recogniser, words that sound like digits, guesses.
        ("third july seventy two", [("1972-07-03", 0.3, 0, 4)]),
        ("3rd 7th 72", [("1972-07-03", 0.3, 0, 3)]),
        ("oh 5 oh 5 oh 5", [("2005-05-05", 0.3, 0, 6)]),
        ("july 3 26", [("2026-07-03", 0.3, 0, 3)]),
        ("july 3 27", [("1927-07-03", 0.3, 0, 3)]),
        ("19 May 1990 5", [("1995-05-19", 0.3, 0, 4)]),
        ("20 oktober 1973", [("1973-10-20", 0.6, 0, 3)]),
        ("3 for 1972", [("1972-04-03", 0.6, 0, 3)]),
        ("3 full 1972", [("1972-04-03", 0.6, 0, 3)]),
        ("3 free 1972", [("1972-03-03", 0.6, 0, 3)]),
        ("3 to 1972", [("1972-02-03", 0.6, 0, 3)]),
        ("3 too 1972", [("1972-02-03", 0.6, 0, 3)]),
        ("3 won 1972", [("1972-01-03", 0.6, 0, 3)]),
        ("3 ate 1972", [("1972-08-03", 0.6, 0, 3)]),
        ("31005 1942", [("1942-05-31", 1.0, 0, 2)]),
        ("july 3 19725", [("1972-07-03", 1.0, 0, 3)]),
        ("july 3 1872", [("1972-07-03", 1.0, 0, 3)]),
        ("july 3 1800", [("1900-07-03", 1.0, 0, 3)]),
        ("july 3 1799", []),
        ("july 3 1899", [("1999-07-03", 1.0, 0, 3)]),
        # In one or two groups, six digits at least and nine at most.
        ("0307 72", [("1972-07-03", 0.3, 0, 2)]),
        ("30772", []),
        ("3 7 72", [("1972-07-03", 0.3, 0, 3)]),
        ("3 7 2", []),
        ("0307197255", []),
        ("31 july 72", [("1972-07-31", 0.3, 0, 3)]),
        ("32 july 72", []),
        # Not more than 120 years ago; a date needs all three parts.
        ("july 3 1906", [("1906-07-03", 0.0, 0, 3)]),
        ("july 3 1905", []),
        ("to 7 72", []),
        ("07 1972", []),
    ],
)
def test_what_each_reading_costs(text: str, readings: list[tuple[str, float, int, int]]) -> None:
    found = read_past_dates(tokenise(text), TODAY, day_first=True)
    assert [(p.value.isoformat(), round(p.cost, 3), p.first, p.end) for p in found] == readings


def test_only_the_cheapest_reading_is_found_and_marked_if_it_is_sure() -> None:
    def found(text: str) -> list[tuple[str, bool]]:
        return [(m.value, m.marked) for m in scan_past_dates(tokenise(text), TODAY, "GB")]

    assert found("3 7 1972") == [("1972-07-03", True)]
    assert found("third july seventy two") == [("1972-07-03", True)]
    assert found("20 oktober 1973") == [("1973-10-20", False)]
    assert found("hello") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("March nineteen eighty four", None),
        ("March nineteen nineteen eighty four", "1984-03-19"),
        ("March nineteenth eighty four", "1984-03-19"),
        ("March twenty four", None),
        ("the second of the eighth nineteen fifty five", "1955-08-02"),
        ("two eight nineteen fifty five", "1955-02-08"),
        ("July fourth, no, fifth nineteen seventy six", "1976-07-05"),
        ("July fourth nineteen seventy six, no, seventy seven", "1977-07-04"),
        ("3/5/84", "1984-03-05"),
        ("03/05/1984", "1984-03-05"),
        ("1984-03-05", "1984-03-05"),
        ("25/12/1984", "1984-12-25"),
        ("31/31/1984", None),
    ],
)
def test_what_is_ambiguous_corrected_or_typed(text: str, value: str | None) -> None:
    assert normalise(AMERICAN, text, today=TODAY) == value


def test_typed_days_come_first_in_britain() -> None:
    assert normalise(BRITISH, "3/5/1984", today=TODAY) == "1984-05-03"
