"""Dates as callers say them, relative to a given day.

Where more than one day fits, the next one is meant, or with ``when="past"`` the last one: "friday"
is the first Friday after today, "the fifteenth" the first 15th from today on, and a month and day
without a year are in the future. "Next friday" is the Friday of the next week (weeks start on
Monday). A year that is said is kept, so dates of birth work; two-digit years from 30 to 99 are in
the 1900s. Numerals with slashes have the month first, as in the USA, unless that is no date.
"""

from __future__ import annotations

from datetime import date

from voice_agent.language.en.currencies import SIGNS
from voice_agent.language.en.currencies import UNITS as CURRENCY_UNITS
from voice_agent.language.en.entities.calendar_days import (
    century,
    make,
    nearest,
    nearest_number,
    on_side,
    shift,
)
from voice_agent.language.en.entities.counted_days import read_counted
from voice_agent.language.en.entities.date_text import MONTHS, DateText, ReadDate
from voice_agent.language.en.entities.holidays import HOLIDAY_STARTS, read_holiday
from voice_agent.language.en.entities.number_words import ORDINALS, SCALES, TENS
from voice_agent.language.en.entities.number_words import STARTS as NUMBER_STARTS
from voice_agent.language.en.entities.number_words import UNITS as DIGITS
from voice_agent.language.en.entities.numbers import (
    is_numeral,
    numeral,
    ordinal,
    read_number,
    small,
)
from voice_agent.language.en.entities.relative_dates import RELATIVE_STARTS, read_relative
from voice_agent.language.en.entities.tokens import Match, TokenisedText
from voice_agent.language.en.entities.weekdays import (
    WEEKDAY_STARTS,
    WHICH,
    read_nth_weekday,
    read_week_then_day,
    read_weekday,
)
from voice_agent.language.specs import When
from voice_agent.text.word_lists import word_set

_STARTS = frozenset(NUMBER_STARTS).union(
    MONTHS, ORDINALS, WEEKDAY_STARTS, HOLIDAY_STARTS, RELATIVE_STARTS, WHICH,
    ("this", "oh", "o", "zero", "slash"),
)  # fmt: skip
# A bare "the second" is a date after one of these and before one of the others.
_BEFORE_DAY = word_set("on by before until till from since due after for")
_AFTER_DAY = word_set(
    """
    please at and or if instead then thanks thank no sorry to from into with i my . , ? ! ;
    """
) | {""}
# "Hold on a second", "my second card", "the second one".
_NO_DAY = word_set("a an one my your his her their our half every each another per")
_COUNTED_ONES = word_set(
    """
    one ones time times quarter week weekend month year hour half business working banking card
    account payment transaction transfer option person name digit number try thing half trimester
    semester season place floor class
    """
)
# "may 5" but not "may one": they are common words too.
_MONTH_WORDS = frozenset(("may", "march", "mar"))
_SUBJECTS = word_set("i you he she it we they that who which there")
_COUNTED = frozenset(CURRENCY_UNITS) | word_set("percent % cents cent people times am pm o'clock")
_LEAST_SPOKEN_DAY = 10
_ENDS = frozenset(("", ".", "!", "?"))
_YEARS = {"this": 0, "next": 1, "last": -1}


def scan_dates(turn: TokenisedText, today: date, when: When | None = None) -> list[Match]:
    """Find the dates of a turn, left to right; a bare ordinal may be an unmarked match.

    Args:
        turn: What was said.
        today: The day from which dates count.
        when: On which side of today a date lies whose words leave that open.
    """
    text = DateText(turn.tokens, today, when, _read)
    matches: list[Match] = []
    at = 0
    while at < len(turn.tokens):
        read = _read(text, at)
        if read is None:
            at = _after_no_date(turn, at)
            continue
        matches.append(turn.match(at, read.end, read.day.isoformat(), read.marked))
        at = read.end
    return matches


