"""Parts of a postal address, each read at its place in a text."""

from __future__ import annotations

import re
from typing import NamedTuple

from voice_agent.language.en.entities.digits import digit_runs
from voice_agent.language.en.entities.letters import explanation
from voice_agent.language.en.entities.names import titled
from voice_agent.language.en.entities.number_words import DIGITS, TEENS, TENS
from voice_agent.language.en.entities.numbers import ordinal
from voice_agent.language.en.entities.street_words import (
    DIRECTIONS,
    STATE_CODES,
    STATES,
    STREETS,
    UNITS,
)
from voice_agent.language.en.entities.tokens import TokenisedText
from voice_agent.text.word_lists import word_set

# None of these is part of the name of a street.
_NO_STREET = word_set(
    """
    dollar dollars cent cents pound pounds euro euros percent to from on in at for by with and or
    my your is are was i you we it about more minutes hours days weeks months years people times
    questions of
    """
)
NUMBER_MARKS = word_set("number no # num nr")
STOPS = frozenset([",", ".", ";", "!", "?"])
_MOST_STREET_WORDS = 5
_MOST_UNIT_DIGITS = 4
POSTCODE_DIGITS = (5, 6, 9)
_CANADIAN = re.compile(r"[a-z]\d[a-z]\d[a-z]\d")
_BRITISH = re.compile(r"[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}")
_LONGEST_CODE = 7


class Part(NamedTuple):
    """A part of an address and the index of the token after it."""

    value: str
    end: int


def after_stops(turn: TokenisedText, at: int) -> int:
    """Return the index after punctuation and the "and" before a unit."""
    while turn.word(at) in STOPS or (turn.word(at) == "and" and turn.word(at + 1) in UNITS):
        at += 1
    return at


def house_number(turn: TokenisedText, at: int) -> Part | None:
    """Read the number of a house, "221B"."""
    while turn.word(at) in NUMBER_MARKS:
        at += 1 + (turn.word(at + 1) == ".")
    run = digits_at(turn, at)
    if run is None:
        return None
    letter, following = turn.word(run.end), turn.word(run.end + 1)
    lettered = len(letter) == 1 and letter.isalpha() and letter not in DIRECTIONS
    if lettered and len(following) > 1 and following[0].isalpha():
        return Part(run.value + letter.upper(), run.end + 1)
    return run


def digits_at(turn: TokenisedText, at: int) -> Part | None:
    """Read the digits at a token; those of "42nd" and "forty second" belong to a street."""
    end = at
    while end < len(turn.tokens) and _counts(turn, end):
        end += 1
    if end > at and turn.word(end - 1) in TENS and ordinal(turn.tokens, end - 1):
        end -= 1
    runs = digit_runs(TokenisedText(turn.text, turn.tokens[at:end]))
    if end == at or not runs or runs[0].first:
        return None
    return Part(runs[0].digits, at + runs[0].end)


def _counts(turn: TokenisedText, at: int) -> bool:
    word = turn.word(at)
    if word.isdecimal() or word in DIGITS or word in TEENS or word in TENS:
        return word != "o" or turn.word(at - 1) in DIGITS or turn.word(at - 1)[:1].isdecimal()
    return word in ("hundred", "thousand", "double", "triple") or (
        word == "and" and turn.word(at - 1) in ("hundred", "thousand")
    )


def street_name(turn: TokenisedText, at: int, *, named: bool) -> Part | None:
    """Read the name of a street; ``named`` if it has to end with a word for one."""
    first, kind = at, -1
    if turn.word(at) == "," or (ordinal(turn.tokens, at) is None and not is_word(turn, at)):
        return None
    end = at
    while end < len(turn.tokens) and end < first + _MOST_STREET_WORDS:
        numbered = ordinal(turn.tokens, end)
        if numbered:
            end = numbered[1]
            continue
        if end > first and turn.word(end) == "." and turn.word(end + 1) in STREETS:
            end += 1
            continue
        if not is_word(turn, end) or (end > first and unit(turn, end)):
            break
        end += 1
        if turn.word(end - 1) in STREETS and end - 1 > first:
            kind = end
            if turn.word(end) not in STREETS:
                break
    if kind < 0 and (named or end == first or turn.word(first) in STREETS):
        return None
    end = kind if kind > 0 else _before_place(turn, first, end)
    if kind > 0 and turn.word(end) in DIRECTIONS and len(turn.word(end)) > 0:
        end += turn.word(end + 1) in ("", ",", ".") or turn.word(end + 1) in UNITS
    return Part(" ".join(_street_words(turn, first, end)), end)


