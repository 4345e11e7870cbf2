"""Dates of birth in all the ways they are said."""

from __future__ import annotations

from datetime import date

import pytest
from english import find

from voice_agent.language import Span
from voice_agent.language.en import choose, extract, normalise
from voice_agent.playbook.schema import EntitySpec

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
