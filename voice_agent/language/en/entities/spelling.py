"""Spelled words: "S A R A H", "t for tommy", "sierra alpha"."""

from __future__ import annotations

from typing import NamedTuple

from voice_agent.language.en.entities.letters import HOMOPHONES, NATO, explanation
from voice_agent.language.en.entities.number_words import DIGITS
from voice_agent.language.en.entities.numbers import small
from voice_agent.language.en.entities.tokens import TokenisedText
from voice_agent.text.word_lists import word_set

# Some code words are names, so fewer than three of them spell nothing.
_FEWEST_NATO = 3
_ONE_LETTER_WORDS = ("a", "i", "o")
_LINKING = word_set("and in an be as are our hey end said age")
AMBIGUOUS = "\x00"
"""Represents "o": a letter or a zero."""


class Spelled(NamedTuple):
    """The characters that the tokens ``first`` to ``end`` (excluded) spell, in upper case."""

    first: int
    end: int
    letters: str
    explained: bool


def spelled_runs(
    turn: TokenisedText, digits: bool = False, blocks: bool = False, alike: bool = False
) -> list[Spelled]:
    """Return runs of two or more spelled characters.

    Args:
        turn: What was said.
        digits: Whether digits may be among the letters.
        blocks: Whether two capital letters written together ("NW") count as spelled.
        alike: Whether words that sound like letters ("bee") count between letters.
    """
    runs: list[Spelled] = []
    tokens = turn.tokens
    at = 0
    while at < len(tokens):
        if turn.word(at) in ("with", "without") and turn.word(at + 1) in ("a", "an"):
            at += 3  # "With a C" says how a name begins, and is no part of it.
            continue
        first, letters, explained, code_words, plain = at, "", False, 0, 0
        end = at
        while (item := _item(turn, end, digits, blocks)) is not None:
            text, after, kind = item
            letters += text
            explained |= kind == "explained"
            code_words += kind == "nato"
            plain += kind != "letter" or turn.word(end) not in _ONE_LETTER_WORDS
            end = after
            while after < len(tokens) and tokens[after].word in (",", ".", "and", "then"):
                after += 1
            if after < len(tokens) and after > end and _item(turn, after, digits, blocks):
                end = after
            elif alike and not code_words and plain > 1:
                letters, end = _sounding_alike(turn, end, letters)
        enough = len(letters) > 1 or explained
        if enough and (not code_words or code_words >= _FEWEST_NATO or code_words < len(letters)):
            runs.append(Spelled(first, end, letters, explained))
        at = max(end, at + 1)
    return runs


def _sounding_alike(turn: TokenisedText, at: int, letters: str) -> tuple[str, int]:
    """Extend ``letters`` by words that sound like letters; return them and the index after."""
    end, grown = at, letters
    while turn.word(end) in HOMOPHONES and len(turn.word(end)) > 1:
        grown += HOMOPHONES[turn.word(end)].upper()
        end += 1
    # At the end only a word that no sentence has: "s m i t aitch", not "s m i t h and".
    enough = len(turn.word(end)) == 1 and turn.word(end).isalpha()
    if not enough and (end < len(turn.tokens) or turn.word(end - 1) in _LINKING):
        return letters, at
    return grown, end


def _item(turn: TokenisedText, at: int, digits: bool, blocks: bool) -> tuple[str, int, str] | None:
    tokens = turn.tokens
    if at >= len(tokens):
        return None
    word = tokens[at].word
    if len(word) == 1 and word.isalpha():
        explained = explanation(turn, at)
        if explained:
            return word.upper(), explained, "explained"
        return (AMBIGUOUS if digits and word == "o" else word.upper()), at + 1, "letter"
    if word == "double" and turn.word(at + 1) in ("u", "you"):
        return "W", at + 2, "letter"
    if word in ("double", "triple") and at + 1 < len(tokens):
        following = _item(turn, at + 1, digits, False)
        if following and len(following[0]) == 1:
            return following[0] * (2 if word == "double" else 3), following[1], following[2]
        return None
    if word in NATO:
        return NATO[word].upper(), at + 1, "nato"
    if digits:
        if word == "oh":
            return AMBIGUOUS, at + 1, "letter"
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