def _after_no_date(turn: TokenisedText, at: int) -> int:
    """Return where to go on: in "the thirty first of November" the "first" is no day either."""
    tokens = turn.tokens
    number = (ordinal(tokens, at) or small(tokens, at)) if turn.word(at) in TENS else None
    if turn.word(at + 1) in ("hundred", *SCALES) and turn.word(at) in NUMBER_STARTS:
        number = read_number(tokens, at)
    return number[1] if number else at + 1


def other_dates(
    turn: TokenisedText, match: Match, today: date, when: When | None = None
) -> list[str]:
    """Return what else a date may mean that ``scan_dates`` found in the turn."""
    at = next(i for i, token in enumerate(turn.tokens) if token.end > match.start)
    read = _read(DateText(turn.tokens, today, when, _read), at)
    return [read.other.isoformat()] if read and read.other else []


def _read(text: DateText, at: int) -> ReadDate | None:
    word = text.word(at)
    if word[:1].isdecimal():
        return (
            _in_numerals(text, at)
            or read_nth_weekday(text, at)
            or read_relative(text, at)
            or read_counted(text, at)
            or _year_first(text, at)
            or _day_of_month(text, at)
            or _three_numbers(text, at)
        )
    if word not in _STARTS:
        return None
    for reader in _READERS:
        read = reader(text, at)
        if read:
            return read
    return None


def _in_numerals(text: DateText, at: int) -> ReadDate | None:
    """Read 2026-11-27, 11/27, 11/27/2026, 27.11.2026, 2026.11.27."""
    word = text.word(at)
    for mark in "-/.":
        if mark not in word:
            continue
        parts = [int(part) for part in word.split(mark) if part.isdecimal()]
        day: date | None
        if len(parts) == 3 and parts[0] > 1000:
            day = make(*parts)
        elif mark == "." and len(parts) == 3 and parts[2] > 1000:
            day = make(parts[2], parts[1], parts[0])
        elif mark == "/" and len(parts) in (2, 3):
            month, number = parts[0], parts[1]
            if month > 12:
                month, number = number, month
            day = (
                make(century(parts[2], text.today), month, number)
                if len(parts) == 3
                else nearest(text.today, month, number, text.when)
            )
        else:
            continue
        return ReadDate(day, at + 1) if day else None
    return None


def _directed(text: DateText, at: int) -> ReadDate | None:
    """Read "last Christmas", "next 6th of April", "this November 5"."""
    when = WHICH.get(text.word(at))
    if when is None:
        return None
    side = text.toward(when)
    for reader in (read_holiday, _month_first, _day_of_month):
        read = reader(side, at + 1)
        if read and read.marked and on_side(read.day, text.today, when):
            return read
    return None


def _month_first(text: DateText, at: int) -> ReadDate | None:
    """Read "november third", "nov. the 3rd", "november 3, 2026", "march fifth eighty four"."""
    month = MONTHS.get(text.word(at))
    if month is None:
        return None
    start = at + 1
    while text.word(start) in ("the", ".", "of", "/"):
        start += 1
    if text.word(start) == "," and ordinal(text.tokens, start + 1):
        start += 1
    read = ordinal(text.tokens, start)
    exact = read is not None
    if read is None:
        word = text.word(start)
        if is_numeral(word) and isinstance(numeral(word), int):
            read = int(numeral(word)), start + 1
        elif text.word(at) not in _MONTH_WORDS or _may_be_month(text, at, start):
            read = small(text.tokens, start)
            if read and _year(text, start) and not _year(text, read[1]):
                return None  # "June twenty twenty six" is a month of a year, or a day.
        if read and text.word(read[1]) in _COUNTED:
            return None
    return _with_year(text, read, month, exact) if read else None


