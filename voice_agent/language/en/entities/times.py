"""Times of day on the 24 hour clock: "half past three", "10 a.m.", "three thirty pm".

Without "am" or "pm" the hours of an ordinary day are meant: one to six are in the afternoon, seven
to twelve before one o'clock. Numerals with a leading zero or an hour above twelve ("03:30",
"15:30") are taken literally.
"""

from __future__ import annotations

from collections.abc import Sequence

from voice_agent.language.en.entities.numbers import UNITS, small
from voice_agent.language.en.entities.tokens import Match, Token, TokenisedText
from voice_agent.text.word_lists import word_set

_NAMED = {"noon": (12, 0), "midday": (12, 0), "midnight": (0, 0), "lunchtime": (12, 0)}
_PAST = ("past", "after")
_TO = ("to", "till", "before", "of")
_PARTS = {"half": 30, "quarter": 15}
_HALVES = {
    ("in", "the", "morning"): "am",
    ("this", "morning"): "am",
    ("in", "the", "afternoon"): "pm",
    ("this", "afternoon"): "pm",
    ("in", "the", "evening"): "pm",
    ("this", "evening"): "pm",
    ("at", "night"): "pm",
    ("tonight",): "pm",
    ("p", "m"): "pm",
    ("a", "m"): "am",
    ("am",): "am",
    ("pm",): "pm",
}
_HALF_STARTS = frozenset(words[0] for words in _HALVES)
# "at ten" is a time before one of these; "at ten percent" and "at one bank" are not.
_BEFORE_HOUR = word_set("at around about by before after until till from")
_AFTER_HOUR = word_set(
    """
    please on tomorrow today tonight sharp and or if instead then thanks thank no sorry next
    this monday tuesday wednesday thursday friday saturday sunday . , ? ! ;
    """
) | {""}
_FOLLOWS = _AFTER_HOUR | _HALF_STARTS | {"o'clock", "oclock", "o"}


def scan_times(turn: TokenisedText) -> list[Match]:
    """Find the times of a turn, left to right; a bare hour is an unmarked match."""
    matches: list[Match] = []
    tokens = turn.tokens
    at = 0
    while at < len(tokens):
        read = _read(tokens, at)
        if read is None:
            number = _small_number(tokens, at)
            at = number[1] if number else at + 1
            continue
        hour, minute, end, marked = read
        matches.append(turn.match(at, end, f"{hour:02}:{minute:02}", marked))
        at = end
    return matches


def _read(tokens: Sequence[Token], at: int) -> tuple[int, int, int, bool] | None:
    word = tokens[at].word
    if word in _NAMED:
        return (*_NAMED[word], at + 1, True)
    read = _minutes_beside_hour(tokens, at)
    marked = read is not None
    fixed = word[0] == "0"
    if read is None and ":" in word and word[0].isdecimal():
        hour, minute = (int(part) for part in word.split(":"))
        read, marked = (hour, minute, at + 1), True
    if read is None:
        read = _in_numerals(word, at) or _hour_then_minutes(tokens, at)
    if read is None:
        return None
    hour, minute, end = read
    if hour > 24 or minute > 59:
        return None
    if end < len(tokens) and tokens[end].word in ("o'clock", "oclock"):
        end, marked = end + 1, True
    elif [token.word for token in tokens[end : end + 2]] == ["o", "clock"]:
        end, marked = end + 2, True
    half, after = _half_of_day(tokens, end)
    if half:
        # "a table for two tonight" is no time, "at two tonight" is.
        loose = tokens[end].word in ("tonight", "this") and not minute
        said = marked or not loose or (at > 0 and tokens[at - 1].word in _BEFORE_HOUR)
        return _on_clock(hour, half), minute, after, said
    if not marked:
        before = tokens[at - 1].word if at else ""
        following = tokens[end].word if end < len(tokens) else ""
        marked = (
            1 <= hour <= 12
            and before in _BEFORE_HOUR
            and following in _AFTER_HOUR
            and (before == "at" or (minute > 0 and not word[0].isdecimal()))
        )
    if not fixed and hour <= 12:
        hour = hour + 12 if 1 <= hour <= 6 else hour
    return hour % 24, minute, end, marked


def _on_clock(hour: int, half: str) -> int:
    if hour > 12:
        return hour % 24
    return hour % 12 + (12 if half == "pm" else 0)


def _half_of_day(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    if at < len(tokens) and tokens[at].word in _HALF_STARTS:
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
    if word in _PARTS:
        minutes, end = _PARTS[word], start + 1
    else:
        read = _small_number(tokens, start)
        if read is None or not 1 <= read[0] < 30 or start > at:
            return None
        minutes, end = read
        if end < len(tokens) and tokens[end].word in ("minute", "minutes"):
            end += 1
    if end >= len(tokens):
        return None
    side = tokens[end].word
    if side not in _PAST and side not in _TO:
        hour = _small_number(tokens, end) if word == "half" and start == at else None
        return (hour[0], 30, hour[1]) if hour and 1 <= hour[0] <= 12 else None
    hour = _small_number(tokens, end + 1)
    if hour is None or not 1 <= hour[0] <= 12:
        return None
    # "ten to five" may be a range and "five of ten" a share: only minutes on the clock face.
    if word not in _PARTS and (
        side == "of" or minutes % 5 or _word(tokens, hour[1]) not in _FOLLOWS
    ):
        return None
    if side in _TO:
        return (hour[0] - 1 or 12, 60 - minutes, hour[1])
    return hour[0], minutes, hour[1]


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
    return tokens[at].word if at < len(tokens) else ""
