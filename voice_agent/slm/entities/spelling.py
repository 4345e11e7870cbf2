"""Spelled words ("S A R A H", "t for tommy", "sierra alpha") and the postcodes made of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from voice_agent.slm.entities.digits import DIGITS, digit_runs
from voice_agent.slm.entities.numbers import small
from voice_agent.slm.entities.tokens import Found, Token, Turn
from voice_agent.slm.entities.vocabulary import words

_NATO = {
    word: word[0]
    for word in words(
        """
        alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima
        mike november oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray
        yankee zulu
        """
    )
}
# Some of those words are names, so fewer than three of them spell nothing.
_FEWEST_NATO = 3
_AMBIGUOUS = "\x00"  # "o": a letter or a zero.

_UK = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_CANADA = re.compile(r"([ABCEGHJ-NPRSTVXY][0-9][A-Z])([0-9][A-Z][0-9])")
_ZIP = re.compile(r"([0-9]{5})([0-9]{4})?")
_WRITTEN = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d)\b", re.IGNORECASE
)


class Spelled(NamedTuple):
    """Characters spelled over the tokens ``first`` to ``end`` (excluded), in upper case."""

    first: int
    end: int
    letters: str
    explained: bool


def spelled_runs(turn: Turn, figures: bool = False, blocks: bool = False) -> list[Spelled]:
    """Runs of two or more spelled characters.

    Args:
        turn: Words to look at.
        figures: Whether digits may be among the letters.
        blocks: Whether two capital letters written together ("NW") count as spelled.
    """
    runs: list[Spelled] = []
    tokens = turn.tokens
    at = 0
    while at < len(tokens):
        first, letters, explained, code_words = at, "", False, 0
        end = at
        while (item := _item(turn, end, figures, blocks)) is not None:
            text, after, kind = item
            letters += text
            explained |= kind == "explained"
            code_words += kind == "nato"
            end = after
            while after < len(tokens) and tokens[after].word in (",", ".", "and", "then"):
                after += 1
            if after < len(tokens) and after > end and _item(turn, after, figures, blocks):
                end = after
        enough = len(letters) > 1 or explained
        if enough and (not code_words or code_words >= _FEWEST_NATO or code_words < len(letters)):
            runs.append(Spelled(first, end, letters, explained))
        at = max(end, at + 1)
    return runs


def _item(turn: Turn, at: int, figures: bool, blocks: bool) -> tuple[str, int, str] | None:
    tokens = turn.tokens
    if at >= len(tokens):
        return None
    word = tokens[at].word
    if len(word) == 1 and word.isalpha():
        explained = _explanation(tokens, at, word)
        if explained:
            return word.upper(), explained, "explained"
        return (_AMBIGUOUS if figures and word == "o" else word.upper()), at + 1, "letter"
    if word in ("double", "triple") and at + 1 < len(tokens):
        following = _item(turn, at + 1, figures, False)
        if following and len(following[0]) == 1:
            return following[0] * (2 if word == "double" else 3), following[1], following[2]
        return None
    if word in _NATO:
        return _NATO[word].upper(), at + 1, "nato"
    if figures:
        if word == "oh":
            return _AMBIGUOUS, at + 1, "letter"
        if word in DIGITS:
            return DIGITS[word], at + 1, "digit"
        if word.isdecimal():
            return word, at + 1, "digit"
        read = small(tokens, at)
        if read:
            return str(read[0]), read[1], "digit"
    if blocks and len(word) == 2 and turn.text[tokens[at].start : tokens[at].end].isupper():
        return word.upper(), at + 1, "letter"
    return None


def _explanation(tokens: Sequence[Token], at: int, letter: str) -> int:
    """Index behind "for tommy" or "as in tommy" beside the letter t, or 0."""
    words = [token.word for token in tokens[at + 1 : at + 4]]
    if words[:1] and words[0] in ("for", "like") and words[1:2] and words[1][0] == letter:
        return at + 3
    if words[:2] == ["as", "in"] and words[2:3] and words[2][0] == letter:
        return at + 4
    return 0


def scan_postcodes(turn: Turn) -> list[Found]:
    """Postcodes, left to right. British, Canadian and American ones are marked."""
    finds: list[Found] = []
    for match in _WRITTEN.finditer(turn.text):
        value = _postcode(re.sub(r"\s", "", match.group()).upper())
        if value:
            finds.append(Found(match.start(), match.end(), *value))
    for run in digit_runs(turn):
        if len(run.figures) in (5, 9):
            value = _postcode(run.figures)
            if value:
                finds.append(turn.found(run.first, run.end, *value))
    for spelled in spelled_runs(turn, figures=True, blocks=True):
        value = _postcode(spelled.letters)
        if value:
            finds.append(turn.found(spelled.first, spelled.end, *value))
    finds.sort(key=lambda found: (found.start, not found.marked, -found.end))
    kept: list[Found] = []
    for found in finds:
        if not kept or found.start >= kept[-1].end:
            kept.append(found)
    return kept


def _postcode(letters: str) -> tuple[str, bool] | None:
    """The postcode as it is written and whether its country's shape is known."""
    unclear = letters.count(_AMBIGUOUS)
    if not 3 <= len(letters) <= 10 or unclear > 4:
        return None
    for choice in product("0O", repeat=unclear):
        chosen = iter(choice)
        text = "".join(next(chosen) if c == _AMBIGUOUS else c for c in letters)
        for shape in (_UK, _CANADA):
            match = shape.fullmatch(text)
            if match:
                return f"{match[1]} {match[2]}", True
        match = _ZIP.fullmatch(text)
        if match:
            return (f"{match[1]}-{match[2]}" if match[2] else match[1]), True
    plain = letters.replace(_AMBIGUOUS, "0")
    mixed = any(c.isdecimal() for c in plain) and any(c.isalpha() for c in plain)
    return (plain, False) if mixed or plain.isdecimal() else None
