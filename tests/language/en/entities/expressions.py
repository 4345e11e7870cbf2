"""Expressions with known values: every way of saying a day, a time, an amount or a number.

Each function yields texts that must be read as the value it is given. What it yields follows from
the calendar and from num2words, not from the code under test.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from num2words import num2words

from voice_agent.text.word_lists import words

MONTHS = words(
    "january february march april may june july august september october november december"
)
WEEKDAYS = words("monday tuesday wednesday thursday friday saturday sunday")
NTH = words("first second third fourth fifth")
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@cache
def cardinal(number: int | float) -> str:
    """Return "one thousand two hundred thirty four" for 1234."""
    return str(num2words(number)).replace(",", "").replace("-", " ").replace(" and ", " ")


@cache
def cardinal_with_and(number: int) -> str:
    """Return "one thousand two hundred and thirty-four" for 1234."""
    return str(num2words(number)).replace(",", "")


@cache
def ordinal(number: int) -> str:
    """Return "twenty first" for 21."""
    return str(num2words(number, to="ordinal")).replace(",", "").replace("-", " ")


def short_ordinal(number: int) -> str:
    """Return "21st" for 21."""
    ending = "th" if 10 < number < 14 else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


def days(day: date, today: date) -> Iterator[str]:
    """Yield the ways of saying a day that is not before today."""
    yield from _with_year(day)
    yield from _without_year(day, today)
    yield from _by_weekday(day, today)
    yield from _relative(day, today)


def _with_year(day: date) -> Iterator[str]:
    month = MONTHS[day.month - 1]
    short, number = month[:3], day.day
    year = str(day.year)
    years = [year, f"twenty {cardinal(day.year % 100)}", f"two thousand {cardinal(day.year % 100)}",
             f"two thousand and {cardinal(day.year % 100)}"]  # fmt: skip
    yield day.isoformat()
    yield f"{day.month}/{number}/{year}"
    yield f"{day.month:02}/{number:02}/{year}"
    yield f"{day.month}/{number}/{year[2:]}"
    yield f"{month} {number}, {year}"
    yield f"{short} {number} {year}"
    yield f"{short}. {number}, {year}"
    yield f"{number} {month} {year}"
    yield f"{number}-{short}-{year}"
    yield f"{month} {number} of {year}"
    for said in years:
        yield f"{month} {ordinal(number)} {said}"
        yield f"{month} the {ordinal(number)} {said}"
        yield f"the {ordinal(number)} of {month} {said}"
        yield f"{ordinal(number)} {month}, {said}"
        yield f"{month} {short_ordinal(number)} {said}"
        yield f"the {short_ordinal(number)} of {month} {said}"
        yield f"{said} {month} {ordinal(number)}"
        if month not in ("march", "may") or number >= 10:
            yield f"{month} {cardinal(number)} {said}"
    weekday = WEEKDAYS[day.weekday()]
    yield f"{weekday}, {month} {number}, {year}"
    yield f"{weekday} the {ordinal(number)} of {month} {year}"
    count = (number - 1) // 7
    yield f"the {NTH[count]} {weekday} of {month} {year}"
    yield f"{NTH[count]} {weekday} in {month} {year}"
    last = calendar.monthrange(day.year, day.month)[1]
    if number + 7 > last:
        yield f"the last {weekday} of {month} {year}"
    if number == last:
        yield f"the end of {month} {year}"
        yield f"the last day of {month} {year}"
    if number == 1:
        yield f"the first day of {month} {year}"


def _without_year(day: date, today: date) -> Iterator[str]:
    month, number = MONTHS[day.month - 1], day.day
    if (day - today).days < 365 and (day.month, number) != (2, 29):
        yield from (
            f"{month} {number}",
            f"{month} {ordinal(number)}",
            f"{number} {month}",
            f"the {ordinal(number)} of {month}",
            f"{month} {short_ordinal(number)}",
            f"{day.month}/{number}",
            f"{ordinal(number)} of {month}",
            f"on {WEEKDAYS[day.weekday()]} {month} {ordinal(number)}",
            f"{WEEKDAYS[day.weekday()]} the {ordinal(number)} of {month}",
        )
    if (day - today).days < 28:
        yield f"the {ordinal(number)}"
        yield f"on the {short_ordinal(number)}"
        yield f"{WEEKDAYS[day.weekday()]} the {ordinal(number)}"
    months = (day.year - today.year) * 12 + day.month - today.month
    if months in (0, 1):
        which = "next" if months else "this"
        last = calendar.monthrange(day.year, day.month)[1]
        yield f"the {ordinal(number)} of {which} month"
        weekday = WEEKDAYS[day.weekday()]
        yield f"the {NTH[(number - 1) // 7]} {weekday} of {which} month"
        if number == last:
            yield f"the end of {which} month"
            yield f"the last day of {which} month"
        if number == 1:
            yield f"the beginning of {which} month"


def _by_weekday(day: date, today: date) -> Iterator[str]:
    weekday, ahead = WEEKDAYS[day.weekday()], (day - today).days
    week = (day - timedelta(day.weekday()) - today + timedelta(today.weekday())).days // 7
    if week == 1:
        yield f"next {weekday}"
        yield f"{weekday} next week"
        yield f"{weekday} of next week"
        yield f"next week on {weekday}"
    if week == 0:
        yield f"{weekday} this week"
    if week == 2:
        yield f"{weekday} of the week after next"
    if 0 < ahead <= 7:
        yield from (weekday, f"on {weekday}", f"the coming {weekday}", f"by {weekday} please")
    if 7 < ahead <= 14:
        yield from (f"a week from {weekday}", f"{weekday} week", f"a week on {weekday}")
    if 0 < ahead < 70:
        count = (ahead - 1) // 7 + 1
        if count > 1:
            yield f"{cardinal(count)} {weekday}s from now"
            if count > 2:
                yield f"{cardinal(count - 1)} weeks from {weekday}"


def _relative(day: date, today: date) -> Iterator[str]:
    ahead = (day - today).days
    named = {0: ["today", "tonight"], 1: ["tomorrow", "tomorrow morning"],
             2: ["the day after tomorrow", "day after tomorrow"]}  # fmt: skip
    yield from named.get(ahead, [])
    if 1 < ahead < 1000:
        for count in (cardinal(ahead), str(ahead)) if ahead < 100 else (str(ahead),):
            yield f"in {count} days"
            yield f"{count} days from now"
            yield f"{count} days from today"
            yield f"{count} days after today"
    if ahead % 7 == 0 and 7 < ahead < 700:
        for said in ("in {} weeks", "{} weeks from now", "{} weeks from today", "in {} weeks time"):
            yield said.format(cardinal(ahead // 7))
    if ahead > 8 and (ahead - 1) % 7 == 0:
        yield f"{cardinal((ahead - 1) // 7)} weeks from tomorrow"


def past_days(day: date, today: date) -> Iterator[str]:
    """Yield the ways of saying a day before today that show the side by their words."""
    back = (today - day).days
    weekday = WEEKDAYS[day.weekday()]
    if back == 1:
        yield from ("yesterday", "yesterday evening")
    if back == 2:
        yield "the day before yesterday"
    for count in (cardinal(back), str(back)) if 1 < back < 100 else ():
        yield f"{count} days ago"
        yield f"{count} days back"
        yield f"{count} days before today"
    if back % 7 == 0 and back > 7:
        yield f"{cardinal(back // 7)} weeks ago"
    if back > 8 and (back - 1) % 7 == 0:
        yield f"{cardinal((back - 1) // 7)} weeks ago yesterday"
    week = (today - timedelta(today.weekday()) - day + timedelta(day.weekday())).days // 7
    if week == 1:
        yield f"{weekday} last week"
        yield f"{weekday} of last week"
    if 1 < back <= 7:
        yield f"this past {weekday}"
        yield f"last {weekday}"
    if 7 < back < 70:
        yield f"{cardinal((back - 1) // 7 + 1)} {weekday}s ago"


def times(hour: int, minute: int) -> Iterator[str]:
    """Yield the ways of saying a time of day that leave no choice of the half."""
    face = (hour - 1) % 12 + 1
    half = "pm" if hour >= 12 else "am"
    yield f"{hour:02}:{minute:02}" if hour > 12 or hour < 10 else f"{hour:02}:{minute:02} {half}"
    spaced = " ".join(half)
    part = "in the morning" if hour < 12 else "in the afternoon" if hour < 17 else "in the evening"
    minutes = "" if not minute else cardinal(minute) if minute > 9 else f"oh {cardinal(minute)}"
    for end in (half, spaced, f"{half[0]}.m.", part):
        yield f"{face}:{minute:02} {end}"
        yield f"{cardinal(face)} {minutes} {end}".replace("  ", " ")
    yield f"{face}:{minute:02}{half}"
    yield f"at {cardinal(face)} {minutes} {half} please".replace("  ", " ")
    if not minute:
        yield from (f"{face} {half}", f"{face}{half}", f"{cardinal(face)} o'clock {part}")
        yield f"{part} at {cardinal(face)}"
    if minute == 30:
        yield from (f"half past {cardinal(face)} {half}", f"half past {cardinal(face)} {part}")
    if minute == 15:
        yield from (f"quarter past {cardinal(face)} {half}",
                    f"a quarter after {cardinal(face)} {part}")  # fmt: skip
    to = cardinal(face % 12 + 1)
    if minute == 45 and face not in (11, 12):
        yield from (f"quarter to {to} {half}", f"a quarter till {to} {half}")
    if minute in (5, 10, 20, 25):
        yield from (f"{cardinal(minute)} past {cardinal(face)} {half}",
                    f"{cardinal(minute)} minutes past {cardinal(face)} {half}")  # fmt: skip
    if minute in (35, 40, 50, 55) and face not in (11, 12):
        yield from (f"{cardinal(60 - minute)} to {to} {half}",
                    f"{cardinal(60 - minute)} minutes to {to} {half}")  # fmt: skip
    if hour > 12 and not minute:
        yield from (f"{cardinal(hour)} hundred", f"{cardinal(hour)} hundred hours")
    if hour > 12 and minute > 9:
        yield from (f"{cardinal(hour)} {cardinal(minute)}", f"{hour}{minute:02} hours")
    if 0 < hour < 10 and minute > 9:
        yield f"oh {cardinal(hour)} {cardinal(minute)} hours"


def amounts(cents: int) -> Iterator[str]:
    """Yield the ways of saying an amount in dollars that leave no choice."""
    whole, rest = divmod(cents, 100)
    unit = "dollar" if whole == 1 else "dollars"
    written = f"{whole:,}.{rest:02}" if rest else f"{whole:,}"
    yield from (f"${written}", f"$ {written}", f"{written} dollars", f"{written} USD",
                f"USD {written}", f"{written}$".replace(",", ""))  # fmt: skip
    if not rest:
        yield from (f"{cardinal(whole)} {unit}", f"{cardinal_with_and(whole)} {unit}",
                    f"{cardinal(whole)} bucks", f"send {cardinal(whole)} {unit} to Anna",
                    f"{cardinal(whole)} us dollars")  # fmt: skip
        if whole % 100 == 0 and 1000 < whole < 10_000 and whole % 1000:
            yield f"{cardinal(whole // 100)} hundred {unit}"
        if whole and whole % 1000 == 0:
            yield from (f"{cardinal(whole // 1000)} grand", f"{whole // 1000}k",
                        f"${whole // 1000}k", f"{cardinal(whole // 1000)} k dollars")  # fmt: skip
        return
    cent = "cent" if rest == 1 else "cents"
    if whole:
        for said in (cardinal(whole), cardinal_with_and(whole), str(whole)):
            yield f"{said} {unit} and {cardinal(rest)} {cent}"
            yield f"{said} {unit} {cardinal(rest)} {cent}"
        if rest > 9:
            yield f"{cardinal(whole)} {unit} {cardinal(rest)}"
            yield f"{cardinal(whole)} point {' '.join(map(cardinal, divmod(rest, 10)))} dollars"
        else:
            yield f"{cardinal(whole)} {unit} oh {cardinal(rest)}"
        if rest > 9 and 9 < whole < 100:
            yield f"{cardinal(whole)} {cardinal(rest)}"
    else:
        yield from (f"{cardinal(rest)} {cent}", f"{rest} {cent}", f"{rest}¢")


def numbers(number: int) -> Iterator[str]:
    """Yield the ways of saying and writing a whole number."""
    yield from (str(number), f"{number:,}", cardinal(number), cardinal_with_and(number))
    yield f"it is {cardinal(number)}"
    if number % 100 == 0 and 1000 < number < 10_000 and number % 1000:
        yield f"{cardinal(number // 100)} hundred"
    if 1000 < number < 10_000 and number % 100 > 9 and number // 100 % 10:
        yield f"{cardinal(number // 100)} hundred and {cardinal(number % 100)}"
    if number and number % 1000 == 0:
        yield f"{number // 1000}k"
    if number and number % 500_000 == 0:
        yield f"{number / 1_000_000:g} million"


def decimals(text: str) -> Iterator[str]:
    """Yield the ways of saying a number with decimals, such as "12.05"."""
    whole, _, digits = text.partition(".")
    spelled = " ".join(cardinal(int(digit)) for digit in digits)
    yield from (text, f"{cardinal(int(whole))} point {spelled}",
                f"{cardinal(int(whole))} point {spelled.replace('zero', 'oh')}")  # fmt: skip
    if whole == "0":
        yield f"point {spelled}"
