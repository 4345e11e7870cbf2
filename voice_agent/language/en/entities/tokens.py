"""The tokens of a turn with their place in the text, and what corrects what. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from voice_agent.language.en.entities.number_words import SMALL
from voice_agent.text.word_lists import word_set

FILLERS = word_set("uh uhh um umm uhm erm er hm hmm mm mhm ah eh")

# Words between a slip and its correction ("fifty no sixty", "friday I mean saturday"). One of CUES
# must be there; the others may accompany it.
CUES = word_set(
    """
    no nope sorry wait actually rather mean make scratch correction oops
    """
)
BESIDE_CUES = word_set("or i it that well not said the a an on at to for , . ; … -")

_TOKEN = re.compile(
    r"""
      (?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d)            # 2026-11-27
    | (?<![\d/])\d{1,2}/\d{1,2}(?:/\d{2,4})?(?![\d/])   # 11/27, 11/27/2026
    | (?<!\d)\d{1,2}:\d{2}(?!\d)                    # 3:30
    | \d+(?:\.\d+){2,}                              # 415.555.0132, 27.11.2026
    | \d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)            # 1,250.75
    | \d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?(?!\d)      # 12,34,567.89, as in India
    | \d+\.\d+
    | (?<![\w.])\.\d+(?!\.)                        # .5
    | \d+(?:st|nd|rd|th)\b
    | \d+
    | \b[ap]\.\s?m\b\.?                             # p.m.
    | [^\W\d_]+(?:['’][^\W\d_]+)*
    | [^\s\w]
    | _
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
# A space, a filler and a space.
_FILLED = 4
# "Fiveish" is two tokens, as "five-ish" is.
_APPROXIMATE = frozenset(SMALL) | {"noon", "midnight"}
_PAUSES = frozenset((",", ".", "…", "-"))
_MERIDIEM = {"a.m": "am", "a.m.": "am", "p.m": "pm", "p.m.": "pm"}


class Token(NamedTuple):
    """One word, numeral or punctuation mark, in lower case, ``text[start:end]``."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """A part of a text that has a value.

    Attributes:
        start: First character.
        end: One past the last character.
        value: Normalised value.
        marked: Whether the text alone says what kind it is ("fifty dollars"). An unmarked match
            ("fifty") counts only where the model says so.
    """

    start: int
    end: int
    value: Any
    marked: bool = True


@dataclass(frozen=True, slots=True)
class TokenisedText:
    """A text and its tokens."""

    text: str
    tokens: tuple[Token, ...]

    def match(self, first: int, end: int, value: Any, marked: bool = True) -> Match:
        """Return a match of the tokens ``first`` to ``end`` (excluded)."""
        return Match(self.tokens[first].start, self.tokens[end - 1].end, value, marked)

    def word(self, index: int) -> str:
        """Return the word at ``index``, empty outside the turn."""
        return word_at(self.tokens, index)


def word_at(tokens: Sequence[Token], at: int) -> str:
    """Return the word at an index, empty outside the tokens."""
    return tokens[at].word if 0 <= at < len(tokens) else ""


class Extent(Protocol):
    """A part of a text: ``text[start:end]``."""

    @property
    def start(self) -> int:
        """First character."""
        ...

    @property
    def end(self) -> int:
        """One past the last character."""
        ...


def overlap(one: Extent, other: Extent) -> bool:
    """Tell whether two parts of a text share a character."""
    return one.start < other.end and other.start < one.end


def touched(turn: TokenisedText, part: Extent) -> list[int]:
    """Return the indexes of the tokens that a part of the text shares a character with."""
    return [index for index, token in enumerate(turn.tokens) if overlap(token, part)]


def is_apart(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a filler that was dropped may stand before the token at ``at``."""
    return 0 < at < len(tokens) and tokens[at].start - tokens[at - 1].end >= _FILLED


def tokenise(text: str) -> TokenisedText:
    """Split a text into tokens. Hyphens between words, fillers and their commas are dropped."""
    tokens: list[Token] = []
    after_filler = False
    for match in _TOKEN.finditer(text):
        word = match.group().lower().replace("’", "'")
        if word in FILLERS:
            if tokens and tokens[-1].word in (",", "…"):
                tokens.pop()
            after_filler = True
            continue
        if after_filler and word in (",", ".", "…"):
            # "uh." ends no sentence.
            continue
        after_filler = False
        if word in ("-", "–", "—", "‑"):
            continue
        if word[-3:] == "ish" and word[:-3] in _APPROXIMATE:
            middle = match.end() - 3
            tokens.append(Token(word[:-3], match.start(), middle))
            tokens.append(Token("ish", middle, match.end()))
            continue
        if "." in word:
            if word.replace(" ", "") in _MERIDIEM:
                word = _MERIDIEM[word.replace(" ", "")]
            elif word[0] == "." and len(word) > 1:
                word = f"0{word}"
        tokens.append(Token(word, match.start(), match.end()))
    return TokenisedText(text, tuple(tokens))


def corrects(turn: TokenisedText, end: int, start: int) -> bool:
    """Tell whether the words between the characters ``end`` and ``start`` announce a correction.

    A filler alone does too: "Friday, er, Saturday".
    """
    cue = False
    silent = True
    for word, first, last in turn.tokens:
        if first >= end and last <= start:
            silent = silent and word in _PAUSES
            if word in CUES:
                cue = True
            elif word not in BESIDE_CUES:
                return False
    return cue or (silent and hesitates(turn.text[end:start]))


def hesitates(text: str) -> bool:
    """Tell whether a text holds a filler."""
    return not FILLERS.isdisjoint(_WORD.findall(text.lower()))


def collapse(turn: TokenisedText, matches: list[Match]) -> list[Match]:
    """Make one match of a slip and its correction, with the value said last."""
    kept: list[Match] = []
    for found in matches:
        if kept and corrects(turn, kept[-1].end, found.start):
            kept[-1] = correct(kept[-1], found)
        else:
            kept.append(found)
    return kept


def correct(slip: Match, right: Match) -> Match:
    """Return ``right`` with the borders of both; a currency said only with the slip still holds."""
    value = right.value
    if isinstance(value, dict) and slip.marked and not right.marked:
        value = {**slip.value, "amount": value["amount"]}
    return Match(slip.start, right.end, value, slip.marked or right.marked)


def last_said(turn: TokenisedText, matches: Sequence[Match]) -> Match | None:
    """Return the match that a short text means: a marked one, of most words, or its correction."""
    best: Match | None = None
    for found in matches:
        if (
            best is None
            or corrects(turn, best.end, found.start)
            or (found.marked, _count(turn, found)) > (best.marked, _count(turn, best))
        ):
            best = found
    return best


def _count(turn: TokenisedText, found: Match) -> int:
    return len(turn.text[found.start : found.end].split())
