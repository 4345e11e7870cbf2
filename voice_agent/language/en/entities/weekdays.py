"""Weekdays: "this Friday", "Monday of next week", "the first Monday in December", "Mon 13th"."""

from __future__ import annotations

from datetime import date, timedelta

from voice_agent.language.en.entities.calendar_days import (
    in_week,
    nearest_number,
    nearest_weekday,
    nth_weekday,
    on_side,
    shift,
    years_from,
)
from voice_agent.language.en.entities.date_text import MONTHS, WEEKDAYS, DateText, ReadDate
from voice_agent.language.en.entities.numbers import is_numeral, ordinal
from voice_agent.language.specs import When
from voice_agent.text.word_lists import word_set

# Words of their own too: weekdays only beside what shows it.
_SHORT = {"sat": 5, "sun": 6}
WEEKDAY_STARTS = frozenset(WEEKDAYS).union(_SHORT)
WHICH: dict[str, When] = {
    **dict.fromkeys(("next", "following", "coming", "upcoming"), "future"),
    **dict.fromkeys(("last", "previous", "past"), "past"),
}
"""Words before a date that say on which side of today it lies."""
_WEEKS = {"this": 0, "next": 1, "following": 1, "coming": 1, "last": -1, "previous": -1, "past": -1}
_COUNTS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_COUNTS |= {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5}
_BEFORE_SHORT = word_set("on this next last by until till from since coming following or and for")
_AFTER_SHORT = word_set("at the morning afternoon evening night . , ? ! ; )") | {""}
_NO_EXACT_DATE = frozenset(
    ("on", "following", "by", "today", "tonight", "tomorrow", "yesterday", "now")
)
_ENDS = frozenset(("", ".", "!", "?", ",", ";"))
# Below this a numeral after a weekday may be an hour: "Friday 5".
_LEAST_DAY = 13
_RECENT_DAYS = 30
_REPEATED = frozenset(("every", "each", "most"))


def weekday_at(text: DateText, at: int) -> int | None:
    """Return the weekday named at ``at``, 0 is Monday."""
    word = text.word(at)
    if word in _SHORT:
        after = text.word(at + 1)
        numbered = ordinal(text.tokens, at + 1) is not None or is_numeral(after)
        beside = at == 0 or text.word(at - 1) in _BEFORE_SHORT
        return _SHORT[word] if numbered or (beside and after in _AFTER_SHORT) else None
    return WEEKDAYS.get(word)


def week_at(text: DateText, at: int) -> tuple[int, int] | None:
    """Read "next week", "the week after next": weeks from this one, and the index after it."""
    at += text.word(at) == "the"
    words = text.words(at, 3)
    if words in (("week", "after", "next"), ("week", "before", "last")):
        return (2 if words[1] == "after" else -2), at + 3
    if words[0:1] and words[0] in _WEEKS and words[1:2] == ("week",):
        return _WEEKS[words[0]], at + 2
    return None


def read_week_then_day(text: DateText, at: int) -> ReadDate | None:
    """Read "next week Wednesday", "this week on Monday"."""
    week = week_at(text, at) if text.word(at) in ("the", *_WEEKS) else None
    if week is None:
        return None
    start = week[1] + (text.word(week[1]) == "on")
    weekday = weekday_at(text, start)
    if weekday is None:
        return None
    return ReadDate(_in_week(text, week[0], weekday), start + 1)


def _in_week(text: DateText, weeks: int, weekday: int) -> date:
    return in_week(text.today, weekday) + timedelta(7 * weeks)


def read_weekday(text: DateText, at: int) -> ReadDate | None:
    """Read "friday", "this friday", "friday week", "friday the twenty seventh", "monday last"."""
    start = at
    if text.words(at, 2) in (("this", "past"), ("this", "coming"), ("the", "coming")):
        start += 1
    which = text.word(start) if text.word(start) in ("this", *WHICH) else ""
    start += bool(which)
    weekday = weekday_at(text, start) if start > at or text.word(at) in WEEKDAY_STARTS else None
    if weekday is None or _is_one_of_many(text, at):
        return None
    end = start + 1
    if text.word(end) in ("after", "before") and text.word(end + 1) in ("that", "it", "then"):
        return None
    return (
        _with_date(text, weekday, end)
        or _with_number(text, weekday, end)
        or (_with_week(text, weekday, end) if which in ("", "this", "coming") else None)
        or _by_itself(text, which, weekday, end)
    )


