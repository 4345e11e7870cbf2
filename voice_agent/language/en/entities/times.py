"""Times of day on the 24 hour clock: "half past three", "10 a.m.", "three thirty pm".

Without "am" or "pm" the part of the day that is named beside a time counts ("in the evening at
seven"), else the hours of an ordinary day: one to six are in the afternoon, seven to twelve before
one o'clock. Numerals with a leading zero or an hour above twelve ("03:30", "15:30") are taken
literally. A range ("between two and four") is no time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from voice_agent.language.en.currencies import CENTS
from voice_agent.language.en.currencies import UNITS as CURRENCY_UNITS
from voice_agent.language.en.entities.date_text import MONTHS
from voice_agent.language.en.entities.numbers import (
    ORDINALS,
    SCALES,
    TEENS,
    TENS,
    UNITS,
    ordinal,
    small,
)
from voice_agent.language.en.entities.tokens import Match, Token, TokenisedText
from voice_agent.text.word_lists import word_set

_NAMED = dict.fromkeys((("noon",), ("midday",), ("mid", "day"), ("noonish",), ("lunchtime",)), 12)
_NAMED |= dict.fromkeys((("midnight",), ("mid", "night")), 0)
_NAMED_STARTS = frozenset(words[0] for words in _NAMED)
_PAST = ("past", "after")
_TO = ("to", "till", "til", "before", "of")
_PARTS = {"half": 30, "quarter": 15}
_MINUTES = frozenset(("minute", "minutes", "min", "mins"))
_HALVES = {
    ("in", "the", "morning"): "am",
    ("this", "morning"): "am",
    ("in", "the", "afternoon"): "pm",
    ("this", "afternoon"): "pm",
    ("in", "the", "evening"): "pm",
    ("this", "evening"): "pm",
    ("at", "night"): "night",
    ("in", "the", "night"): "night",
    ("tonight",): "night",
    ("p", "m"): "pm",
    ("a", "m"): "am",
    ("am",): "am",
    ("pm",): "pm",
}
_HALF_STARTS = frozenset(words[0] for words in _HALVES)
PARTS_OF_DAY = {"morning": "am", "afternoon": "pm", "evening": "pm", "tonight": "night"}
PARTS_OF_DAY |= {"night": "night"}
# "at ten" is a time before one of these; "at ten percent" and "at one bank" are not.
_BEFORE_HOUR = word_set("at around about by before after until till from circa @")
_AFTER_HOUR = word_set(
    """
    please on tomorrow today tonight sharp and or if instead then thanks thank no sorry next
    this monday tuesday wednesday thursday friday saturday sunday . , ? ! ;
    """
) | {""}
_FOLLOWS = _AFTER_HOUR | _HALF_STARTS | {"o'clock", "oclock", "o"}
# What a time, a range of times or an ordinal can begin with, numerals apart.
_BEGINS = _NAMED_STARTS.union(_PARTS, UNITS, TEENS, TENS, ORDINALS, ("a", "between", "from"))
# A number of something is no hour.
_COUNTED = frozenset((*CURRENCY_UNITS, *CENTS, *SCALES)) | word_set(
    """
    hour hours minute minutes min mins second seconds day days week weeks month months year years
    people persons guests times percent % k st rd th of
    """
)


class ReadTime(NamedTuple):
    """A time that was read: on the clock, the index after it, and whether it surely is one."""

    hour: int
    minute: int
    end: int
    marked: bool


def scan_times(turn: TokenisedText) -> list[Match]:
    """Find the times of a turn, left to right; a bare hour is an unmarked match."""
    matches: list[Match] = []
    tokens = turn.tokens
    part = _part_of_day(tokens)
    at = 0
    while at < len(tokens):
        word = tokens[at].word
        if word not in _BEGINS and not word[0].isdecimal():
            at += 1
            continue
        begins = word in ("between", "from") or _small_number(tokens, at)
        span = time_range(tokens, at) if begins else None
        if span:
            at = span[2]
            continue
        read = _read(tokens, at, part)
        if read is None:
            at = _after_number(tokens, at)
            continue
        matches.append(turn.match(at, read.end, f"{read.hour:02}:{read.minute:02}", read.marked))
        at = read.end
    return matches


def time_range(tokens: Sequence[Token], at: int) -> tuple[str, str, int] | None:
    """Read "between two and four", "nine to noon": both times and the index after them."""
    begins = tokens[at].word
    start = at + (begins in ("between", "from"))
    part = _part_of_day(tokens)
    first = _read(tokens, start, part)
    if first is None:
        return None
    links = ("and",) if begins == "between" else ("to", "till", "til", "until", "through")
    second = _read(tokens, first.end + 1, part) if _word(tokens, first.end) in links else None
    if second is None:
        return None
    return f"{first.hour:02}:{first.minute:02}", f"{second.hour:02}:{second.minute:02}", second.end


def _part_of_day(tokens: Sequence[Token]) -> str:
    """Return the part of the day that is named; empty if none is, or several are."""
    named = {
        PARTS_OF_DAY[word]
        for index, (word, _, _) in enumerate(tokens)
        if word in PARTS_OF_DAY and _word(tokens, index - 1) not in ("good", "mid")
    }
    return named.pop() if len(named) == 1 else ""


def _after_number(tokens: Sequence[Token], at: int) -> int:
    """Return the index after a number that is no time, so that its parts are none either."""
    number = ordinal(tokens, at) or _small_number(tokens, at)
    return number[1] if number else at + 1


def _read(tokens: Sequence[Token], at: int, part: str) -> ReadTime | None:
    if at >= len(tokens):
        return None
    word = tokens[at].word
    named = _named(tokens, at)
    if named:
        return ReadTime(named[0], named[1], named[2], True)
    read = _minutes_beside_hour(tokens, at)
    marked = read is not None
    fixed = word[0] == "0"
    if read is None and ":" in word and word[0].isdecimal():
        hour, minute = (int(number) for number in word.split(":"))
        read, marked = (hour, minute, at + 1), True
    if read is None and not _is_of_date(tokens, at):
        read = _in_numerals(word, at) or _hour_then_minutes(tokens, at)
    if read is None:
        return None
    hour, minute, end = read
    if hour > 24 or minute > 59:
        return None
    if _word(tokens, end) in ("o'clock", "oclock"):
        end, marked = end + 1, True
    elif _word(tokens, end) == "o" and _word(tokens, end + 1) == "clock":
        end, marked = end + 2, True
    end += _word(tokens, end) == "ish"
    half, after = _half_of_day(tokens, end)
    if half:
        # "a table for two tonight" is no time, "at two tonight" is.
        loose = tokens[end].word in ("tonight", "this") and not minute
        said = marked or not loose or (at > 0 and tokens[at - 1].word in _BEFORE_HOUR)
        return ReadTime(_on_clock(hour, half), minute, after, said)
    if _word(tokens, end) in ("hours", "hrs") and len(word) == 4 and word.isdecimal():
        return ReadTime(hour % 24, minute, end + 1, True)
    if not marked and _word(tokens, end) in _COUNTED:
        return None
    if not marked:
        following = _word(tokens, end)
        before = _word(tokens, at - 1)
        marked = (
            1 <= hour <= 12
            and before in _BEFORE_HOUR
            and following in _AFTER_HOUR
            and (before in ("at", "@") or (minute > 0 and not word[0].isdecimal()))
        )
    if not fixed and hour <= 12:
        hour = _on_clock(hour, part) if part else hour + 12 if 1 <= hour <= 6 else hour
    return ReadTime(hour % 24, minute, end, marked)


def _named(tokens: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Read "noon", "mid night"."""
    if tokens[at].word not in _NAMED_STARTS:
        return None
    for length in (2, 1):
        words = tuple(token.word for token in tokens[at : at + length])
        if words in _NAMED:
            return _NAMED[words], 0, at + len(words)
    return None


