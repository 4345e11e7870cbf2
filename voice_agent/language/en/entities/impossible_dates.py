"""Days that no calendar has: "the thirty first of November", "February 29, 2027"."""

from __future__ import annotations

import calendar
from typing import NamedTuple

from voice_agent.language.en.entities.date_text import MONTHS
from voice_agent.language.en.entities.numbers import ordinal, read_number, small
from voice_agent.language.en.entities.tokens import TokenisedText

_LINKS = frozenset(("of", "the", "day", ".", ","))
_MOST_DAYS = {month: calendar.monthrange(2028, month)[1] for month in range(1, 13)}
_LONGEST_MONTH = 31
_ENDS = frozenset(("", ".", "!", "?", ",", "please"))


class ImpossibleDate(NamedTuple):
    """A day that does not exist, its place in the text, and why not."""

    start: int
    end: int
    why: str


def impossible_date(turn: TokenisedText) -> ImpossibleDate | None:
    """Return the first day of a turn that does not exist."""
    for at in range(len(turn.tokens)):
        found = _beside_month(turn, at) or _written(turn, at) or _by_itself(turn, at)
        if found:
            return found
    return None


def _beside_month(turn: TokenisedText, at: int) -> ImpossibleDate | None:
    """Read the day before or after the month at ``at``."""
    month = MONTHS.get(turn.word(at))
    if month is None:
        return None
    name = calendar.month_name[month]
    before = _day_before(turn, at)
    after = _day(turn, _past_links(turn, at + 1))
    number, first, end = before or ((after[0], at, after[1]) if after else (0, at, at))
    if number > _MOST_DAYS[month] and number < 100:
        why = f"{name} has only {_MOST_DAYS[month]} days."
        return _found(turn, first, max(end, at + 1), why)
    if month == 2 and number == 29:
        year = _year(turn, _past_links(turn, max(end, at + 1)))
        if year and not calendar.isleap(year[0]):
            return _found(turn, first, year[1], f"{name} {year[0]} has only 28 days.")
    return None


def _found(turn: TokenisedText, first: int, end: int, why: str) -> ImpossibleDate:
    return ImpossibleDate(turn.tokens[first].start, turn.tokens[end - 1].end, why)


def _past_links(turn: TokenisedText, at: int) -> int:
    while turn.word(at) in _LINKS:
        at += 1
    return at


def _day(turn: TokenisedText, at: int) -> tuple[int, int] | None:
    word = turn.word(at)
    read = (int(word), at + 1) if word.isdecimal() and len(word) < 3 else None
    read = read or ordinal(turn.tokens, at) or small(turn.tokens, at)
    # "November fifty five dollars", "February thirty nineteen ninety".
    counted = read and turn.word(read[1]) not in _ENDS and not _year(turn, read[1])
    return None if counted else read


def _day_before(turn: TokenisedText, at: int) -> tuple[int, int, int] | None:
    """Read a day that ends before the month at ``at``: the day and its first and last index."""
    end = at
    while turn.word(end - 1) in _LINKS:
        end -= 1
    for first in range(max(0, end - 2), end):
        word = turn.word(first)
        read = (int(word), first + 1) if word.isdecimal() and len(word) < 3 else None
        read = read or ordinal(turn.tokens, first) or (small(turn.tokens, first) if word else None)
        if read and read[1] == end:
            return read[0], first, at + 1
    return None


def _year(turn: TokenisedText, at: int) -> tuple[int, int] | None:
    word = turn.word(at)
    read = read_number(turn.tokens, at) if word else None
    known = read and isinstance(read[0], int) and 1600 <= read[0] < 2200
    return (int(read[0]), read[1]) if read and known else None


def _written(turn: TokenisedText, at: int) -> ImpossibleDate | None:
    """Read "13/32/2026", "2/30", "2026-02-30"."""
    word = turn.word(at)
    mark = next((mark for mark in "/-" if mark in word and word[0].isdecimal()), "")
    parts = [int(part) for part in word.split(mark)] if mark else []
    if len(parts) == 3 and parts[0] > 1000:
        month, day = parts[1], parts[2]
    elif len(parts) in (2, 3) and mark == "/":
        month, day = (parts[0], parts[1]) if parts[1] > 12 else (parts[1], parts[0])
    else:
        return None
    if not 1 <= month <= 12:
        return _found(turn, at, at + 1, "There are only 12 months.")
    if day <= _MOST_DAYS[month]:
        return None
    why = f"{calendar.month_name[month]} has only {_MOST_DAYS[month]} days."
    return _found(turn, at, at + 1, why)


def _by_itself(turn: TokenisedText, at: int) -> ImpossibleDate | None:
    """Read "the thirty second": no month has it."""
    if turn.word(at) != "the":
        return None
    read = ordinal(turn.tokens, at + 1)
    if read is None or not _LONGEST_MONTH < read[0] < 100 or turn.word(read[1]) not in _ENDS:
        return None
    return _found(turn, at, read[1], f"No month has {read[0]} days.")