def _may_be_month(text: DateText, at: int, start: int) -> bool:
    """Tell "may twenty nine" from "you may twenty times": a long number, and no subject."""
    read = small(text.tokens, start)
    long = read is not None and read[0] >= _LEAST_SPOKEN_DAY
    return long and text.word(at - 1) not in _SUBJECTS


def _day_of_month(text: DateText, at: int) -> ReadDate | None:
    """Read "the third of november", "3 november", "the fifteenth", "the first of next month"."""
    start = at + (text.word(at) == "the")
    read = ordinal(text.tokens, start)
    exact = read is not None
    if read is None:
        word = text.word(at)
        if is_numeral(word) and isinstance(numeral(word), int) and text.word(at - 1) not in SIGNS:
            read = int(numeral(word)), at + 1
        else:
            read = small(text.tokens, at)
    if read is None or not 1 <= read[0] <= 31:
        return None
    number, end = read
    after = end
    while text.word(after) in ("of", "day"):
        after += 1
    word = text.word(after)
    if word in MONTHS and (exact or word not in _MONTH_WORDS or text.word(at)[0].isdecimal()):
        return _with_year(text, (number, after + 1), MONTHS[word], exact)
    in_month = _in_month(text, number, after, after > end) if exact else None
    if in_month or (exact and text.word(after + 1) == "month"):
        return None if text.word(at - 1) in _NO_DAY else in_month
    of_month = _of_numbered_month(text, number, end) if exact else None
    if of_month or text.word(end) == "of":
        return of_month
    counts = text.word(end) in _COUNTED_ONES or text.word(end) in WEEKDAY_STARTS
    first = at - (text.word(at - 1) == "the")
    counts = counts or text.words(first - 2, 2) == ("week", "of")
    if not exact or counts or text.word(at - 1) in _NO_DAY:
        return None
    if text.word(first - 1) in MONTHS:
        return None  # That month has no such day.
    marked = start > at and text.word(at - 1) in _BEFORE_DAY and text.word(end) in _AFTER_DAY
    day = nearest_number(text.today, number, text.when)
    return ReadDate(day, end, marked) if day else None


def _of_numbered_month(text: DateText, number: int, at: int) -> ReadDate | None:
    """Read "of the seventh" after a day, as in "the third of the seventh"; unmarked."""
    if text.words(at, 2) != ("of", "the"):
        return None
    month = ordinal(text.tokens, at + 2)
    if month is None or month[0] > 12 or text.word(month[1]) in _COUNTED_ONES:
        return None
    read = _with_year(text, (number, month[1]), month[0], True)
    return read._replace(marked=False) if read else None


def _in_month(text: DateText, number: int, at: int, linked: bool) -> ReadDate | None:
    """Read "of next month", "this month" after a day."""
    which = text.word(at)
    known = which in ("this", "next", "last") or (linked and which == "the")
    if not known or text.word(at + 1) != "month":
        return None
    months = {"next": 1, "last": -1}.get(which, 0)
    base = shift(text.today, months, "month")
    day = make(base.year, base.month, number)
    if day and which == "the" and not on_side(day, text.today, text.when):
        day = nearest_number(text.today, number, text.when)
    return ReadDate(day, at + 2) if day else None


def _year_first(text: DateText, at: int) -> ReadDate | None:
    """Read "two thousand and twenty seven January third", "2027 January 3"."""
    year = _year(text, at)
    if year is None:
        return None
    after = year[1] + (text.word(year[1]) == ",")
    month = MONTHS.get(text.word(after))
    after += 1 + (text.word(after + 1) == "the")
    number = (ordinal(text.tokens, after) or _day_or_month(text, after)) if month else None
    day = make(year[0], month, number[0]) if month and number else None
    return ReadDate(day, number[1]) if day and number else None


