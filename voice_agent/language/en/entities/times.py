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
from voice_agent.language.en.entities.clock_readers import (
    AFTER_HOUR,
    FIRST_MILITARY,
    HALF_STARTS,
    HALVES,
    NAMED_STARTS,
    PARTS,
    ZEROS,
    hour_then_minutes,
    minutes_beside_hour,
    named_time,
    small_number,
    time_in_numerals,
)
from voice_agent.language.en.entities.date_text import MONTHS
from voice_agent.language.en.entities.number_scan import end_of_number
from voice_agent.language.en.entities.number_words import ORDINALS, SCALES, TEENS, TENS, UNITS
from voice_agent.language.en.entities.numbers import ordinal
from voice_agent.language.en.entities.slips import without_slips
from voice_agent.language.en.entities.time_doubts import is_dashed, is_doubtful
from voice_agent.language.en.entities.tokens import Match, Token, TokenisedText, word_at
from voice_agent.text.word_lists import word_set

PARTS_OF_DAY = {"morning": "am", "afternoon": "pm", "evening": "pm", "tonight": "night"}
PARTS_OF_DAY |= {"night": "night"}
# "at ten" is a time before one of these; "at ten percent" and "at one bank" are not.
_BEFORE_HOUR = word_set("at around about by before after until till from circa @")
# What a time, a range of times or an ordinal can begin with, numerals apart.
_BEGINS = NAMED_STARTS.union(PARTS, UNITS, TEENS, TENS, ORDINALS, ZEROS, ("a", "between", "from"))
# A number of something is no hour.
_COUNTED = frozenset((*CURRENCY_UNITS, *CENTS, *SCALES)) | word_set(
    """
    hour hours minute minutes min mins second seconds day days week weeks month months year years
    people persons guests times percent % k st rd th of moment moments sec secs hundred
    """
)
_RANGE_STARTS = NAMED_STARTS.union(("between", "from"), PARTS)


class ReadTime(NamedTuple):
    """A time that was read: on the clock, the index after it, and whether it surely is one."""

    hour: int
    minute: int
    end: int
    marked: bool


def scan_times(turn: TokenisedText) -> list[Match]:
    """Find the times of a turn, left to right; a bare hour is an unmarked match."""
    matches: list[Match] = []
    turn = without_slips(turn)
    tokens = turn.tokens
    part = _part_of_day(tokens)
    at = 0
    while at < len(tokens):
        word = tokens[at].word
        if word not in _BEGINS and not word[0].isdecimal():
            at += 1
            continue
        begins = word in _RANGE_STARTS or word[0].isdecimal() or small_number(tokens, at)
        span = time_range(turn, at) if begins else None
        if span:
            at = span[2]
            continue
        read = _read(tokens, at, part)
        if read is None:
            at = _after_number(tokens, at)
            continue
        counted = word_at(tokens, at - 2) in ("hour", "hours")
        if counted and word_at(tokens, at - 1) in ("before", "after", "from"):
            at = read.end  # "Two hours before noon".
            continue
        if not read.marked and is_doubtful(tokens, at, read.end):
            at = max(read.end, end_of_number(tokens, read.end))
            continue
        matches.append(turn.match(at, read.end, f"{read.hour:02}:{read.minute:02}", read.marked))
        at = read.end
    return matches


def time_range(turn: TokenisedText, at: int) -> tuple[str, str, int] | None:
    """Read "between two and four", "nine to noon": both times and the index after them."""
    tokens = turn.tokens
    begins = tokens[at].word
    start = at + (begins in ("between", "from"))
    part = _part_of_day(tokens)
    first = _read(tokens, start, part)
    if first is None:
        return None
    links = ("and",) if begins == "between" else ("to", "till", "til", "until", "through")
    linked = word_at(tokens, first.end) in links
    dashed = not linked and is_dashed(turn, first.end)
    second = _read(tokens, first.end + linked, part) if linked or dashed else None
    if second is None:
        return None
    return f"{first.hour:02}:{first.minute:02}", f"{second.hour:02}:{second.minute:02}", second.end


def _part_of_day(tokens: Sequence[Token]) -> str:
    """Return the part of the day that is named; empty if none is, or several are."""
    named = {
        PARTS_OF_DAY[word]
        for index, (word, _, _) in enumerate(tokens)
        if word in PARTS_OF_DAY and word_at(tokens, index - 1) not in ("good", "mid")
    }
    return named.pop() if len(named) == 1 else ""