def _is_of_date(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a number is a part of a date: "March 15", "15 March", "the twenty second"."""
    if ordinal(tokens, at):
        return True
    if _word(tokens, at - 1) in MONTHS and _word(tokens, at - 1) not in ("may", "march", "mar"):
        return True
    number = _small_number(tokens, at)
    return number is not None and _word(tokens, number[1]) in MONTHS


def _on_clock(hour: int, half: str) -> int:
    if hour > 12:
        return hour % 24
    if half == "night":
        # "Two at night" comes before the morning.
        return hour % 12 + (12 if 6 <= hour < 12 else 0)
    return hour % 12 + (12 if half == "pm" else 0)


def _half_of_day(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    word = _word(tokens, at)
    joined = word in ("a", "p") and at > 0 and tokens[at].start == tokens[at - 1].end
    if joined and _word(tokens, at + 1) != "m":
        return f"{word}m", at + 1  # "9a", "8:45p."
    if word in _HALF_STARTS:
        words = tuple(token.word for token in tokens[at : at + 3])
        for length in (3, 2, 1):
            half = _HALVES.get(words[:length])
            if half and len(words) >= length:
                return half, at + length
    return "", at


def _minutes_beside_hour(tokens: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Read "half past three", "a quarter to nine", "ten past two", "half three"."""
    start = at + (tokens[at].word == "a")
    if start >= len(tokens):
        return None
    word = tokens[start].word
    counted = False
    if word in _PARTS:
        minutes, end = _PARTS[word], start + 1
    else:
        read = _small_number(tokens, start)
        if read is None or not 1 <= read[0] < 60 or start > at:
            return None
        minutes, end = read
        counted = _word(tokens, end) in _MINUTES
        end += counted
    if end >= len(tokens):
        return None
    side = tokens[end].word
    if side not in _PAST and side not in _TO:
        hour = _small_number(tokens, end) if word == "half" and start == at else None
        return (hour[0], 30, hour[1]) if hour and 1 <= hour[0] <= 12 else None
    hour = _clock_hour(tokens, end + 1)
    if hour is None:
        return None
    # "ten to five" may be a range and "five of ten" a share: only minutes on the clock face.
    if (
        word not in _PARTS
        and not counted
        and (side == "of" or minutes % 5 or minutes > 29 or _word(tokens, hour[1]) not in _FOLLOWS)
    ):
        return None
    if side in _TO:
        return ((hour[0] - 1) % 24 or 12 if hour[0] else 23), 60 - minutes, hour[1]
    return hour[0], minutes, hour[1]


def _clock_hour(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Read an hour from one to twelve, "noon" or "midnight"."""
    if at >= len(tokens):
        return None
    named = _named(tokens, at)
    if named:
        return named[0], named[2]
    hour = _small_number(tokens, at)
    return hour if hour and 1 <= hour[0] <= 12 else None


def _in_numerals(word: str, at: int) -> tuple[int, int, int] | None:
    """Read "3.30" and "1530", which are no times without a mark."""
    hour, point, minute = word.rpartition(".")
    if not point:
        hour, minute = word[:-2], word[-2:]
    known = (point and hour.isdecimal()) or (word.isdecimal() and len(word) == 4)
    if not known or not minute.isdecimal() or len(minute) != 2:
        return None
    return int(hour), int(minute), at + 1


def _hour_then_minutes(tokens: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Read "ten", "three thirty", "seven oh five", "3"."""
    hour = _small_number(tokens, at)
    if hour is None or not 0 <= hour[0] <= 24:
        return None
    value, end = hour
    if end < len(tokens):
        if tokens[end].word in ("oh", "o") and end + 1 < len(tokens):
            unit = UNITS.get(tokens[end + 1].word)
            if unit:
                return value, unit, end + 2
        minute = _small_number(tokens, end)
        if minute and 10 <= minute[0] <= 59:
            return value, minute[0], minute[1]
        if tokens[end].word == "hundred" and minute is None:
            return value, 0, end + 1 + (_word(tokens, end + 1) == "hours")
    return value, 0, end


def _small_number(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    if at >= len(tokens):
        return None
    word = tokens[at].word
    if word.isdecimal() and len(word) <= 2:
        return int(word), at + 1
    return small(tokens, at)


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].word if 0 <= at < len(tokens) else ""
