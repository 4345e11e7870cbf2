"""Spelled words ("S A R A H", "t for tommy", "sierra alpha") and the postcodes made of them."""

from __future__ import annotations

import re
from itertools import product
from typing import NamedTuple

from voice_agent.language.en.entities.british_postcodes import BRITISH, read_postcodes
from voice_agent.language.en.entities.digits import DIGITS, digit_runs
from voice_agent.language.en.entities.letters import HOMOPHONES, NATO, explanation
from voice_agent.language.en.entities.numbers import small
from voice_agent.language.en.entities.tokens import Match, TokenisedText
from voice_agent.text.check_digits import iban
from voice_agent.text.word_lists import word_set

# Some of those words are names, so fewer than three of them spell nothing.
_FEWEST_NATO = 3
_ONE_LETTER_WORDS = ("a", "i", "o")
_LINKING = word_set("and in an be as are our hey end said age")
_AMBIGUOUS = "\x00"  # "o": a letter or a zero.

_WRITTEN_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z\d]{1,4}){3,8}\b", re.IGNORECASE)
_SURE_COST = 1.0

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


def spelled_runs(
    turn: TokenisedText, figures: bool = False, blocks: bool = False, alike: bool = False
) -> list[Spelled]:
    """Runs of two or more spelled characters.

    Args:
        turn: Words to look at.
        figures: Whether digits may be among the letters.
        blocks: Whether two capital letters written together ("NW") count as spelled.
        alike: Whether words that sound like letters ("bee") count between letters.
    """
    runs: list[Spelled] = []
    tokens = turn.tokens
    at = 0
    while at < len(tokens):
        first, letters, explained, code_words, plain = at, "", False, 0, 0
        end = at
        while (item := _item(turn, end, figures, blocks)) is not None:
            text, after, kind = item
            letters += text
            explained |= kind == "explained"
            code_words += kind == "nato"
            plain += kind != "letter" or turn.word(end) not in _ONE_LETTER_WORDS
            end = after
            while after < len(tokens) and tokens[after].word in (",", ".", "and", "then"):
                after += 1
            if after < len(tokens) and after > end and _item(turn, after, figures, blocks):
                end = after
            elif alike and not code_words and plain > 1:
                letters, end = _sounding_alike(turn, end, letters)
        enough = len(letters) > 1 or explained
        if enough and (not code_words or code_words >= _FEWEST_NATO or code_words < len(letters)):
            runs.append(Spelled(first, end, letters, explained))
        at = max(end, at + 1)
    return runs


def _sounding_alike(turn: TokenisedText, at: int, letters: str) -> tuple[str, int]:
    """``letters`` and the index behind them, with words before a letter that sound like one."""
    end, grown = at, letters
    while turn.word(end) in HOMOPHONES and len(turn.word(end)) > 1:
        grown += HOMOPHONES[turn.word(end)].upper()
        end += 1
    # At the end only what is hardly a word in a sentence: "s m i t aitch", not "s m i t h and".
    enough = len(turn.word(end)) == 1 and turn.word(end).isalpha()
    if not enough and (end < len(turn.tokens) or turn.word(end - 1) in _LINKING):
        return letters, at
    return grown, end


def _item(turn: TokenisedText, at: int, figures: bool, blocks: bool) -> tuple[str, int, str] | None:
    tokens = turn.tokens
    if at >= len(tokens):
        return None
    word = tokens[at].word
    if len(word) == 1 and word.isalpha():
        explained = explanation(turn, at)
        if explained:
            return word.upper(), explained, "explained"
        return (_AMBIGUOUS if figures and word == "o" else word.upper()), at + 1, "letter"
    if word == "double" and turn.word(at + 1) in ("u", "you"):
        return "W", at + 2, "letter"
    if word in ("double", "triple") and at + 1 < len(tokens):
        following = _item(turn, at + 1, figures, False)
        if following and len(following[0]) == 1:
            return following[0] * (2 if word == "double" else 3), following[1], following[2]
        return None
    if word in NATO:
        return NATO[word].upper(), at + 1, "nato"
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


def scan_postcodes(
    turn: TokenisedText, region: str | None = None, *, misheard: bool = True
) -> list[Match]:
    """Postcodes, left to right. British, Canadian and American ones are marked.

    Where the ``region`` is British, only such are found, also those misheard; the boldest
    readings are not marked. Without ``misheard`` their two digits must have been heard.
    """
    if region in BRITISH:
        digits = sum(t.word[0].isdecimal() or t.word in DIGITS for t in turn.tokens)
        if not misheard and digits < 2 and _WRITTEN.search(turn.text) is None:
            return []
        return [
            turn.found(read.first, read.end, read.value, read.cost <= _SURE_COST)
            for read in read_postcodes(turn)[:1]
        ]
    finds: list[Match] = []
    for match in _WRITTEN.finditer(turn.text):
        value = _postcode(re.sub(r"\s", "", match.group()).upper())
        if value:
            finds.append(Match(match.start(), match.end(), *value))
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
    kept: list[Match] = []
    for found in finds:
        if not kept or found.start >= kept[-1].end:
            kept.append(found)
    return kept


def scan_ibans(turn: TokenisedText) -> list[Match]:
    """Account numbers with a country (IBAN), spelled or written, whose check digits are right."""
    finds: list[Match] = []
    for match in _WRITTEN_IBAN.finditer(turn.text):
        value = re.sub(r"\s", "", match.group()).upper()
        if iban(value):
            finds.append(Match(match.start(), match.end(), value))
    for spelled in spelled_runs(turn, figures=True, blocks=True):
        # Letters stand in front; an "o" behind them is nearly always a zero.
        value = spelled.letters.replace(_AMBIGUOUS, "0")
        if iban(value) and not any(spelled.first <= t < spelled.end for t in _within(turn, finds)):
            finds.append(turn.found(spelled.first, spelled.end, value))
    return sorted(finds, key=lambda found: found.start)


def _within(turn: TokenisedText, finds: list[Match]) -> list[int]:
    """Indices of the tokens that the finds cover."""
    return [
        index
        for index, token in enumerate(turn.tokens)
        if any(found.start <= token.start < found.end for found in finds)
    ]


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
