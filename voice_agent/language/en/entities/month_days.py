"""Days of a month: "November third", "the third of November", "the fifteenth"."""

from __future__ import annotations

from voice_agent.language.en.currencies import SIGNS
from voice_agent.language.en.entities.calendar_days import (
    make,
    nearest_number,
    on_side,
    shift,
)
from voice_agent.language.en.entities.date_text import MONTHS, WEEKDAYS, DateText, ReadDate
from voice_agent.language.en.entities.date_years import COUNTED, with_year, year_at
from voice_agent.language.en.entities.number_words import TENS
from voice_agent.language.en.entities.numbers import (
    is_numeral,
    numeral,
    ordinal,
    small,
)
from voice_agent.language.en.entities.weekdays import (
    WEEKDAY_STARTS,
)
from voice_agent.text.word_lists import word_set

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
    semester season place floor class last teen teenth
    """
)
# "may 5" but not "may one": they are common words too.
_MONTH_WORDS = frozenset(("may", "march", "mar"))
_SUBJECTS = word_set("i you he she it we they that who which there")
_LEAST_SPOKEN_DAY = 10
_MOST_WEEKDAYS = 5
"""No month has a sixth Thursday."""
_ENDS = frozenset(("", ".", "!", "?"))


def month_first(text: DateText, at: int) -> ReadDate | None:
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
            if read and text.word(read[1]) == "thousand" and text.word(start) in TENS:
                read = TENS[text.word(start)], start + 1  # "June twenty, two thousand ...".
            if read and year_at(text, start) and not year_at(text, read[1]):
                return None  # "June twenty twenty six" is a month of a year, or a day.
        if read and text.word(read[1]) in COUNTED:
            return None
    return with_year(text, read, month, exact) if read else None


def _may_be_month(text: DateText, at: int, start: int) -> bool:
    """Tell "may twenty nine" from "you may twenty times": a long number, and no subject."""
    read = small(text.tokens, start)
    long = read is not None and read[0] >= _LEAST_SPOKEN_DAY
    return long and text.word(at - 1) not in _SUBJECTS


def day_of_month(text: DateText, at: int) -> ReadDate | None:
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
    if read is None:
        return None
    number, end = read
    after = end
    written = text.word(at)[0].isdecimal()
    while text.word(after) in ("of", "day") or (written and text.word(after) == "."):
        after += 1
    word = text.word(after)
    full = number >= _LEAST_SPOKEN_DAY and text.word(end) == "of"
    sure = exact or word not in _MONTH_WORDS or written or full
    if text.word(end) == "." and word in _MONTH_WORDS:
        sure = False
    if word in MONTHS and sure:
        return with_year(text, (number, after + 1), MONTHS[word], exact)
    in_month = _in_month(text, number, after, after > end) if exact else None
    if in_month or (exact and text.word(after + 1) == "month"):
        return None if text.word(at - 1) in _NO_DAY else in_month
    of_month = _of_numbered_month(text, number, end) if exact else None
    if of_month or text.word(end) == "of":
        return of_month
    if exact and text.word(end) in WEEKDAYS and number > _MOST_WEEKDAYS:
        day = nearest_number(text.today, number, text.when)
        fits = day is not None and day.weekday() == WEEKDAYS[text.word(end)]
        return ReadDate(day, end + 1) if day and fits else None  # "The tenth, Thursday".
    counts = text.word(end) in _COUNTED_ONES or text.word(end) in WEEKDAY_STARTS
    first = at - (text.word(at - 1) == "the")
    counts = counts or text.words(first - 2, 2) == ("week", "of")
    counts = counts or text.words(end, 2) == ("to", "last")
    if counts or text.word(at - 1) in _NO_DAY or text.words(end, 2) == ("day", "of"):
        return None
    if not exact:
        return _bare_number(text, first, number, end)
    if text.word(first - 1) in MONTHS:
        return None  # That month has no such day.
    marked = start > at and text.word(at - 1) in _BEFORE_DAY and text.word(end) in _AFTER_DAY
    day = nearest_number(text.today, number, text.when)
    return ReadDate(day, end, marked) if day else None


def month_then_day(text: DateText, at: int) -> ReadDate | None:
    """Read "next month on the twenty second", "this month the fifth"."""
    if text.word(at) not in ("next", "this", "last") or text.word(at + 1) != "month":
        return None
    start = at + 2
    while text.word(start) in (",", "on", "the"):
        start += 1
    day = ordinal(text.tokens, start) if start > at + 2 else None
    read = _in_month(text, day[0], at, False) if day else None
    return read._replace(end=day[1]) if read and day else None


def _bare_number(text: DateText, at: int, number: int, end: int) -> ReadDate | None:
    """Read "on 15", "on the 15" where nothing follows; unmarked."""
    written = text.word(end - 1).isdecimal() and text.word(end) in _ENDS
    if not written or text.word(at - 1) != "on":
        return None
    day = nearest_number(text.today, number, text.when)
    return ReadDate(day, end, False) if day else None


def _of_numbered_month(text: DateText, number: int, at: int) -> ReadDate | None:
    """Read "of the seventh" after a day, as in "the third of the seventh"; unmarked."""
    if text.words(at, 2) != ("of", "the"):
        return None
    month = ordinal(text.tokens, at + 2)
    if month is None or month[0] > 12 or text.word(month[1]) in _COUNTED_ONES:
        return None
    read = with_year(text, (number, month[1]), month[0], True)
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