def _three_numbers(text: DateText, at: int) -> ReadDate | None:
    """Read a date in numbers alone, "three five nineteen eighty four", "2016 10 16"; unmarked."""
    year = _year(text, at)
    if year and text.word(at).isdecimal():
        month = _day_or_month(text, year[1])
        number = _day_or_month(text, month[1]) if month else None
        day = make(year[0], month[0], number[0]) if month and number else None
        return ReadDate(day, number[1], False) if day and number else None
    first = _day_or_month(text, at)
    second = _day_or_month(text, first[1]) if first else None
    year = _year(text, second[1]) if second else None
    if not (first and second and year) or year[0] < 1900:
        return None
    day = make(year[0], first[0], second[0]) or make(year[0], second[0], first[0])
    return ReadDate(day, year[1], False) if day else None


def _day_or_month(text: DateText, at: int) -> tuple[int, int] | None:
    if text.word(at) in ("slash", "/"):
        at += 1
    word = text.word(at)
    if word in ("oh", "o", "zero"):
        unit = DIGITS.get(text.word(at + 1))
        return None if unit is None else (unit, at + 2)
    return (int(word), at + 1) if word.isdecimal() and len(word) < 3 else small(text.tokens, at)


def _with_year(text: DateText, read: tuple[int, int], month: int, exact: bool) -> ReadDate | None:
    number, end = read
    after = end
    while text.word(after) in (",", "of", "in"):
        after += 1
    year = _year(text, after) or _short_year(text, after, exact)
    if year is None and text.words(after, 2) in (
        ("this", "year"),
        ("next", "year"),
        ("last", "year"),
    ):
        year = text.today.year + {"this": 0, "next": 1, "last": -1}[text.word(after)], after + 2
    if year:
        day = make(year[0], month, number)
        return ReadDate(day, year[1]) if day else None
    day = nearest(text.today, month, number, text.when)
    return ReadDate(day, end) if day else None


def _year(text: DateText, at: int) -> tuple[int, int] | None:
    """Read "nineteen eighty four", "two thousand and five", "1984", "seventeen hundred ten"."""
    word = text.word(at)
    if word.isdecimal() and len(word) == 4 and 1900 <= int(word) < 2200:
        return int(word), at + 1
    if word in ("nineteen", "twenty", "two"):
        read = read_number(text.tokens, at)
        if read and isinstance(read[0], int) and 1900 <= read[0] < 2200:
            return read[0], read[1]
    if word in ("sixteen", "seventeen", "eighteen"):
        read = read_number(text.tokens, at)
        # "Eighteen hundred" mostly is an amount.
        if read and isinstance(read[0], int) and read[0] % 100 and 1600 <= read[0] < 1900:
            return None if text.word(read[1]) in _COUNTED else (read[0], read[1])
    return None


def _short_year(text: DateText, at: int, exact: bool) -> tuple[int, int] | None:
    """Read "eighty four", "'84", "oh five"; after an ordinal also "12"."""
    word = text.word(at)
    if word == "'" and len(text.word(at + 1)) == 2:
        word, at = text.word(at + 1), at + 1
        if word.isdecimal():
            return int(word) + (1900 if int(word) >= 30 else 2000), at + 1
    if word in ("oh", "o"):
        unit = DIGITS.get(text.word(at + 1))
        return None if unit is None else (2000 + unit, at + 2)
    read = small(text.tokens, at)
    numerals = word.isdecimal() and len(word) == 2
    if numerals:
        read = int(word), at + 1
    following = text.word(read[1]) if read else ""
    last = read is not None and read[0] >= 20 and following in _ENDS
    if read is None or (read[0] < 30 and not (exact and (numerals or last))):
        return None
    known = following in ("", ".", ",", "?", "!", "and", "please", "is", "was", "for", "to", "i")
    return (read[0] + (1900 if read[0] >= 30 else 2000), read[1]) if known else None


_READERS = (
    read_week_then_day,
    read_nth_weekday,
    read_relative,
    read_weekday,
    read_holiday,
    read_counted,
    _directed,
    _month_first,
    _year_first,
    _day_of_month,
    _three_numbers,
)
