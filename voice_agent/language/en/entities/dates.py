"""Dates as callers say them, relative to a given day.

Where more than one day fits, the next one is meant: "friday" is the first Friday after
today, "the fifteenth" the first 15th from today on, "next friday" the Friday of the next
week (weeks start on Monday), and a month and day without a year are in the future. A year that is
said is kept, so dates of birth work; two-digit years from 30 to 99 are in the 1900s.
Numerals with slashes have the month first, as in the USA, unless that is no date.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from voice_agent.language.en.entities.calendar_days import (
    HOLIDAYS,
    PERIODS,
    ahead,
    century,
    last_of_month,
    make,
    next_such_day,
    shift,
)
from voice_agent.language.en.entities.numbers import (
    STARTS,
    UNITS,
    is_numeral,
    numeral,
    ordinal,
    read_number,
    small,
)
from voice_agent.language.en.entities.tokens import Match, Token, TokenisedText
from voice_agent.text.word_lists import word_set

_WEEKDAYS = {
    name: day
    for day, names in enumerate(
        ("monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu",
         "friday fri", "saturday", "sunday")
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS |= {name + "s": day for name, day in list(_WEEKDAYS.items()) if name.endswith("day")}
MONTHS = {
    name: month
    for month, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"),
        1,
    )
    for name in names.split()
}  # fmt: skip
_DAYS_AHEAD = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}
_PARTS_OF_DAYS = {"last night": -1, "this morning": 0, "this afternoon": 0, "this evening": 0}
_HOLIDAY_STARTS = frozenset(words[0] for words in HOLIDAYS)
_STARTS = STARTS.union(_WEEKDAYS, MONTHS, _DAYS_AHEAD, _HOLIDAY_STARTS) | word_set(
    "the in on by this next last coming end day start beginning"
)
# A bare "the second" is a date after one of these and before one of the others.
_BEFORE_DAY = word_set("on by before until till from since due after for")
_AFTER_DAY = word_set(
    """
    please at and or if instead then thanks thank no sorry to from into with i my . , ? ! ;
    """
) | {""}
_MONTH_WORDS = frozenset(
    ("may", "march", "mar")
)  # "may 5" but not "may one": they are common words too.

Read = tuple[date, int, bool]


def scan_dates(turn: TokenisedText, today: date) -> list[Match]:
    """Find the dates of a turn, left to right; a bare ordinal may be an unmarked match."""
    matches: list[Match] = []
    tokens = turn.tokens
    at = 0
    while at < len(tokens):
        read = _read(tokens, at, today)
        if read is None:
            at += 1
            continue
        day, end, marked = read
        matches.append(turn.match(at, end, day.isoformat(), marked))
        at = end
    return matches


def parse_odd_date(text: str, today: date) -> str | None:
    """Read a date in a form this module does not know. dateparser takes milliseconds, not micro."""
    if not any(character.isdecimal() for character in text):
        return None
    import dateparser  # Slow to import, rarely needed.

    parsed = dateparser.parse(
        text,
        languages=["en"],
        settings={
            "PREFER_DATES_FROM": "future",
            "RELATIVE_BASE": _midnight(today),
            "REQUIRE_PARTS": ["day", "month"],
        },
    )
    return None if parsed is None else str(parsed.date().isoformat())


def _midnight(today: date) -> datetime:
    return datetime(today.year, today.month, today.day)


def _read(tokens: Sequence[Token], at: int, today: date) -> Read | None:
    word = tokens[at].word
    if word[0].isdecimal():
        return (
            _in_numerals(tokens, at, today)
            or _relative(tokens, at, today)
            or _day_of_month(tokens, at, today)
        )
    if word in _STARTS:
        for reader in (_relative, _weekday, _holiday, _month_first, _edge_of_month):
            read = reader(tokens, at, today)
            if read:
                return read
    return _day_of_month(tokens, at, today) or _three_numbers(tokens, at)


def _in_numerals(tokens: Sequence[Token], at: int, today: date) -> Read | None:
    """Read 2026-11-27, 11/27, 11/27/2026, 27.11.2026."""
    word = tokens[at].word
    for mark in "-/.":
        if mark not in word:
            continue
        parts = [int(part) for part in word.split(mark) if part.isdecimal()]
        if mark == "-" and len(parts) == 3:
            day = make(*parts)
        elif mark == "." and len(parts) == 3 and parts[2] > 1000:
            day = make(parts[2], parts[1], parts[0])
        elif mark == "/" and len(parts) in (2, 3):
            month, number = parts[0], parts[1]
            if month > 12:
                month, number = number, month
            day = (
                make(century(parts[2], today), month, number)
                if len(parts) == 3
                else ahead(today, month, number)
            )
        else:
            continue
        return (day, at + 1, True) if day else None
    return None


def _relative(tokens: Sequence[Token], at: int, today: date) -> Read | None:
    """Read "tomorrow", "the day after tomorrow", "in two weeks", "a week from friday"."""
    words = [token.word for token in tokens[at : at + 5]]
    if words[0] in _DAYS_AHEAD:
        return today + timedelta(_DAYS_AHEAD[words[0]]), at + 1, True
    part_of_day = _PARTS_OF_DAYS.get(" ".join(words[:2]))
    if part_of_day is not None:
        # "this morning" often comes with a time, and "last night" means no particular day.
        return today + timedelta(part_of_day), at + 2, False
    skip = 1 if words[0] == "the" else 0
    if words[skip : skip + 3] == ["day", "after", "tomorrow"]:
        return today + timedelta(2), at + skip + 3, True
    if words[skip : skip + 3] == ["day", "before", "yesterday"]:
        return today - timedelta(2), at + skip + 3, True
    if words[0] in ("next", "last") and words[1:2] and words[1] in ("week", "month", "year"):
        sign = 1 if words[0] == "next" else -1
        return shift(today, sign, words[1]), at + 2, False  # It rarely means that very day.
    start = at + 1 if words[0] in ("in", "the") else at
    read = _span_of_days(tokens, start)
    if read is None:
        return None
    count, period, end = read
    following = [token.word for token in tokens[end : end + 2]]
    if following[:1] == ["ago"]:
        return shift(today, -count, period), end + 1, True
    if following[:1] == ["later"]:
        return shift(today, count, period), end + 1, True
    if following == ["from", "now"]:
        return shift(today, count, period), end + 2, True
    if following[:1] and following[0] in ("from", "on", "after"):
        base = _read(tokens, end + 1, today) if end + 1 < len(tokens) else None
        if base and base[2]:
            return shift(base[0], count, period), base[1], True
    if words[0] == "in":
        # "how much can I take out in a day" mentions no date.
        return shift(today, count, period), end, count > 1 or period not in ("day", "year")
    return None


def _span_of_days(tokens: Sequence[Token], at: int) -> tuple[int, str, int] | None:
    """Read "two weeks", "a month", "10 days", "a couple of days"."""
    if at >= len(tokens):
        return None
    word = tokens[at].word
    count, end = 0, at
    if word in ("a", "an"):
        count, end = 1, at + 1
        if [token.word for token in tokens[end : end + 1]] == ["couple"]:
            count, end = 2, end + 1
            end += end < len(tokens) and tokens[end].word == "of"
    elif word[0].isdecimal() or small(tokens, at):
        read = read_number(tokens, at)
        if read and isinstance(read[0], int):
            count, end = read[0], read[1]
    if not 0 < count < 1000 or end >= len(tokens):
        return None
    period = tokens[end].word.removesuffix("'").removesuffix("s")
    return (int(count), period, end + 1) if period in PERIODS else None


def _weekday(tokens: Sequence[Token], at: int, today: date) -> Read | None:
    """Read "friday", "this friday", "next friday", "friday week", "friday the twenty seventh"."""
    which = tokens[at].word if tokens[at].word in ("this", "next", "last", "coming") else ""
    start = at + 1 if which else at
    if tokens[at].word == "the" and start + 2 < len(tokens) and tokens[at + 1].word == "coming":
        start = at + 2
    weekday = _WEEKDAYS.get(tokens[start].word) if start < len(tokens) else None
    if weekday is None:
        return None
    end = start + 1
    if end < len(tokens):
        # The day of the month is surer than the weekday next to it.
        after = end + (tokens[end].word == ",")
        exact = _read(tokens, after, today) if after < len(tokens) else None
        follows = exact is not None and tokens[after].word not in _WEEKDAYS
        if exact and follows and tokens[after].word not in ("in", "on", "by", *_DAYS_AHEAD):
            return exact[0], exact[1], True
    offset = (weekday - today.weekday() - 1) % 7 + 1
    if which == "next":
        offset = 7 - today.weekday() + weekday
    elif which == "last":
        offset -= 7 if offset < 7 else 14
    elif end < len(tokens) and tokens[end].word == "week":
        offset, end = offset + 7, end + 1
    return today + timedelta(offset), end, True


def _holiday(tokens: Sequence[Token], at: int, today: date) -> Read | None:
    if tokens[at].word not in _HOLIDAY_STARTS:
        return None
    words = tuple(token.word for token in tokens[at : at + 3])
    for length in (3, 2, 1):
        if words[:length] in HOLIDAYS and len(words) >= length:
            day = ahead(today, *HOLIDAYS[words[:length]])
            return (day, at + length, True) if day else None
    return None


def _month_first(tokens: Sequence[Token], at: int, today: date) -> Read | None:
    """Read "november third", "nov. the 3rd", "november 3, 2026", "march fifth eighty four"."""
    month = MONTHS.get(tokens[at].word)
    if month is None:
        return None
    start = at + 1
    while start < len(tokens) and tokens[start].word in ("the", ".", "of"):
        start += 1
    if start >= len(tokens):
        return None
    read = ordinal(tokens, start)
    if read is None:
        word = tokens[start].word
        if is_numeral(word) and isinstance(numeral(word), int):
            read = int(numeral(word)), start + 1
        elif tokens[at].word not in _MONTH_WORDS:
            read = small(tokens, start)
    return _with_year(tokens, read, month, today) if read else None


def _edge_of_month(tokens: Sequence[Token], at: int, today: date) -> Read | None:
    """Read "the end of the month", "the beginning of next month"."""
    start = at + (tokens[at].word == "the")
    words = [token.word for token in tokens[start : start + 4]]
    if len(words) < 4 or words[1] != "of" or words[3] != "month":
        return None
    if words[0] not in ("end", "start", "beginning") or words[2] not in ("the", "this", "next"):
        return None
    base = shift(today, 1, "month") if words[2] == "next" else today
    day = last_of_month(base) if words[0] == "end" else base.replace(day=1)
    if day < today:
        day = shift(day, 1, "month")
    return day, start + 4, True


def _day_of_month(tokens: Sequence[Token], at: int, today: date) -> Read | None:
    """Read "the third of november", "3 november", "the fifteenth", "the first of next month"."""
    start = at + (tokens[at].word == "the")
    read = ordinal(tokens, start) if start < len(tokens) else None
    exact = read is not None
    if read is None:
        word = tokens[at].word
        if is_numeral(word) and isinstance(numeral(word), int):
            read = int(numeral(word)), at + 1
        else:
            read = small(tokens, at)
    if read is None or not 1 <= read[0] <= 31:
        return None
    number, end = read
    after = end
    while after < len(tokens) and tokens[after].word in ("of", "day"):
        after += 1
    word = tokens[after].word if after < len(tokens) else ""
    if word in MONTHS and (exact or word not in _MONTH_WORDS or tokens[at].word[0].isdecimal()):
        return _with_year(tokens, (number, after + 1), MONTHS[word], today)
    if not exact:
        return None
    words = [token.word for token in tokens[after : after + 2]]
    if after > end and len(words) == 2 and words[1] == "month":
        base = shift(today, 1, "month") if words[0] == "next" else today
        day = make(base.year, base.month, number)
        if day and day < today and words[0] == "the":
            day = next_such_day(today, number)
        return (day, after + 2, True) if day else None
    before = tokens[at - 1].word if at else ""
    if before in MONTHS:
        return None  # That month has no such day.
    following = tokens[end].word if end < len(tokens) else ""
    marked = start > at and before in _BEFORE_DAY and following in _AFTER_DAY
    day = next_such_day(today, number)
    return (day, end, marked) if day else None


def _three_numbers(tokens: Sequence[Token], at: int) -> Read | None:
    """Read a date of birth in numbers alone, "three five nineteen eighty four"; never marked."""
    first = _day_or_month(tokens, at)
    second = _day_or_month(tokens, first[1]) if first else None
    year = _year(tokens, second[1]) if second else None
    if not (first and second and year) or year[0] < 1900:
        return None
    day = make(year[0], first[0], second[0]) or make(year[0], second[0], first[0])
    return (day, year[1], False) if day else None


def _day_or_month(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    if at < len(tokens) and tokens[at].word in ("slash", "/"):
        at += 1
    if at + 1 < len(tokens) and tokens[at].word in ("oh", "o", "zero"):
        unit = UNITS.get(tokens[at + 1].word)
        return None if unit is None else (unit, at + 2)
    return small(tokens, at)


def _with_year(
    tokens: Sequence[Token], read: tuple[int, int], month: int, today: date
) -> Read | None:
    number, end = read
    after = end
    while after < len(tokens) and tokens[after].word in (",", "of", "in"):
        after += 1
    year = _year(tokens, after) or _short_year(tokens, after)
    if year:
        day = make(year[0], month, number)
        return (day, year[1], True) if day else None
    day = ahead(today, month, number)
    return (day, end, True) if day else None


def _year(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Read "nineteen eighty four", "two thousand and five", "1984"."""
    if at >= len(tokens):
        return None
    word = tokens[at].word
    if word.isdecimal() and len(word) == 4 and 1900 <= int(word) < 2200:
        return int(word), at + 1
    if word in ("nineteen", "twenty", "two"):
        read = read_number(tokens, at)
        if read and isinstance(read[0], int) and 1900 <= read[0] < 2200:
            return read[0], read[1]
    return None


def _short_year(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Read "eighty four", "'84", "oh five"."""
    if at >= len(tokens):
        return None
    word = tokens[at].word
    if word == "'" and at + 1 < len(tokens) and len(tokens[at + 1].word) == 2:
        word, at = tokens[at + 1].word, at + 1
        if word.isdecimal():
            return int(word) + (1900 if int(word) >= 30 else 2000), at + 1
    if word in ("oh", "o"):
        unit = UNITS.get(tokens[at + 1].word) if at + 1 < len(tokens) else None
        return None if unit is None else (2000 + unit, at + 2)
    read = small(tokens, at)
    if word.isdecimal() and len(word) == 2:
        read = int(word), at + 1
    if read is None or read[0] < 30:
        return None
    following = tokens[read[1]].word if read[1] < len(tokens) else ""
    known = following in ("", ".", ",", "?", "!", "and", "please", "is", "for", "to", "i")
    return (1900 + read[0], read[1]) if known else None