def _after_number(tokens: Sequence[Token], at: int) -> int:
    """Return the index after a number that is no time, so that its parts are none either."""
    number = ordinal(tokens, at) or small_number(tokens, at)
    return number[1] if number else at + 1


def _read(tokens: Sequence[Token], at: int, part: str) -> ReadTime | None:
    if at >= len(tokens):
        return None
    word = tokens[at].word
    named = named_time(tokens, at)
    if named:
        return ReadTime(named[0], named[1], named[2] + (word_at(tokens, named[2]) == "ish"), True)
    read = minutes_beside_hour(tokens, at)
    marked = read is not None
    fixed = word[0] == "0" or word in ZEROS
    if read is None and ":" in word and word[0].isdecimal():
        hour, minute = (int(number) for number in word.split(":"))
        read, marked = (hour, minute, at + 1), True
    if read is None and not _is_of_date(tokens, at):
        read = time_in_numerals(word, at) or hour_then_minutes(tokens, at)
    if read is None:
        return None
    hour, minute, end = read
    fixed = fixed or word_at(tokens, end - 2) == "hundred" or word_at(tokens, end - 1) == "hundred"
    if hour > 24 or minute > 59:
        return None
    if word_at(tokens, end) in ("o'clock", "oclock"):
        end, marked = end + 1, True
    elif word_at(tokens, end) == "o" and word_at(tokens, end + 1) == "clock":
        end, marked = end + 2, True
    end += word_at(tokens, end) == "ish"
    named = named_time(tokens, end) if marked and hour == 12 and end < len(tokens) else None
    if named:  # "Twelve o'clock midnight".
        return ReadTime(*named, True)
    half, after = _half_of_day(tokens, end)
    if half:
        # "a table for two tonight" is no time, "at two tonight" is.
        loose = tokens[end].word in ("tonight", "this") and not minute
        said = marked or not loose or (at > 0 and tokens[at - 1].word in _BEFORE_HOUR)
        return ReadTime(_on_clock(hour, half), minute, after, said)
    if word_at(tokens, end) in ("hours", "hrs") and _is_military(tokens, at, end, hour):
        return ReadTime(hour % 24, minute, end + 1, True)
    if not marked and word_at(tokens, end) in _COUNTED:
        return None
    if not marked:
        following = word_at(tokens, end)
        before = word_at(tokens, at - 1)
        marked = (
            1 <= hour <= 12
            and before in _BEFORE_HOUR
            and following in AFTER_HOUR
            and (before in ("at", "@") or (minute > 0 and not word[0].isdecimal()))
        )
    if not fixed and hour <= 12:
        hour = _on_clock(hour, part) if part else hour + 12 if 1 <= hour <= 6 else hour
    return ReadTime(hour % 24, minute, end, marked)


def _is_military(tokens: Sequence[Token], at: int, end: int, hour: int) -> bool:
    """Tell whether "hours" after a time is no count: "1730 hours", "sixteen thirty hours"."""
    word = tokens[at].word
    written = len(word) == 4 and word.isdecimal()
    number = small_number(tokens, at)
    # "Twenty four hours" is a time that goes by.
    spoken = not word.isdecimal() and end - at > 1 and (number is None or end > number[1])
    return written or (spoken and (hour >= FIRST_MILITARY or word in ZEROS))


def _is_of_date(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a number is a part of a date: "March 15", "15 March", "the twenty second"."""
    if ordinal(tokens, at):
        return True
    if word_at(tokens, at - 1) in MONTHS and word_at(tokens, at - 1) not in ("may", "march", "mar"):
        return True
    number = small_number(tokens, at)
    return number is not None and word_at(tokens, number[1]) in MONTHS


def _on_clock(hour: int, half: str) -> int:
    if hour > 12:
        return hour % 24
    if half == "night":
        # "Two at night" comes before the morning.
        return hour % 12 + (12 if 6 <= hour < 12 else 0)
    return hour % 12 + (12 if half == "pm" else 0)


def _half_of_day(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    word = word_at(tokens, at)
    joined = word in ("a", "p") and at > 0 and tokens[at].start == tokens[at - 1].end
    if joined and word_at(tokens, at + 1) != "m":
        return f"{word}m", at + 1  # "9a", "8:45p."
    if word in HALF_STARTS:
        words = tuple(token.word for token in tokens[at : at + 3])
        for length in (3, 2, 1):
            half = HALVES.get(words[:length])
            if half and len(words) >= length:
                return half, at + length
    return "", at
