"""Dates, seen from Sunday, 22 November 2026."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language.en import normalise
from voice_agent.language.en.entities.dates import scan_dates
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.language.specs import EntitySpec

TODAY = date(2026, 11, 22)  # A Sunday.

DATE = [
    ("after Monday", None),
    ("any time after the fifteenth", None),
    ("not before Friday", None),
    ("by Friday", "2026-11-27"),
    ("the day after Christmas", "2026-12-26"),
    ("a week this Friday", None),
    ("next month on the twenty second", "2026-12-22"),
    ("two slash three slash twenty seven", "2027-02-03"),
    ("December forth", "2026-12-04"),
    ("Pay it on December 1st, 2026.", "2026-12-01"),
    ("on 12/1", "2026-12-01"),
    ("Fri.", "2026-11-27"),
    ("Nov. 30th.", "2026-11-30"),
    ("Friday, November 27th", "2026-11-27"),
    ("Friday, the 27th of November", "2026-11-27"),
    ("27 November 2026", "2026-11-27"),
    ("the second of february nineteen ninety", "1990-02-02"),
    ("born on the 2nd of February 1990", "1990-02-02"),
    ("first of january two thousand", "2000-01-01"),
    ("october twelfth nineteen seventy two", "1972-10-12"),
    ("12 october 72", "1972-10-12"),
    ("two days ago", "2026-11-20"),
    ("a week ago", "2026-11-15"),
    ("this coming friday", "2026-11-27"),
    ("monday morning", "2026-11-23"),
    ("by the end of the month", "2026-11-30"),
    ("six fifteen nineteen ninety one", "1991-06-15"),
    ("6-15-1991", "1991-06-15"),
    ("06 15 1991", "1991-06-15"),
    ("the fourth of july", "2027-07-04"),
    ("tomorrow, no, friday", "2026-11-27"),
    ("monday or tuesday", "2026-11-23"),
    ("fourth july", "2027-07-04"),
    ("seventh", "2026-12-07"),
    ("friday", "2026-11-27"),
    ("Friday.", "2026-11-27"),
    ("on the fifteenth", "2026-12-15"),
    ("the 15th", "2026-12-15"),
    ("the 25th", "2026-11-25"),
    ("the 22nd", "2026-11-22"),
    ("tomorrow", "2026-11-23"),
    ("today", "2026-11-22"),
    ("the day after tomorrow", "2026-11-24"),
    ("next monday", "2026-11-23"),
    ("in two weeks", "2026-12-06"),
    ("two weeks from now", "2026-12-06"),
    ("november third", "2027-11-03"),
    ("November 27", "2026-11-27"),
    ("Nov. 27th", "2026-11-27"),
    ("the third of may twenty twenty five", "2025-05-03"),
    ("march fifth nineteen eighty four", "1984-03-05"),
    ("March 5th, 1984", "1984-03-05"),
    ("march 5 84", "1984-03-05"),
    ("march fifth eighty four", "1984-03-05"),
    ("march fifth '84", "1984-03-05"),
    ("11/27", "2026-11-27"),
    ("11/27/2026", "2026-11-27"),
    ("27/11/2026", "2026-11-27"),
    ("2026-11-27", "2026-11-27"),
    ("03/05/84", "1984-03-05"),
    ("sunday", "2026-11-29"),
    ("last friday", "2026-11-20"),
    ("last sunday", "2026-11-15"),
    ("yesterday", "2026-11-21"),
    ("in ten days", "2026-12-02"),
    ("in a month", "2026-12-22"),
    ("a week from friday", "2026-12-04"),
    ("three days ago", "2026-11-19"),
    ("the end of the month", "2026-11-30"),
    ("the first of next month", "2026-12-01"),
    ("the first of the month", "2026-12-01"),
    ("the first", "2026-12-01"),
    ("twenty third of december", "2026-12-23"),
    ("december twenty third", "2026-12-23"),
    ("december the twenty third", "2026-12-23"),
    ("Friday the 27th", "2026-11-27"),
    ("friday november twenty seventh", "2026-11-27"),
    ("friday no saturday", "2026-11-28"),
    ("the fifteenth no the sixteenth", "2026-12-16"),
    ("the fifteenth, sorry, sixteenth", "2026-12-16"),
    ("christmas", "2026-12-25"),
    ("new year's eve", "2026-12-31"),
    ("three five nineteen eighty four", "1984-03-05"),
    ("oh three oh five nineteen eighty four", "1984-03-05"),
    ("january first two thousand and five", "2005-01-01"),
    ("july fourth two thousand five", "2005-07-04"),
    ("july fourth nineteen oh five", "1905-07-04"),
    ("february thirtieth", None),
    ("2026.11.27", "2026-11-27"),
    ("27.11.2026", "2026-11-27"),
    ("soon", None),
    ("whenever", None),
    ("5 december", "2026-12-05"),
    ("a week on friday", "2026-12-04"),
    ("tonight", "2026-11-22"),
    ("thirty first of december", "2026-12-31"),
    ("the 31st", "2026-12-31"),
    ("feb 29", "2028-02-29"),
    ("in three months", "2027-02-22"),
    ("a fortnight from today", "2026-12-06"),
    ("december fifth twenty twenty six", "2026-12-05"),
    ("this friday", "2026-11-27"),
    ("next friday", "2026-11-27"),
    ("on tuesday", "2026-11-24"),
    ("uh on uh tuesday", "2026-11-24"),
    ("the twenty-third", "2026-11-23"),
    ("a couple of days from now", "2026-11-24"),
    ("in a year", "2027-11-22"),
]


@pytest.mark.parametrize(("text", "value"), DATE)
def test_date(text: str, value: Any) -> None:
    assert normalise(EntitySpec(kind="date"), text, today=TODAY) == value


@pytest.mark.parametrize(
    ("today", "text", "value"),
    [
        (date(2026, 11, 25), "next friday", "2026-12-04"),
        (date(2026, 11, 25), "friday", "2026-11-27"),
        (date(2026, 11, 25), "next monday", "2026-11-30"),
        (date(2026, 11, 27), "friday", "2026-12-04"),
        (date(2026, 1, 31), "in a month", "2026-02-28"),
        (date(2026, 1, 31), "the thirtieth", "2026-03-30"),
        (date(2026, 12, 30), "january second", "2027-01-02"),
    ],
)
def test_dates_seen_from_other_days(today: date, text: str, value: str) -> None:
    assert normalise(EntitySpec(kind="date"), text, today=today) == value


SURE = [
    ("<11/12> please", "2027-11-12"),
    ("<october, 1st> please", "2027-10-01"),
    ("<may/22>(", "2027-05-22"),
    ("<may twenty nine> please", "2027-05-29"),
    ("<march fifteen>", "2027-03-15"),
    ("<january first 12> was a day", "2012-01-01"),
    ("<6 april seventeen hundred thirty three>", "1733-04-06"),
    ("<november third> eighteen hundred dollars", "2027-11-03"),
    ("<november 3 of last year>", "2025-11-03"),
    ("<3rd of november next year>", "2027-11-03"),
    ("around <the 21st this month>", "2026-11-21"),
    ("the <next 6th of april>", "2027-04-06"),
    ("<last november 5>", "2026-11-05"),
    ("$12 <december 27>", "2026-12-27"),
    ("<2026.11.27> please", "2026-11-27"),
    ("pay it <today> please", "2026-11-22"),
    ("pay it <tonight> please", "2026-11-22"),
    ("pay it <yesterday> please", "2026-11-21"),
    ("<the day after tomorrow> please", "2026-11-24"),
    ("<day after tomorrow> please", "2026-11-24"),
    ("<the day before yesterday> I paid", "2026-11-20"),
    ("<day before yesterday> I paid", "2026-11-20"),
    ("<two weeks ago> I paid", "2026-11-08"),
    ("<three days later> please", "2026-11-25"),
    ("<a month later> please", "2026-12-22"),
    ("<five days from now> please", "2026-11-27"),
    ("<five days from today> please", "2026-11-27"),
    ("<a week from friday> please", "2026-12-04"),
    ("<two weeks after christmas> please", "2027-01-08"),
    ("<a week from the fifteenth> please", "2026-12-22"),
    ("<in two weeks> please", "2026-12-06"),
    ("<in a week> please", "2026-11-29"),
    ("<in two years> please", "2028-11-22"),
    ("<in 2 days> please", "2026-11-24"),
    ("<in a couple of weeks> please", "2026-12-06"),
    ("<in a couple weeks> please", "2026-12-06"),
    ("within the week from <friday>", "2026-11-27"),
    ("the week from <friday>", "2026-11-27"),
    ("<in 999 days> please", "2029-08-17"),
    ("<10 days ago>", "2026-11-12"),
    ("<twenty five days ago> please", "2026-10-28"),
    ("<in two fortnights> please", "2026-12-20"),
    ("<friday> please", "2026-11-27"),
    ("<this friday> please", "2026-11-27"),
    ("<next friday> please", "2026-11-27"),
    ("<last friday> please", "2026-11-20"),
    ("<the coming friday> please", "2026-11-27"),
    ("<coming friday> please", "2026-11-27"),
    ("<friday week> please", "2026-12-04"),
    ("<friday> weekend", "2026-11-27"),
    ("<this monday week>", "2026-11-30"),
    ("<next friday> week", "2026-11-27"),
    ("<friday's> fine", "2026-11-27"),
    ("<friday, the 27th of november> please", "2026-11-27"),
    ("<friday the twenty seventh> please", "2026-11-27"),
    ("<friday november 27> please", "2026-11-27"),
    ("<friday>,", "2026-11-27"),
    ("<tues> please", "2026-11-24"),
    ("<thurs> please", "2026-11-26"),
    ("the <next friday> please", "2026-11-27"),
    ("the <last friday> please", "2026-11-20"),
    ("<christmas> please", "2026-12-25"),
    ("<christmas eve> please", "2026-12-24"),
    ("<christmas day> please", "2026-12-25"),
    ("<boxing day> please", "2026-12-26"),
    ("<new year's eve> please", "2026-12-31"),
    ("<new years eve> please", "2026-12-31"),
    ("<new year's day> please", "2027-01-01"),
    ("<new years day> please", "2027-01-01"),
    ("<valentine's day> please", "2027-02-14"),
    ("<valentines day> please", "2027-02-14"),
    ("<halloween> please", "2027-10-31"),
    ("<november third> please", "2027-11-03"),
    ("<november the third> please", "2027-11-03"),
    ("<nov. the 3rd> please", "2027-11-03"),
    ("<november of the third> please", "2027-11-03"),
    ("<november 3, 2026> please", "2026-11-03"),
    ("<november 3 2027> please", "2027-11-03"),
    ("<november three> please", "2027-11-03"),
    ("<november twenty five> please", "2026-11-25"),
    ("<may 5> please", "2027-05-05"),
    ("<may fifth> please", "2027-05-05"),
    ("<march 1> please", "2027-03-01"),
    ("<the end of the month> please", "2026-11-30"),
    ("<end of the month> please", "2026-11-30"),
    ("<the end of this month> please", "2026-11-30"),
    ("<the end of next month> please", "2026-12-31"),
    ("<the start of next month> please", "2026-12-01"),
    ("<the beginning of next month> please", "2026-12-01"),
    ("<the start of the month> please", "2026-12-01"),
    ("<the beginning of this month> please", "2026-12-01"),
    ("<the third of november> please", "2027-11-03"),
    ("<third of november> please", "2027-11-03"),
    ("<the third november> please", "2027-11-03"),
    ("<3 november> please", "2027-11-03"),
    ("<3rd november> please", "2027-11-03"),
    ("<three november> please", "2027-11-03"),
    ("<3 may> please", "2027-05-03"),
    ("<third may> please", "2027-05-03"),
    ("<1 march> please", "2027-03-01"),
    ("on <the fifteenth> please", "2026-12-15"),
    ("on <the fifteenth>", "2026-12-15"),
    ("by <the fifteenth> and more", "2026-12-15"),
    ("<the first day of next month> please", "2026-12-01"),
    ("<the first of the month> please", "2026-12-01"),
    ("<the thirtieth of the month> please", "2026-11-30"),
    ("<the fifteenth of this month> please", "2026-11-15"),
    ("<the thirty first of next month> please", "2026-12-31"),
    ("<the fifteenth of next month> please", "2026-12-15"),
    ("<the fifth of last month> please", "2026-10-05"),
    ("<the fifteenth of may> please", "2027-05-15"),
    ("<nov 3 1900> please", "1900-11-03"),
    ("<nov 3> 1899 please", "2027-11-03"),
    ("<nov 3 2199> please", "2199-11-03"),
    ("<nov 3> 2200 please", "2027-11-03"),
    ("<nov 3 84> please", "1984-11-03"),
    ("<nov 3> 29 please", "2027-11-03"),
    ("<nov 3 30> please", "1930-11-03"),
    ("<nov 3 thirty> please", "1930-11-03"),
    ("<nov 3> twenty nine please", "2027-11-03"),
    ("<nov 3> eighty four dollars", "2027-11-03"),
    ("<nov 3> 84 dollars", "2027-11-03"),
    ("<nov 3 '84> dollars", "1984-11-03"),
    ("<nov 3 '30> please", "1930-11-03"),
    ("<nov 3 '29> please", "2029-11-03"),
    ("<nov 3 '05> please", "2005-11-03"),
    ("<nov 3> '", "2027-11-03"),
    ("<nov 3> 'x", "2027-11-03"),
    ("<nov 3 oh five> please", "2005-11-03"),
    ("<nov 3 o five> please", "2005-11-03"),
    ("<nov 3> oh", "2027-11-03"),
    ("<nov 3> oh dear", "2027-11-03"),
    ("<nov 3 of 1984> please", "1984-11-03"),
    ("<nov 3 in 1984> please", "1984-11-03"),
    ("<nov 3, eighty four>.", "1984-11-03"),
    ("<nov 3 eighty four>, please", "1984-11-03"),
    ("<nov 3 eighty four>!", "1984-11-03"),
    ("<nov 3 eighty four>?", "1984-11-03"),
    ("<nov 3 eighty four> and more", "1984-11-03"),
    ("<nov 3 eighty four> is it", "1984-11-03"),
    ("<nov 3 eighty four> for me", "1984-11-03"),
    ("<nov 3 eighty four> to you", "1984-11-03"),
    ("<nov 3 eighty four> i think", "1984-11-03"),
    ("<nov 3 eighty four>", "1984-11-03"),
    ("<nov 3> 5", "2027-11-03"),
    ("<nov 3 nineteen hundred> please", "1900-11-03"),
    ("<nov 3 nineteen oh five> please", "1905-11-03"),
    ("<nov 3 twenty twenty seven> please", "2027-11-03"),
    ("<nov 3 two thousand> please", "2000-11-03"),
    ("<nov 3 two thousand and seven> please", "2007-11-03"),
    ("<nov 3> two", "2027-11-03"),
    ("<nov 3> two hundred", "2027-11-03"),
    ("<feb 29> please", "2028-02-29"),
    ("<feb 29 2028> please", "2028-02-29"),
    ("<2026-11-27> please", "2026-11-27"),
    ("<11/27> please", "2026-11-27"),
    ("<27/11> please", "2026-11-27"),
    ("<12/12> please", "2026-12-12"),
    ("<13/12> please", "2026-12-13"),
    ("<12/13> please", "2026-12-13"),
    ("<11/27/26> please", "2026-11-27"),
    ("<11/27/36> please", "2036-11-27"),
    ("<11/27/37> please", "1937-11-27"),
    ("<11/27/99> please", "1999-11-27"),
    ("<11/27/100> please", "0100-11-27"),
    ("<11/27/2026> please", "2026-11-27"),
    ("<27/11/2026> please", "2026-11-27"),
    ("<27.11.2026> please", "2026-11-27"),
    ("<11.27.2026> please", "2026-11-27"),
    ("<27. november 2026> please", "2026-11-27"),
    ("<16. nov. 2027>", "2027-11-16"),
    ("<twenty five of march> please", "2027-03-25"),
    ("<two thousand and twenty seven january third> please", "2027-01-03"),
    ("<2027, january 3> please", "2027-01-03"),
    ("<december third twenty seven>", "2027-12-03"),
    ("<june twenty twenty twenty seven> please", "2027-06-20"),
    ("<friday> by close of business", "2026-11-27"),
    ("close of business <tomorrow>", "2026-11-23"),
    ("<june twenty two thousand and twenty eight> please", "2028-06-20"),
    ("<the first of the year> please", "2027-01-01"),
    ("from five hundred <the first of may> on", "2027-05-01"),
]
"""The part in brackets is a date, whatever it is said about."""

UNSURE = [
    ("on <15>", "2026-12-15"),
    ("on the <15>.", "2026-12-15"),
    ("<the third of the seventh> please", "2027-07-03"),
    ("<tomorrow's> date", "2026-11-23"),
    ("on <2016 10 16> it began", "2016-10-16"),
    ("<11-27-2026> please", "2026-11-27"),
    ("<2026/11/27> please", "2026-11-27"),
    ("<last night> I was there", "2026-11-21"),
    ("<this morning> I was there", "2026-11-22"),
    ("<this afternoon> at five", "2026-11-22"),
    ("<this evening> at five", "2026-11-22"),
    ("<in a day> please", "2026-11-23"),
    ("<in a year> please", "2027-11-22"),
    ("<the fifteenth> please", "2026-12-15"),
    ("on <the fifteenth> item", "2026-12-15"),
    ("<the fifteenth> item", "2026-12-15"),
    ("<second>", "2026-12-02"),
    ("<the fifteenth> day please", "2026-12-15"),
    ("<fifteenth>", "2026-12-15"),
    ("<three five nineteen eighty four> please", "1984-03-05"),
    ("<five thirteen nineteen eighty four> please", "1984-05-13"),
    ("<thirteen five nineteen eighty four> please", "1984-05-13"),
    ("<oh three oh five nineteen eighty four> please", "1984-03-05"),
    ("<zero three zero five two thousand and one> please", "2001-03-05"),
    ("<o three o five 1984>", "1984-03-05"),
    ("<three / five 1984>", "1984-03-05"),
    ("<three five 1984> please", "1984-03-05"),
    ("<three five 2199> please", "2199-03-05"),
]
"""The part in brackets is a date where one was asked for; elsewhere it may be something else."""

NONE = [
    "my second card",
    "second card",
    "the second of them",
    "fridays are fine",
    "the week after christmas",
    "week of december 7th",
    "christmas week",
    "the second last day of the month",
    "the second to last day of the month",
    "any day after christmas",
    "a few weeks from tomorrow",
    "some days before friday",
    "15",
    "15 please",
    "on 15 items",
    "the third quarter",
    "the 3rd week of january",
    "the week of the fifth",
    "first business",
    "june twenty twenty six",
    "two hundred three december",
    "thirty two december",
    "the second one",
    "hold on a second",
    "one second please",
    "the thirty first of november",
    "I may be back",
    "you may fifteen times",
    "in October, 20 dollars",
    "november 20 dollars",
    "next week please",
    "last week I paid",
    "next month",
    "last year",
    "next",
    "last",
    "next night",
    "five days from then please",
    "two weeks after that",
    "a couple",
    "a couple of",
    "in a couple of",
    "in 0 days",
    "in 1000 days please",
    "in one and a half weeks",
    "in two and a half weeks",
    "a day's notice",
    "two weeks' notice",
    "in two seconds",
    "in",
    "the coming",
    "coming",
    "this",
    "boxing please",
    "may five please",
    "march one please",
    "mar one please",
    "november",
    "november the",
    "november 31 please",
    "november 0",
    "november 30.5",
    "november 3.5",
    "end of the",
    "three of may please",
    "three may please",
    "31 november please",
    "32 december please",
    "0 december please",
    "thirteen thirteen nineteen eighty four",
    "three five 1899",
    "three five 2200",
    "three five eighteen eighty four",
    "three five twenty",
    "oh oh five 1984",
    "three oh 1984",
    "feb 29 2027 please",
    "feb 30 please",
    "2026-13-27 please",
    "2026-11 please",
    "13/13 please",
    "2/30 please",
    "1/2/3/4 please",
    "27.11.26 please",
    "1.5 please",
    "27.11 please",
]


@pytest.mark.parametrize("period", ["days", "weeks", "months", "years"])
@pytest.mark.parametrize("link", ["after", "before", "from", "since"])
def test_a_date_that_only_names_a_period_is_none(period: str, link: str) -> None:
    assert found_in(f"some {period} {link} christmas") == []


def test_a_period_that_is_named_after_a_day_is_none() -> None:
    for period in ("week", "weekend", "season", "break", "holidays"):
        for end in ("", ".", "!", "?"):
            assert found_in(f"christmas {period}{end}") == []
        assert found_in(f"christmas {period} at noon") != []


def found_in(text: str) -> list[tuple[str, str, bool]]:
    """Value, text and certainty of the dates of a turn."""
    finds = scan_dates(tokenise(text), TODAY)
    return [(find.value, text[find.start : find.end], find.marked) for find in finds]


@pytest.mark.parametrize("sure", [True, False])
def test_what_of_a_turn_is_the_date_and_whether_it_surely_is_one(sure: bool) -> None:
    for marked, value in SURE if sure else UNSURE:
        text, said = marked.replace("<", "").replace(">", ""), marked.split("<")[1].split(">")[0]
        assert found_in(text) == [(value, said, sure)]


@pytest.mark.parametrize("text", NONE)
def test_no_date(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("friday in two weeks", ["2026-12-04"]),
        ("friday by tomorrow", ["2026-11-27", "2026-11-23"]),
        ("friday tomorrow", ["2026-11-27", "2026-11-23"]),
        ("friday or saturday", ["2026-11-27", "2026-11-28"]),
        ("friday saturday", ["2026-11-27", "2026-11-28"]),
    ],
)
def test_every_date_of_a_turn_is_found(text: str, values: list[str]) -> None:
    assert [value for value, _, _ in found_in(text)] == values


def test_a_month_has_its_abbreviations() -> None:
    names = "jan feb mar apr may jun jul aug sep oct nov dec"
    for month, name in enumerate(names.split(), 1):
        assert found_in(f"{name} 5, 2027") == [(f"2027-{month:02}-05", f"{name} 5, 2027", True)]
    assert found_in("sept 5, 2027")[0][0] == "2027-09-05"


def test_a_weekday_has_its_abbreviations() -> None:
    names = "monday tuesday wednesday thursday friday saturday sunday"
    for day, name in enumerate(names.split(), 23):
        for said in (name, f"{name}'s"):
            assert found_in(said) == [(f"2026-11-{day}", said, True)]
    short = {"mon": 23, "tue": 24, "wed": 25, "weds": 25, "thu": 26, "thur": 26, "fri": 27}
    for name, day in short.items():
        assert found_in(name) == [(f"2026-11-{day}", name, True)]


@pytest.mark.parametrize(
    "before", ["on", "by", "before", "until", "till", "from", "since", "due", "for"]
)
def test_a_bare_day_is_sure_to_be_one_where_a_date_is_asked_for_by_the_sentence(
    before: str,
) -> None:
    assert found_in(f"{before} the second")[0][2]
    assert not found_in(f"{before} the second card")
    assert not found_in(f"{before} the second item")[0][2]
    assert not found_in("send the second")[0][2]


def test_after_a_day_is_another_one() -> None:
    assert found_in("after the second") == []
    assert found_in("after Monday") == []
    assert found_in("two days after the second") == [
        ("2026-12-04", "two days after the second", True)
    ]


@pytest.mark.parametrize(
    "after",
    ["please", "at", "and", "or", "if", "instead", "then", "thanks", "thank", "no", "sorry", "to",
     "from", "into", "with", "i", "my", ".", ",", "?", "!"],
)  # fmt: skip
def test_what_may_follow_a_day_that_surely_is_one(after: str) -> None:
    assert found_in(f"on the second {after}")[0][2]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the twenty first", "2026-11-21"),
        ("11/12", "2026-11-12"),
        ("12/25", "2025-12-25"),
        ("november third", "2026-11-03"),
        ("the fifth of december", "2025-12-05"),
        ("december 5, 2026", "2026-12-05"),
        ("on the thirtieth", "2026-10-30"),
        ("the first of the month", "2026-11-01"),
        ("next december 5", "2026-12-05"),
    ],
)
def test_a_past_date_is_the_last_such_day(text: str, value: str) -> None:
    spec = EntitySpec(kind="date", when="past")
    assert normalise(spec, text, today=TODAY) == value
