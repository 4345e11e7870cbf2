"""The ways to say the values of list entities, and the words of a turn as they are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from voice_agent.language.en.entities.numbers import small
from voice_agent.language.en.entities.tokens import TokenisedText

_SYNONYMS = {"oz": "ounce"}
_STOPS = frozenset(".?!;")
_SKIPPED = frozenset(",:'\"()")


class ComparedWord(NamedTuple):
    """A word as it is compared and as it was recognised; empty where a sentence ends."""

    form: str
    heard: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ListPhrase:
    """One way to say a value."""

    entity: str
    value: str
    words: tuple[str, ...]
    canonical: bool

    @property
    def joined(self) -> str:
        """The words as one."""
        return "".join(self.words)


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase found in the words ``first`` to ``end`` (excluded). Rank 0 is the surest."""

    phrase: ListPhrase
    first: int
    end: int
    rank: int
    score: float = 100.0


def words_of(turn: TokenisedText) -> list[ComparedWord]:
    """Return words as they are compared: singular, numbers as numerals, no commas."""
    words: list[ComparedWord] = []
    tokens = turn.tokens
    at = 0
    while at < len(tokens):
        word, start, end = tokens[at]
        if word in _STOPS:
            words.append(ComparedWord("", "", start, end))
        elif word not in _SKIPPED:
            read = small(tokens, at)
            if read:
                at = read[1]
                words.append(ComparedWord(str(read[0]), word, start, tokens[at - 1].end))
                continue
            words.append(ComparedWord(_singular(word), word.replace("'", ""), start, end))
        at += 1
    return words


def _singular(word: str) -> str:
    word = word.removesuffix("'s").replace("'", "")
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
        if word.endswith(("sse", "xe", "che", "she")):
            word = word[:-1]
        elif word.endswith("ie") and len(word) > 4:
            word = word[:-2] + "y"
    return _SYNONYMS.get(word, word)
