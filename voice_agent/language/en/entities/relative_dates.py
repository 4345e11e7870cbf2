"""Dates that count from another: "tomorrow", "in two weeks", "two days before Christmas"."""

from __future__ import annotations

from datetime import date, timedelta

from voice_agent.language.en.entities.adjacent_days import read_adjacent
from voice_agent.language.en.entities.calendar_days import PERIODS, last_of_month, on_side, shift
from voice_agent.language.en.entities.counted_days import BUSINESS
from voice_agent.language.en.entities.date_text import MONTHS, WEEKDAYS, DateText, ReadDate
from voice_agent.language.en.entities.number_words import ORDINALS
from voice_agent.language.en.entities.numbers import is_numeral, numeral, read_number, small
from voice_agent.language.en.entities.weekdays import on_weekday, weekday_at
from voice_agent.text.word_lists import phrases, word_set

DAYS = {"today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "yesterday": -1}
_WITH_S = {f"{word}'s": days for word, days in DAYS.items()}
_WEEKS = {"week": 7, "fortnight": 14}
_AT_ONCE = phrases(
    """
    right away, straight away, right now, immediately, at once, asap, as soon as possible,
    as soon as you can, as quickly as possible, end of day, end of the day, close of business
    """
)
# "This morning" often comes with a time, and "last night" and "now" mean no particular day.
_LOOSE = {
    ("last", "night"): -1,
    ("this", "morning"): 0,
    ("this", "afternoon"): 0,
    ("this", "evening"): 0,
    ("now",): 0,
}
RELATIVE_STARTS = frozenset((*DAYS, *_WITH_S)).union(phrase[0] for phrase in (*_AT_ONCE, *_LOOSE))
RELATIVE_STARTS |= word_set(
    "the in day eve end start beginning last first couple half month year month's year's this same"
)
_LONGEST = max(map(len, _AT_ONCE))
_AFTER = frozenset(("from", "on", "after", "since", "following", "past"))
_MOST = 1000
_EDGES = {"end": -1, "start": 1, "beginning": 1}

_ENDS_OF_DAY = frozenset(phrase for phrase in _AT_ONCE if phrase[0] in ("end", "close"))

_Span = tuple[int, str]


def read_relative(text: DateText, at: int) -> ReadDate | None:
    """Read a date that counts from today or from another date."""
    return (
        _named(text, at)
        or read_adjacent(text, at)
        or _edge(text, at)
        or _same_day(text, at)
        or _shifted(text, at)
    )


def _named(text: DateText, at: int) -> ReadDate | None:
    """Read "tomorrow", "right away", "this morning"."""
    word = text.word(at)
    if word in DAYS:
        day = text.today + timedelta(DAYS[word])
        # A British "tomorrow week" is a week from tomorrow.
        weeks = _WEEKS.get(text.word(at + 1), 0)
        return ReadDate(day + timedelta(-weeks if DAYS[word] < 0 else weeks), at + 1 + bool(weeks))
    if word in _WITH_S:
        return ReadDate(text.today + timedelta(_WITH_S[word]), at + 1, False)
    for length in range(_LONGEST, 0, -1):
        phrase = text.words(at, length)
        if phrase in _AT_ONCE:
            if phrase in _ENDS_OF_DAY and _has_day_beside(text, at, at + length):
                return None
            return ReadDate(text.today, at + len(phrase))
        if phrase in _LOOSE:
            return ReadDate(text.today + timedelta(_LOOSE[phrase]), at + len(phrase), False)
    return None


def _has_day_beside(text: DateText, at: int, end: int) -> bool:
    """Tell whether "close of business" is that of a day: "Friday by ...", "... tomorrow"."""
    before = at - 1 - (text.word(at - 1) in ("by", "at", "before"))
    after = end + (text.word(end) in ("on", ",", "of"))
    return any(word in DAYS or word in WEEKDAYS for word in (text.word(before), text.word(after)))


def _edge(text: DateText, at: int) -> ReadDate | None:
    """Read "the end of the month", "the last day in February", "month end", "the end of Q1"."""
    start = at + (text.word(at) == "the")
    word = text.word(start)
    if word == "last" and (text.word(start - 1) in ORDINALS or text.word(start - 1) == "to"):
        return None  # "The second last day", "the second to last day".
    if word in ("month", "month's", "year", "year's") and text.word(start + 1) == "end":
        day = _edge_day(text, 0, word.removesuffix("'s"), -1, True)
        return ReadDate(day, start + 2)
    if text.word(start + 1) == "day" and word in ("last", "first"):
        edge, start = (-1 if word == "last" else 1), start + 2
    elif word in _EDGES:
        edge, start = _EDGES[word], start + 1
    elif word == "last" or (word == "first" and text.word(start + 3) == "year"):
        edge, start = (-1 if word == "last" else 1), start + 1
    else:
        return None
    if text.word(start) not in ("of", "in"):
        return None
    return _edge_of_month(text, start + 1, edge) or _edge_of_period(text, start + 1, edge)


def _edge_of_month(text: DateText, at: int, edge: int) -> ReadDate | None:
    """Read "January", "January 2027", "January of next year"."""
    month = MONTHS.get(text.word(at))
    if month is None:
        return None
    first, end = date(text.today.year, month, 1), at + 1
    after = end + (text.word(end) == "of")
    year = text.word(after)
    which = {"this": 0, "next": 1, "last": -1}.get(year)
    if year.isdecimal() and len(year) == 4 and 1900 <= int(year) < 2200:
        first, end = date(int(year), month, 1), after + 1
    elif which is not None and text.word(after + 1) == "year":
        first, end = shift(first, which, "year"), after + 2
    elif not on_side(_edge_of(first, edge), text.today, text.when):
        first = shift(first, -1 if text.when == "past" else 1, "year")
    return ReadDate(_edge_of(first, edge), end)


def _edge_of(first: date, edge: int, months: int = 1) -> date:
    """Return the first or last day of a number of months; ``first`` is their first day."""
    return last_of_month(shift(first, months - 1, "month")) if edge < 0 else first


def _edge_of_period(text: DateText, at: int, edge: int) -> ReadDate | None:
    """Read "the month", "next year", "this quarter", "month"."""
    which = {"the": 0, "this": 0, "next": 1, "last": -1}.get(text.word(at))
    bare = text.word(at) in ("month", "year", "quarter")
    start = at + (not bare)
    period = text.word(start)
    if (which is None and not bare) or period not in ("month", "year", "quarter"):
        return None
    # "This month" may be the next one, and never the last.
    open_ = bare or text.word(at) == "the" or (text.word(at) == "this" and text.when != "past")
    return ReadDate(_edge_day(text, which or 0, period, edge, open_), start + 1)


def _edge_day(text: DateText, which: int, period: str, edge: int, open_: bool) -> date:
    """Return the first or last day of a month, a quarter or a year, ``which`` from this one."""
    length = {"month": 1, "quarter": 3, "year": 12}[period]
    month = (text.today.month - 1) // length * length + 1
    first = shift(text.today.replace(month=month, day=1), which * length, "month")
    if open_ and not on_side(_edge_of(first, edge, length), text.today, text.when):
        first = shift(first, -length if text.when == "past" else length, "month")
    return _edge_of(first, edge, length)


def _same_day(text: DateText, at: int) -> ReadDate | None:
    """Read "this day next week", "the same time next month"."""
    start = at + (text.word(at) == "the")
    if text.word(start) not in ("this", "same") or text.word(start + 1) not in ("day", "time"):
        return None
    step = {"next": 1, "last": -1}.get(text.word(start + 2))
    period = text.word(start + 3)
    if step is None or period not in ("week", "month", "year"):
        return None
    return ReadDate(shift(text.today, step, period), start + 4)


def _shifted(text: DateText, at: int) -> ReadDate | None:
    """Read "in two weeks", "three days ago", "two months after Friday", "a week tomorrow"."""
    begins = text.word(at)
    spans, end = _spans(text, at + (begins in ("in", "the")))
    if not spans:
        return None
    read = _counted(text, begins, spans, end)
    if read is None:
        return None
    start = read.end + (text.word(read.end) == "on")
    weekday = weekday_at(text, start) if start > read.end else None
    if weekday is None:
        return read
    return ReadDate(on_weekday(read.day, weekday, tuple(p for _, p in spans)), start + 1)


def _counted(text: DateText, begins: str, spans: list[_Span], end: int) -> ReadDate | None:
    tail, following = text.word(end), text.word(end + 1)
    if tail in ("ago", "earlier", "back"):
        # "A week ago yesterday", "a week ago last Friday".
        known = following in DAYS or following == "last" or weekday_at(text, end + 1) is not None
        base = text.toward("past").read(end + 1) if known and tail == "ago" else None
        if base:
            return _moved(base.day, spans, -1, base.end)
        return _moved(text.today, spans, -1, end + 1)
    if tail in ("later", "hence") or (tail, following) == ("from", "now"):
        return _moved(text.today, spans, 1, end + 1 + (tail == "from"))
    if begins == "in" and tail == "time":
        return _moved(text.today, spans, 1, end + 1)
    if tail == "before" or (tail, following) == ("prior", "to"):
        base = text.read(end + 1 + (tail == "prior"))
        return _moved(base.day, spans, -1, base.end) if base else None
    if tail in _AFTER and (begins, tail) != ("in", "on"):
        base = text.read(end + 1)
        if base and (base.marked or tail != "on"):
            return _moved(base.day, spans, 1, base.end)
        if tail in ("after", "since"):
            return None
    elif (tail == "today" or spans[-1][1] in ("week", "fortnight")) and (
        tail in ("tomorrow", "today") or (begins != "in" and weekday_at(text, end) is not None)
    ):
        # A British "a week tomorrow", "two weeks Friday"; not "it has been a week today".
        base = text.read(end)
        read = _moved(base.day, spans, 1, base.end) if base else None
        return read._replace(marked=tail != "today") if read else None
    if begins != "in":
        return None
    read = _moved(text.today, spans, 1, end)
    # "how much can I take out in a day" mentions no date.
    loose = spans[0][0] == 1 and spans[0][1] in ("day", "year")
    return read._replace(marked=not loose) if read else None


def _moved(day: date, spans: list[_Span], sign: int, end: int) -> ReadDate | None:
    try:
        for count, period in spans:
            day = shift(day, sign * count, period)
    except ValueError:
        return None
    return ReadDate(day, end)


def _spans(text: DateText, at: int) -> tuple[list[_Span], int]:
    """Read "two weeks", "2 years 1 month and 21 days": counts with their periods, and the end."""
    spans: list[_Span] = []
    end = at
    while True:
        start = end + (bool(spans) and text.word(end) in ("and", ","))
        read = _span(text, start)
        if read is None:
            return spans, end
        spans.append(read[0])
        end = read[1]


def _span(text: DateText, at: int) -> tuple[_Span, int] | None:
    """Read "two weeks", "a month", "10 days", "a couple of days", "three business days"."""
    word = text.word(at)
    count, end = 0, at
    if word == "half":
        end = at + 1 + (text.word(at + 1) == "a")
        return ((6, "month"), end + 1) if text.word(end) in ("year", "year's") else None
    if text.word(at + 1) == "hundred":
        large = read_number(text.tokens, at)
        count, end = (int(large[0]), large[1]) if large else (0, at)
    elif word in ("a", "an", "couple"):
        count, end = 1, at + (word != "couple")
        if text.word(end) == "couple":
            count, end = 2, end + 1
            end += text.word(end) == "of"
        elif text.words(end, 1) == ("half",) or word == "couple":
            return None
    elif is_numeral(word):
        value = numeral(word)
        count, end = (value, at + 1) if isinstance(value, int) else (0, at)
    else:
        count, end = small(text.tokens, at) or (0, at)
    if not 0 < count < _MOST:
        return None
    if text.words(end, 3) == ("and", "a", "half"):
        years = text.word(end + 3) in ("years", "year", "years'")
        return ((12 * count + 6, "month"), end + 4) if years else None
    business = text.word(end) in BUSINESS
    period = text.word(end + business).removesuffix("'s").removesuffix("'").removesuffix("s")
    if business or period == "weekday":
        known = period in ("day", "weekday")
        return ((count, "business day"), end + 1 + business) if known else None
    if period not in PERIODS:
        return None
    end += 1 + (text.word(end + 1) == "'")
    if text.words(end, 3) == ("and", "a", "half"):
        # Half a month is no number of days.
        return ((12 * count + 6, "month"), end + 3) if period == "year" else None
    return (count, period), end