def _before_place(turn: TokenisedText, first: int, end: int) -> int:
    """Leave the last word to the city where a postcode follows the words of an address."""
    code = digits_at(turn, end)
    return end - 1 if code and len(code.value) in POSTCODE_DIGITS and end - first > 1 else end


def _street_words(turn: TokenisedText, first: int, end: int) -> list[str]:
    said, at = [], first
    while at < end:
        word, numbered = turn.word(at), ordinal(turn.tokens, at)
        if numbered:
            said.append(_ordinal(numbered[0]))
            at = numbered[1]
            continue
        if word in DIRECTIONS and at in (first, end - 1) and end - first > 1:
            said.append(DIRECTIONS[word])
        elif word in STREETS and at > first:
            said.append(STREETS[word])
        elif word not in STOPS:
            said.append(written(turn, at))
        at += 1
    return said


def _ordinal(number: int) -> str:
    teen = number // 10 % 10 == 1
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def is_word(turn: TokenisedText, at: int) -> bool:
    """Tell whether a token may be part of a name."""
    word = turn.word(at)
    return word[:1].isalpha() and word not in _NO_STREET and not _counts(turn, at)


def written(turn: TokenisedText, at: int) -> str:
    """Return a token as it is written in a name."""
    return titled(turn.text[turn.tokens[at].start : turn.tokens[at].end])


def unit(turn: TokenisedText, at: int) -> Part | None:
    """Read "apartment four b", "flat no. 303", "# 12", "second floor"."""
    numbered = ordinal(turn.tokens, at)
    if numbered and turn.word(numbered[1]) == "floor":
        return Part(f"Floor {numbered[0]}", numbered[1] + 1)
    name = UNITS.get(turn.word(at), "Unit" if turn.word(at) == "#" else "")
    if not name:
        return None
    at += 1
    while turn.word(at) in NUMBER_MARKS:
        at += 1 + (turn.word(at + 1) == ".")
    code, at = _unit_code(turn, at)
    return Part(f"{name} {code}", at) if code else None


def _unit_code(turn: TokenisedText, at: int) -> tuple[str, int]:
    code = ""
    while at < len(turn.tokens) and len(code) <= _MOST_UNIT_DIGITS:
        word = turn.word(at)
        run = digits_at(turn, at)
        if run and len(run.value) <= _MOST_UNIT_DIGITS:
            code, at = code + run.value, run.end
        elif len(word) == 1 and word.isalpha() and not (code and _is_letter(turn, at + 1)):
            code, at = code + word.upper(), explanation(turn, at) or at + 1
        else:
            break
    return code, at


def _is_letter(turn: TokenisedText, at: int) -> bool:
    word = turn.word(at)
    return len(word) == 1 and word.isalpha()


def bare_unit(turn: TokenisedText, at: int) -> Part | None:
    """Read a number after the street that is no postcode: "34 Elm Street 568"."""
    run = digits_at(turn, at)
    if run is None or len(run.value) > _MOST_UNIT_DIGITS:
        return None
    return run


def postcode(turn: TokenisedText, at: int, end: int) -> Part | None:
    """Read the postcode before the token ``end``; its ``end`` is where it begins."""
    for first in range(at, end):
        run = digits_at(turn, first)
        if run and run.end == end and len(run.value) in POSTCODE_DIGITS:
            zip4 = len(run.value) == max(POSTCODE_DIGITS)
            start = first - (turn.word(first - 1) in ("zip", "postcode", "code"))
            start -= turn.word(start - 1) == "zip"
            return Part(f"{run.value[:5]}-{run.value[5:]}" if zip4 else run.value, start)
        if turn.word(first)[:1].isdecimal() and run:
            continue
        said = "".join(DIGITS.get(turn.word(one), turn.word(one)) for one in range(first, end))
        if len(said) <= _LONGEST_CODE and (_CANADIAN.fullmatch(said) or _BRITISH.fullmatch(said)):
            return Part(f"{said[:-3]} {said[-3:]}".upper(), first)
    return None


def state(turn: TokenisedText, at: int, end: int, *, sure: bool) -> Part | None:
    """Read the state before the token ``end``; its ``end`` is where it begins."""
    for count in (3, 2, 1):
        if end - count < at:
            continue
        code = STATE_CODES.get(tuple(turn.word(end - count + one) for one in range(count)))
        if code:
            return Part(code, end - count)
    written = turn.text[turn.tokens[end - 1].start : turn.tokens[end - 1].end] if end > at else ""
    known = written.upper() in STATES and (written.isupper() or sure)
    return Part(written.upper(), end - 1) if known else None