def _is_one_of_many(text: DateText, at: int) -> bool:
    """Tell whether it is "every Friday", "every other Friday" or "the second Friday"."""
    before = text.word(at - 1)
    if before in WHICH and (text.word(at) in WHICH or text.word(at - 2) in WHICH):
        return True  # "Next next Friday".
    last = at - (before == "last")
    if text.word(last - 1) == "to" and text.word(last - 2) in _COUNTS:
        return text.word(last) == "last"  # "The second to last Friday".
    if before in ("other", *_COUNTS) and text.word(at - 2) in _REPEATED:
        return True
    return before in _REPEATED or (before in _COUNTS and before != "last")


def _with_date(text: DateText, weekday: int, at: int) -> ReadDate | None:
    """Read "friday, november 27": the day of the month is surer than the weekday."""
    after = at + (text.word(at) in (",", "("))
    if text.word(after) in _NO_EXACT_DATE or text.word(after) in WEEKDAY_STARTS:
        return None
    if text.word(after) == "in" and not _is_span_ahead(text, after + 1):
        return None
    number = ordinal(text.tokens, after + (text.word(after) == "the"))
    exact = text.read(after)
    if exact is None or (number and exact.end == number[1]):
        return None
    # "Monday two weeks from now" is the Monday of that week.
    if _is_span(text, after, exact.end) or text.word(after) == "in":
        day = on_weekday(exact.day, weekday, text.words(after, exact.end - after))
        return ReadDate(day, exact.end)
    if exact.day.weekday() != weekday:
        # "Friday, November 20th" was last week if the next one is no Friday.
        other = text.toward("future" if text.when == "past" else "past").read(after)
        near = other and abs((other.day - text.today).days) <= _RECENT_DAYS
        if other and near and other.day.weekday() == weekday:
            return ReadDate(other.day, other.end)
    return ReadDate(exact.day, exact.end)


def _is_span_ahead(text: DateText, at: int) -> bool:
    """Tell whether "two weeks" or "a month" begins at ``at``."""
    return text.word(at + 1).removesuffix("s") in ("week", "fortnight", "month", "year")


def _is_span(text: DateText, at: int, end: int) -> bool:
    return not {"from", "after", "before", "ago"}.isdisjoint(text.words(at, end - at))


def on_weekday(day: date, weekday: int, words: tuple[str, ...]) -> date:
    """Return the weekday that is meant near a day that some weeks, months or years lead to."""
    if any(word.startswith(("week", "fortnight")) for word in words):
        # In America the week begins on Sunday.
        return in_week(day, weekday) if weekday < 6 else day - timedelta((day.weekday() + 1) % 7)
    return day if day.weekday() == weekday else nearest_weekday(day, weekday)


def _with_number(text: DateText, weekday: int, at: int) -> ReadDate | None:
    """Read "friday the 27th", "Sunday 31": the next such day that is the weekday."""
    after = at + (text.word(at) == ",")
    start = after + (text.word(after) == "the")
    read = ordinal(text.tokens, start)
    word = text.word(start)
    if read is None and word.isdecimal() and len(word) == 2 and int(word) >= _LEAST_DAY:
        read = (int(word), start + 1) if text.word(start + 1) in _ENDS else None
    if read is None or not 1 <= read[0] <= 31:
        return None
    by_number = nearest_number(text.today, read[0], text.when)
    both = nearest_number(text.today, read[0], text.when, weekday)
    if both is None:
        return ReadDate(by_number, read[1]) if by_number else None
    return ReadDate(both, read[1], other=by_number if by_number != both else None)


