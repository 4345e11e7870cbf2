"""Parts of a date or a time that are put right at once: "January fifth, no, sixth". Pure.

What is said last replaces the part of its kind before it, and the rest of the value stays. Without
this the correction alone is read, "the sixth" of whatever month comes next.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from voice_agent.language.en.entities.date_text import MONTHS
from voice_agent.language.en.entities.number_words import ORDINALS, SMALL, TENS
from voice_agent.language.en.entities.numbers import is_numeral, numeral, ordinal, small
from voice_agent.language.en.entities.tokens import BESIDE_CUES, CUES, Token, TokenisedText, word_at

_LEAST = 13
"""A smaller number may be another hour: "three fifty, no, ten"."""
_HALVES = frozenset(("a", "p"))


class _Part(NamedTuple):
    """A part of a value, at the tokens ``first`` to ``end`` (excluded).

    Attributes:
        kind: ``month``, ``day``, ``half`` of the day, or a ``number``: minutes or a year.
        first: Its first token.
        end: The token after it.
    """

    kind: str
    first: int
    end: int


def without_slips(turn: TokenisedText) -> TokenisedText:
    """Return a turn without the parts that the caller puts right, and what announces that."""
    tokens = turn.tokens
    for cue in range(1, len(tokens)):
        if tokens[cue].word in CUES and tokens[cue - 1].word not in CUES:
            tokens = _put_right(tokens, cue) or tokens
            if len(tokens) < len(turn.tokens):
                return without_slips(TokenisedText(turn.text, tokens))
    return turn


def _put_right(tokens: tuple[Token, ...], cue: int) -> tuple[Token, ...] | None:
    """Return the tokens without the slip before a cue; None if no part of a value is put right."""
    start = cue
    while start > 0 and tokens[start - 1].word in BESIDE_CUES:
        start -= 1
    after = cue
    while word_at(tokens, after) in CUES or word_at(tokens, after) in BESIDE_CUES:
        after += 1
    # "A" and "the" may accompany a cue, and "a m" is a half of the day.
    after -= tokens[after - 1].word == "a" and word_at(tokens, after) == "m"
    right = _part(tokens, after)
    slip = _part_before(tokens, start)
    if right is None or slip is None:
        return None
    if right.kind == slip.kind:
        # "Three thirty, no, fifteen thirty" gives the hour anew.
        whole = right.kind == "number" and _number(tokens, right.end, 0)
        kept = _unit(tokens, slip, right, after)
        return None if whole else (*tokens[: slip.first], *kept, *tokens[after:])
    # "January fifth, no, February".
    month = slip.first - 1 - (word_at(tokens, slip.first - 1) == "the")
    if right.kind == "month" and slip.kind == "day" and word_at(tokens, month) in MONTHS:
        if _part(tokens, right.end) or word_at(tokens, right.end) == "the":
            return None
        return (*tokens[:month], *tokens[month + 1 : slip.end], *tokens[after:])
    return None


def _unit(tokens: Sequence[Token], slip: _Part, right: _Part, after: int) -> tuple[Token, ...]:
    """Return the tens that stay: "the twenty first, no, second"."""
    tens = tokens[slip.first]
    alone = right.end == right.first + 1 and ORDINALS.get(tokens[right.first].word, 10) < 10
    stays = slip.end == slip.first + 2 and tens.word in TENS and tokens[after - 1].word != "the"
    return (tens,) if slip.kind == "day" and stays and alone else ()


def _part(tokens: Sequence[Token], at: int) -> _Part | None:
    """Return the part of a value that begins at a token."""
    word, following = word_at(tokens, at), word_at(tokens, at + 1)
    if word in MONTHS:
        return _Part("month", at, at + 1)
    day = ordinal(tokens, at)
    if day:
        return _Part("day", at, day[1])
    if word in ("am", "pm"):
        return _Part("half", at, at + 1)
    if word in _HALVES and following == "m":
        return _Part("half", at, at + 2)
    number = _number(tokens, at, _LEAST)
    return _Part("number", at, number) if number else None


def _part_before(tokens: Sequence[Token], end: int) -> _Part | None:
    """Return the part of a value that ends before a token, as far as it needs what is before it."""
    for first in (end - 2, end - 1):
        part = _part(tokens, first) if first >= 0 else None
        if part is None or part.end != end:
            continue
        before = word_at(tokens, first - 1)
        if part.kind == "number" and before not in SMALL:
            continue
        if part.kind == "day" and before in TENS:
            continue
        return part
    return None


def _number(tokens: Sequence[Token], at: int, least: int) -> int:
    """Return the index after a number of ``least`` to 99, or 0."""
    word = word_at(tokens, at)
    if is_numeral(word):
        return (at + 1) * (least <= numeral(word) < 100)
    read = small(tokens, at)
    return read[1] if read and read[0] >= least else 0
