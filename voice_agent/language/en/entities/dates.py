"""Dates as callers say them, relative to a given day.

Where more than one day fits, the next one is meant, or with ``when="past"`` the last one: "friday"
is the first Friday after today, "the fifteenth" the first 15th from today on, and a month and day
without a year are in the future. "Next friday" is the Friday of the next week (weeks start on
Monday). A year that is said is kept, so dates of birth work; two-digit years from 30 to 99 are in
the 1900s. Numerals with slashes have the month first, as in the USA, unless that is no date.
"""

from __future__ import annotations

from datetime import date

from voice_agent.language.en.entities.calendar_days import (
    on_side,
)
from voice_agent.language.en.entities.counted_days import read_counted
from voice_agent.language.en.entities.date_text import MONTHS, DateText, ReadDate
from voice_agent.language.en.entities.holidays import HOLIDAY_STARTS, read_holiday
from voice_agent.language.en.entities.month_days import (
    day_of_month,
    month_first,
    month_then_day,
)
from voice_agent.language.en.entities.number_words import ORDINALS, SCALES, TENS
from voice_agent.language.en.entities.number_words import STARTS as NUMBER_STARTS
from voice_agent.language.en.entities.numbers import (
    ordinal,
    read_number,
    small,
)
from voice_agent.language.en.entities.numeric_dates import (
    in_numerals,
    three_numbers,
    with_slashes,
    year_first,
)
from voice_agent.language.en.entities.relative_dates import RELATIVE_STARTS, read_relative
from voice_agent.language.en.entities.slips import without_slips
from voice_agent.language.en.entities.tokens import Match, TokenisedText
from voice_agent.language.en.entities.weekdays import (
    WEEKDAY_STARTS,
    WHICH,
    read_nth_weekday,
    read_week_then_day,
    read_weekday,
)
from voice_agent.language.specs import When

_STARTS = frozenset(NUMBER_STARTS).union(
    MONTHS, ORDINALS, WEEKDAY_STARTS, HOLIDAY_STARTS, RELATIVE_STARTS, WHICH,
    ("this", "oh", "o", "zero", "slash"),
)  # fmt: skip
_ENDS = frozenset(("", ".", "!", "?"))
_COUNTED = frozenset(("day", "days", "weeks", "months", "years", "weak"))
_NUMBERED = frozenset(("week", "weeks"))
_PERIODS = frozenset(("week", "weekend", "weeks", "season", "break", "holidays"))


def scan_dates(turn: TokenisedText, today: date, when: When | None = None) -> list[Match]:
    """Find the dates of a turn, left to right; a bare ordinal may be an unmarked match.

    Args:
        turn: What was said.
        today: The day from which dates count.
        when: On which side of today a date lies whose words leave that open.
    """
    turn = without_slips(turn)
    text = DateText(turn.tokens, today, when, _read)
    matches: list[Match] = []
    at = 0
    while at < len(turn.tokens):
        read = _read(text, at)
        if read is None:
            at = _after_no_date(turn, at)
            continue
        if _is_of_period(text, at, read.end):
            at = read.end
            continue
        matches.append(turn.match(at, read.end, read.day.isoformat(), read.marked))
        at = read.end
    return matches


def _is_of_period(text: DateText, at: int, end: int) -> bool:
    """Tell whether a date only names a period: "the week of the 5th", "after Monday"."""
    before = at - 1 - (text.word(at - 1) == "the")
    link, period = text.word(before), text.word(before - 1)
    if link in ("of", "after", "before", "following") and period in _PERIODS:
        return True
    if link in ("from", "after", "before", "since") and period in _COUNTED:
        return True
    if link == "after" or (link in ("before", "until", "till") and period == "not"):
        return True
    if link in _NUMBERED and text.word(at - 1) == link:
        return True  # "A week this Friday".
    named = text.word(end - 1) not in WEEKDAY_STARTS
    return named and text.word(end) in _PERIODS and text.word(end + 1) in _ENDS


def _after_no_date(turn: TokenisedText, at: int) -> int:
    """Return where to go on: in "the thirty first of November" the "first" is no day either."""
    tokens = turn.tokens
    if turn.word(at) in TENS:
        number = ordinal(tokens, at) or small(tokens, at)
        return number[1] if number else at + 1
    if turn.word(at + 1) in ("hundred", *SCALES) and turn.word(at) in NUMBER_STARTS:
        large = read_number(tokens, at)
        return large[1] if large else at + 1
    return at + 1


def other_dates(
    turn: TokenisedText, match: Match, today: date, when: When | None = None
) -> list[str]:
    """Return what else a date may mean that ``scan_dates`` found in the turn."""
    turn = without_slips(turn)
    at = next(i for i, token in enumerate(turn.tokens) if token.end > match.start)
    read = _read(DateText(turn.tokens, today, when, _read), at)
    return [read.other.isoformat()] if read and read.other else []


def _read(text: DateText, at: int) -> ReadDate | None:
    word = text.word(at)
    if word[:1].isdecimal():
        return (
            in_numerals(text, at)
            or read_nth_weekday(text, at)
            or read_relative(text, at)
            or read_counted(text, at)
            or year_first(text, at)
            or with_slashes(text, at)
            or day_of_month(text, at)
            or three_numbers(text, at)
        )
    if word not in _STARTS:
        return None
    for reader in _READERS:
        read = reader(text, at)
        if read:
            return read
    return None


def _directed(text: DateText, at: int) -> ReadDate | None:
    """Read "last Christmas", "next 6th of April", "this November 5"."""
    when = WHICH.get(text.word(at))
    if when is None:
        return None
    side = text.toward(when)
    for reader in (read_holiday, month_first, day_of_month):
        read = reader(side, at + 1)
        if read and read.marked and on_side(read.day, text.today, when):
            return read
    return None


_READERS = (
    read_week_then_day,
    month_then_day,
    read_nth_weekday,
    read_relative,
    read_weekday,
    read_holiday,
    read_counted,
    _directed,
    with_slashes,
    month_first,
    year_first,
    day_of_month,
    three_numbers,
)