def _with_week(text: DateText, weekday: int, at: int) -> ReadDate | None:
    """Read "monday of next week", "monday last week", "the monday before last", "friday week"."""
    last = nearest_weekday(text.today, weekday, "past")
    coming = nearest_weekday(text.today, weekday)
    if text.words(at, 2) == ("before", "last"):
        return ReadDate(last - timedelta(7), at + 2)
    if text.words(at, 2) == ("after", "next"):
        return ReadDate(coming + timedelta(7), at + 2)
    if text.word(at) in ("after", "before", "following"):
        base = text.read(at + 1)
        side: When = "past" if text.word(at) == "before" else "future"
        return ReadDate(nearest_weekday(base.day, weekday, side), base.end) if base else None
    week = week_at(text, at + (text.word(at) in ("of", "in")))
    if week:
        return ReadDate(_in_week(text, week[0], weekday), week[1])
    if text.word(at) == "last":
        return ReadDate(last, at + 1)
    weeks = {"week": 1, "fortnight": 2}.get(text.word(at), 0)
    return ReadDate(coming + timedelta(7 * weeks), at + 1) if weeks else None


def _by_itself(text: DateText, which: str, weekday: int, end: int) -> ReadDate:
    today = text.today
    last, coming = nearest_weekday(today, weekday, "past"), nearest_weekday(today, weekday)
    if which in ("next", "following"):
        day = _in_week(text, 1, weekday)
        return ReadDate(day, end, other=coming if coming != day else None)
    if which == "last":
        # The day before today is "yesterday".
        day = last if last < today - timedelta(1) else last - timedelta(7)
        return ReadDate(day, end, other=last if last != day else None)
    if which in ("past", "previous"):
        return ReadDate(last, end)
    if which == "this" and weekday == today.weekday():
        return ReadDate(today, end)
    if which in ("coming", "upcoming") or text.when != "past":
        return ReadDate(coming, end)
    return ReadDate(last, end)


def read_nth_weekday(text: DateText, at: int) -> ReadDate | None:
    """Read "the first Monday in December", "the last Friday of next month"."""
    start = at + (text.word(at) == "the")
    count = _COUNTS.get(text.word(start))
    weekday = weekday_at(text, start + 1) if count else None
    if count is None or weekday is None:
        return None
    if text.word(start + 2) in ("after", "before", "following") and count > 0:
        base = text.read(start + 3)
        side: When = "past" if text.word(start + 2) == "before" else "future"
        weeks = timedelta(7 * (count - 1))
        return base and ReadDate(
            nearest_weekday(base.day, weekday, side) + (-weeks if side == "past" else weeks),
            base.end,
        )
    linked = text.word(start + 2) in ("in", "of")
    if not linked and text.word(start + 3) not in ("month", "year"):
        return None
    at = start + 2 + linked
    return _nth_in_month(text, at, weekday, count) or _nth_near(text, at, weekday, count)


def _nth_in_month(text: DateText, at: int, weekday: int, count: int) -> ReadDate | None:
    """Read "december", "december 2027", "march of next year"."""
    month = MONTHS.get(text.word(at))
    if month is None:
        return None
    word = text.word(at + 1)
    if word.isdecimal() and len(word) == 4:
        day = nth_weekday(int(word), month, weekday, count)
        return ReadDate(day, at + 2) if day else None
    years = years_from(text.today, text.when)
    days = (nth_weekday(year, month, weekday, count) for year in years)
    day = next((d for d in days if d and on_side(d, text.today, text.when)), None)
    return ReadDate(day, at + 1) if day else None


def _nth_near(text: DateText, at: int, weekday: int, count: int) -> ReadDate | None:
    """Read "the month", "next month"."""
    which, word = text.words(at, 2) if len(text.words(at, 2)) == 2 else ("", "")
    months = {"the": 0, "this": 0, "next": 1, "last": -1}.get(which)
    if months is None or word not in ("month", "year"):
        return None
    if word == "year":
        year = text.today.year + months
        day = nth_weekday(year, 12 if count < 0 else 1, weekday, count)
        return ReadDate(day, at + 2) if day and on_side(day, text.today, text.when) else None
    base = shift(text.today.replace(day=1), months, "month")
    day = nth_weekday(base.year, base.month, weekday, count)
    if day and which == "the" and not on_side(day, text.today, text.when):
        base = shift(base, -1 if text.when == "past" else 1, "month")
        day = nth_weekday(base.year, base.month, weekday, count)
    return ReadDate(day, at + 2) if day else None
