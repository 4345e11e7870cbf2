"""Hours and minutes on the clock face: "half past three", "seven oh five", "15h30", "noon"."""

from __future__ import annotations

from collections.abc import Sequence

from voice_agent.language.en.entities.number_words import UNITS
from voice_agent.language.en.entities.numbers import small
from voice_agent.language.en.entities.tokens import Token, word_at
from voice_agent.text.word_lists import word_set

_NAMED = dict.fromkeys((("noon",), ("midday",), ("mid", "day"), ("lunchtime",)), 12)
_NAMED |= dict.fromkeys((("midnight",), ("mid", "night")), 0)
NAMED_STARTS = frozenset(words[0] for words in _NAMED)
_PAST = ("past", "after", "passed")
_TO = ("to", "till", "til", "before", "of")
# What is recognised for the "to" of "quarter to five".
_MISHEARD_TO = ("too", "two")
PARTS = {"half": 30, "quarter": 15}
MINUTES = frozenset(("minute", "minutes", "min", "mins"))
HALVES = {
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
HALF_STARTS = frozenset(words[0] for words in HALVES)
AFTER_HOUR = word_set(
    """
    please on tomorrow today tonight sharp and or if instead then thanks thank no sorry next
    this monday tuesday wednesday thursday friday saturday sunday . , ? ! ;
    """
) | {""}
_FOLLOWS = AFTER_HOUR | HALF_STARTS | {"o'clock", "oclock", "o"}
FIRST_MILITARY = 10
ZEROS = ("zero", "oh", "o")


def named_time(tokens: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Read "noon", "mid night"."""
    if tokens[at].word not in NAMED_STARTS:
        return None
    for length in (2, 1):
        words = tuple(token.word for token in tokens[at : at + length])
        if words in _NAMED:
            return _NAMED[words], 0, at + len(words)
    return None


def minutes_beside_hour(tokens: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Read "half past three", "a quarter to nine", "ten past two", "half three"."""
    start = at + (tokens[at].word == "a")
    if start >= len(tokens):
        return None
    word = tokens[start].word
    counted = False
    if word in PARTS:
        minutes, end = PARTS[word], start + 1
    elif start > at and word in MINUTES:
        minutes, end, counted = 1, start + 1, True
    else:
        read = small_number(tokens, start)
        if read is None or not 1 <= read[0] < 60 or start > at:
            return None
        minutes, end = read
        counted = word_at(tokens, end) in MINUTES
        end += counted
    end += word_at(tokens, end) == "'" and word_at(tokens, end + 1) in _TO  # "Ten 'til six".
    if end >= len(tokens):
        return None
    side = tokens[end].word
    if word == "quarter" and side in _MISHEARD_TO:
        side = "to"
    if word == "half" and side in _TO:
        return None
    if word_at(tokens, at - 1) == "from" and side in _TO and word not in PARTS and not counted:
        return None
    if side not in _PAST and side not in _TO:
        hour = small_number(tokens, end) if word == "half" and start == at else None
        return (hour[0], 30, hour[1]) if hour and 1 <= hour[0] <= 12 else None
    hour = _clock_hour(tokens, end + 1, 23 if word in PARTS else 12)
    if hour is None:
        return None
    # "ten to five" may be a range and "five of ten" a share: only minutes on the clock face.
    if (
        word not in PARTS
        and not counted
        and (
            side == "of" or minutes % 5 or minutes > 29 or word_at(tokens, hour[1]) not in _FOLLOWS
        )
    ):
        return None
    if side in _TO:
        return ((hour[0] - 1) % 24 or 12 if hour[0] else 23), 60 - minutes, hour[1]
    return hour[0], minutes, hour[1]


def _clock_hour(tokens: Sequence[Token], at: int, most: int) -> tuple[int, int] | None:
    """Read an hour from one to ``most``, "noon" or "midnight"."""
    if at >= len(tokens):
        return None
    named = named_time(tokens, at)
    if named:
        return named[0], named[2]
    hour = small_number(tokens, at)
    return hour if hour and 1 <= hour[0] <= most else None


def time_in_numerals(word: str, at: int) -> tuple[int, int, int] | None:
    """Read "3.30" and "1530", which are no times without a mark."""
    hour, point, minute = word.rpartition(".")
    if not point:
        hour, minute = word[:-2], word[-2:]
    known = (point and hour.isdecimal()) or (word.isdecimal() and len(word) == 4)
    if not known or not minute.isdecimal() or len(minute) != 2:
        return None
    return int(hour), int(minute), at + 1


def hour_then_minutes(tokens: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Read "ten", "three thirty", "seven oh five", "3"."""
    if tokens[at].word in ZEROS and word_at(tokens, at + 1) in UNITS:
        read = hour_then_minutes(tokens, at + 1)  # "Zero seven thirty", "oh eight hundred".
        return read if read and read[2] > at + 2 else None
    hour = small_number(tokens, at)
    if hour is None or not 0 <= hour[0] <= 24:
        return None
    value, end = hour
    if end < len(tokens):
        if tokens[end].word in ZEROS and end + 1 < len(tokens):
            unit = UNITS.get(tokens[end + 1].word)
            if unit:
                return value, unit, end + 2
        minute = small_number(tokens, end)
        # "17 02", but not "five 5".
        written = len(tokens[end].word) == 2 and tokens[end].word.isdecimal()
        if minute and (10 <= minute[0] <= 59 or (written and minute[0] < 10)):
            return value, minute[0], minute[1]
        if tokens[end].word == "h" and minute is None and tokens[end].start == tokens[end - 1].end:
            minute = small_number(tokens, end + 1)  # "15h30".
            if minute and len(tokens[end + 1].word) == 2:
                return value, *minute
        military = value >= FIRST_MILITARY or word_at(tokens, at - 1) in ZEROS
        military = military or word_at(tokens, end + 1) in ("hours", "hrs")
        if tokens[end].word == "hundred" and minute is None and military:
            return value, 0, end + 1 + (word_at(tokens, end + 1) == "hours")
    return value, 0, end


def small_number(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Read a number below 100 in words or numerals: its value and the index after it."""
    if at >= len(tokens):
        return None
    word = tokens[at].word
    if word.isdecimal() and len(word) <= 2:
        return int(word), at + 1
    return small(tokens, at)
