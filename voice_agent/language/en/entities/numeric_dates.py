"""Dates in numbers: "2026-11-27", "11/27", "three five nineteen eighty four"."""

from __future__ import annotations

from datetime import date

from voice_agent.language.en.entities.calendar_days import (
    century,
    make,
    nearest,
)
from voice_agent.language.en.entities.date_text import MONTHS, DateText, ReadDate
from voice_agent.language.en.entities.date_years import year_at
from voice_agent.language.en.entities.number_words import UNITS as DIGITS
from voice_agent.language.en.entities.numbers import (
    ordinal,
    small,
)

_NEAR_YEARS = 3


def in_numerals(text: DateText, at: int) -> ReadDate | None:
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
            day = make(parts[2], parts[1], parts[0]) or make(parts[2], parts[0], parts[1])
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


def year_first(text: DateText, at: int) -> ReadDate | None:
    """Read "two thousand and twenty seven January third", "2027 January 3"."""
    year = year_at(text, at)
    if year is None:
        return None
    after = year[1] + (text.word(year[1]) == ",")
    month = MONTHS.get(text.word(after))
    after += 1 + (text.word(after + 1) == "the")
    number = (ordinal(text.tokens, after) or _day_or_month(text, after)) if month else None
    day = make(year[0], month, number[0]) if month and number else None
    return ReadDate(day, number[1]) if day and number else None


def with_slashes(text: DateText, at: int) -> ReadDate | None:
    """Read "two slash three", "two slash three slash twenty seven"; the month comes first."""
    first = _day_or_month(text, at)
    if first is None or text.word(first[1]) != "slash":
        return None
    second = _day_or_month(text, first[1])
    if second is None:
        return None
    month, number = (first[0], second[0]) if first[0] <= 12 else (second[0], first[0])
    if text.word(second[1]) != "slash":
        day = nearest(text.today, month, number, text.when)
        return ReadDate(day, second[1]) if day else None
    at = second[1] + 1
    short = _day_or_month(text, at)
    year = year_at(text, at) or (short and (century(short[0], text.today), short[1]))
    day = make(year[0], month, number) if year else None
    return ReadDate(day, year[1]) if day and year else None


def three_numbers(text: DateText, at: int) -> ReadDate | None:
    """Read a date in numbers alone, "three five nineteen eighty four", "2016 10 16"; unmarked."""
    year = year_at(text, at)
    if year and text.word(at).isdecimal():
        month = _day_or_month(text, year[1])
        number = _day_or_month(text, month[1]) if month else None
        day = make(year[0], month[0], number[0]) if month and number else None
        return ReadDate(day, number[1], False) if day and number else None
    first = _day_or_month(text, at)
    second = _day_or_month(text, first[1]) if first else None
    year = (year_at(text, second[1]) or _near_year(text, second[1])) if second else None
    if not (first and second and year) or year[0] < 1900:
        return None
    day = make(year[0], first[0], second[0]) or make(year[0], second[0], first[0])
    return ReadDate(day, year[1], False) if day else None


def _near_year(text: DateText, at: int) -> tuple[int, int] | None:
    """Read the "twenty seven" that ends "two three twenty seven", if it is a year close to now."""
    read = small(text.tokens, at)
    near = read is not None and abs(2000 + read[0] - text.today.year) <= _NEAR_YEARS
    ends = read is not None and text.word(read[1]) in ("", ".", "!", "?")
    return (2000 + read[0], read[1]) if read and near and ends else None


def _day_or_month(text: DateText, at: int) -> tuple[int, int] | None:
    if text.word(at) in ("slash", "/"):
        at += 1
    word = text.word(at)
    if word in ("oh", "o", "zero"):
        unit = DIGITS.get(text.word(at + 1))
        return None if unit is None else (unit, at + 2)
    return (int(word), at + 1) if word.isdecimal() and len(word) < 3 else small(text.tokens, at)
