"""Dates that count from another: "tomorrow", "in two weeks", "two days before Christmas"."""

from __future__ import annotations

from datetime import date, timedelta

from voice_agent.language.en.entities.calendar_days import PERIODS, last_of_month, shift
from voice_agent.language.en.entities.date_text import MONTHS, DateText, ReadDate
from voice_agent.language.en.entities.numbers import is_numeral, numeral, small
from voice_agent.language.en.entities.weekdays import on_weekday, weekday_at
from voice_agent.text.word_lists import phrases

DAYS = {"today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "yesterday": -1}
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
RELATIVE_STARTS = frozenset(DAYS).union(phrase[0] for phrase in (*_AT_ONCE, *_LOOSE))
RELATIVE_STARTS |= {"the", "in", "day", "end", "start", "beginning", "last", "first", "couple"}
_LONGEST = max(map(len, _AT_ONCE))
_BUSINESS = frozenset(("business", "working", "banking", "bank", "work"))
_AFTER = frozenset(("from", "on", "after", "since", "following", "past"))
_MOST = 1000
_EDGES = {"end": -1, "start": 1, "beginning": 1}

_Span = tuple[int, str]


def read_relative(text: DateText, at: int) -> ReadDate | None:
    """Read a date that counts from today or from another date."""
    return _named(text, at) or _next_to(text, at) or _edge(text, at) or _shifted(text, at)


def _named(text: DateText, at: int) -> ReadDate | None:
    """Read "tomorrow", "right away", "this morning"."""
    word = text.word(at)
    if word in DAYS:
        return ReadDate(text.today + timedelta(DAYS[word]), at + 1)
    for length in range(_LONGEST, 0, -1):
        phrase = text.words(at, length)
        if phrase in _AT_ONCE:
            return ReadDate(text.today, at + len(phrase))
        if phrase in _LOOSE:
            return ReadDate(text.today + timedelta(_LOOSE[phrase]), at + len(phrase), False)
    return None


def _next_to(text: DateText, at: int) -> ReadDate | None:
    """Read "the day after tomorrow", "the day before Thanksgiving"."""
    start = at + (text.word(at) == "the")
    if text.word(start) != "day" or text.word(start + 1) not in ("after", "before"):
        return None
    base = text.read(start + 2)
    if base is None:
        return None
    return ReadDate(base.day + timedelta(1 if text.word(start + 1) == "after" else -1), base.end)


def _edge(text: DateText, at: int) -> ReadDate | None:
    """Read "the end of the month", "the last day of February", "the beginning of next year"."""
    start = at + (text.word(at) == "the")
    word = text.word(start)
    if text.word(start + 1) == "day" and word in ("last", "first"):
        edge, start = (-1 if word == "last" else 1), start + 2
    elif word in _EDGES:
        edge, start = _EDGES[word], start + 1
    else:
        return None
    if text.word(start) != "of":
        return None
    month = MONTHS.get(text.word(start + 1))
    if month:
        first = ReadDate(date(text.today.year, month, 1), start + 2)
        year = text.word(start + 2)
        if year.isdecimal() and len(year) == 4 and 1900 <= int(year) < 2200:
            first = ReadDate(date(int(year), month, 1), start + 3)
        elif (month < text.today.month) != (text.when == "past"):
            first = first._replace(day=shift(first.day, -1 if text.when == "past" else 1, "year"))
        return first._replace(day=last_of_month(first.day) if edge < 0 else first.day)
    return _edge_of_period(text, start + 1, edge)


def _edge_of_period(text: DateText, at: int, edge: int) -> ReadDate | None:
    which = {"the": 0, "this": 0, "next": 1, "last": -1}.get(text.word(at))
    period = text.word(at + 1)
    if which is None or period not in ("month", "year"):
        return None
    base = shift(text.today, which, period)
    if period == "year":
        day = base.replace(month=12, day=31) if edge < 0 else base.replace(month=1, day=1)
    else:
        day = last_of_month(base) if edge < 0 else base.replace(day=1)
    if not which and day < text.today and text.when != "past":
        day = shift(day, 1, period)
    return ReadDate(day, at + 2)


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
        return _moved(text.today, spans, -1, end + 1)
    if tail in ("later", "hence") or (tail, following) == ("from", "now"):
        return _moved(text.today, spans, 1, end + 1 + (tail == "from"))
    if begins == "in" and tail == "time":
        return _moved(text.today, spans, 1, end + 1)
    if tail == "before" or (tail, following) == ("prior", "to"):
        base = text.read(end + 1 + (tail == "prior"))
        return _moved(base.day, spans, -1, base.end) if base else None
    if tail in _AFTER:
        base = text.read(end + 1)
        if base and (base.marked or tail != "on"):
            return _moved(base.day, spans, 1, base.end)
        if tail in ("after", "since"):
            return None
    elif spans[-1][1] in ("week", "fortnight") and (
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
    if word in ("a", "an", "couple"):
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
    business = text.word(end) in _BUSINESS
    period = text.word(end + business).removesuffix("'s").removesuffix("'").removesuffix("s")
    if business or period == "weekday":
        known = period in ("day", "weekday")
        return ((count, "business day"), end + 1 + business) if known else None
    if period not in PERIODS:
        return None
    end += 1 + (text.word(end + 1) == "'")
    if period == "year" and text.words(end, 3) == ("and", "a", "half"):
        return (12 * count + 6, "month"), end + 3
    return (count, period), end
