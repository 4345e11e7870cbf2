"""Alignment of what was said with what was recognised. Pure.

Both sides are compared as spoken: case, punctuation and the way a number is written do not count
("$20" is "twenty dollars"). Alignment minimises the Levenshtein distance over words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from voice_agent.playbook.phrases import Realised, SpanTuple
from voice_agent.training.data.values import number_words, ordinal_words

_PART = re.compile(
    r"\$?\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\$\d+(?:\.\d\d)?|\d+(?:st|nd|rd|th)\b|\d+|%|[^\W\d_]+(?:[.'’][^\W\d_]+)*"
)
_SAME = {
    "ok": "okay", "mr": "mister", "mrs": "missus", "dr": "doctor", "%": "percent", "oz": "ounce",
    "i'm": "i am", "i've": "i have", "i'd": "i would", "i'll": "i will", "it's": "it is",
    "that's": "that is", "what's": "what is", "where's": "where is", "there's": "there is",
    "you're": "you are", "we're": "we are", "cannot": "can not", "can't": "can not",
    "alright": "all right", "wifi": "wi fi", "gonna": "going to", "wanna": "want to",
}  # fmt: skip
_LARGEST = 999_999
# A number with this many digits and no comma is an account or phone number, read digit by digit.
_READ_OUT = 4
_MOST_WORDS = 2
_SOUNDS_LIKE = 40.0
NUMBER_WORDS = frozenset(word for number in range(100) for word in number_words(number).split()) | {
    "hundred",
    "thousand",
    "dollars",
    "dollar",
    "cents",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A spoken word, and the characters of the text that it was written with."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Region:
    """Said words ``[i1, i2)`` recognised as words ``[j1, j2)``; either may be empty."""

    i1: int
    i2: int
    j1: int
    j2: int


def spoken_words(text: str) -> list[Token]:
    """Split a text into spoken words: lower case, numbers as words."""
    tokens = []
    for match in _PART.finditer(text):
        for word in _spoken(match[0]):
            tokens.append(Token(word, match.start(), match.end()))
    return tokens


def numeral_words(numeral: str) -> list[str]:
    """Return the spoken words of a numeral.

    ``$1,250`` is "one thousand two hundred and fifty dollars", ``4477`` is "four four seven seven".
    Numbers too large to say are read digit by digit as well.
    """
    digits, _, cents = numeral.lstrip("$").replace(",", "").partition(".")
    plain = numeral == digits
    if int(digits) > _LARGEST or (plain and (len(digits) >= _READ_OUT or digits[0] == "0")):
        return [number_words(int(digit)) for digit in digits]
    words = number_words(int(digits)).split()
    if numeral.startswith("$"):
        words.append("dollars")
    if cents and int(cents):
        words += ["and", *number_words(int(cents)).split()]
        words += ["cents"] if numeral.startswith("$") else []
    return words


def _spoken(part: str) -> list[str]:
    if part[0] == "$" or part[0].isdigit():
        if part[-1].isalpha():
            number = int(part[:-2])
            return ordinal_words(number).split() if 0 < number < 100 else [part]
        return numeral_words(part)
    word = part.lower().replace(".", "").replace("’", "'")
    return _SAME.get(word, word).split()


def regions(said: Sequence[str], heard: Sequence[str]) -> list[Region]:
    """Return where recognised words differ from said words; adjacent differences are merged."""
    found: list[Region] = []
    for code in Levenshtein.opcodes(said, heard):
        if code.tag == "equal":
            continue
        region = Region(code.src_start, code.src_end, code.dest_start, code.dest_end)
        if found and found[-1].i2 == region.i1 and found[-1].j2 == region.j1:
            region = Region(found[-1].i1, region.i2, found[-1].j1, region.j2)
            found.pop()
        found.append(region)
    return found


def word_errors(said: str, heard: str) -> tuple[int, int]:
    """Return the number of wrong words (replaced, lost or inserted) and of words said."""
    words = [token.word for token in spoken_words(said)]
    return Levenshtein.distance(words, [token.word for token in spoken_words(heard)]), len(words)


def word_error_rate(said: str, heard: str) -> float:
    """Return the share of said words that are wrong; above 1 if many were inserted."""
    wrong, words = word_errors(said, heard)
    return wrong / words if words else float(wrong > 0)


def carry_marks(said: Realised, heard: str) -> Realised | None:
    """Transfer the marks of ``said`` to ``heard``.

    A mark whose words were lost is dropped. Return ``None`` if marked words were recognised as
    something that does not resemble them: training on it would teach a wrong label.
    """
    ours, theirs = spoken_words(said.text), spoken_words(heard)
    owner = _owners([token.word for token in ours], [token.word for token in theirs])
    spans: list[SpanTuple] = []
    for start, end, entity in sorted(said.spans):
        inside = {i for i, token in enumerate(ours) if token.start < end and token.end > start}
        mine = [j for j, i in enumerate(owner) if i in inside]
        if not mine:
            continue
        kept = theirs[mine[0] : mine[-1] + 1]
        before = " ".join(ours[i].word for i in sorted(inside))
        if fuzz.ratio(before, " ".join(token.word for token in kept)) < _SOUNDS_LIKE:
            return None
        if spans and kept[0].start < spans[-1][1]:
            return None
        spans.append((kept[0].start, kept[-1].end, entity))
    return Realised(heard, tuple(spans))


def _owners(said: list[str], heard: list[str]) -> list[int | None]:
    """Return for each recognised word the index of the said word it corresponds to."""
    owner: list[int | None] = [None] * len(heard)
    for code in Levenshtein.opcodes(said, heard):
        if code.tag == "equal":
            for offset in range(code.src_end - code.src_start):
                owner[code.dest_start + offset] = code.src_start + offset
    for region in regions(said, heard):
        if region.i1 < region.i2:
            parts = _by_letters(said[region.i1 : region.i2], heard[region.j1 : region.j2])
            for offset, part in enumerate(parts):
                owner[region.j1 + offset] = region.i1 + part
    return owner


def _by_letters(said: list[str], heard: list[str]) -> list[int]:
    """Return for each recognised word the said word that shares most of its letters."""
    source = [i for i, word in enumerate(said) for _ in f"{word} "]
    target = [j for j, word in enumerate(heard) for _ in f"{word} "]
    votes = [[0.0] * len(said) for _ in heard]
    codes = Levenshtein.opcodes(
        "".join(f"{word} " for word in said), "".join(f"{word} " for word in heard)
    )
    for code in codes:
        weight = 1.0 if code.tag == "equal" else 0.5
        for offset in range(min(code.src_end - code.src_start, code.dest_end - code.dest_start)):
            votes[target[code.dest_start + offset]][source[code.src_start + offset]] += weight
        if code.tag == "insert":
            near = source[min(code.src_start, len(source) - 1)]
            votes[target[code.dest_start]][near] += 0.1
    return [max(range(len(said)), key=row.__getitem__) for row in votes]


def confusions(said: str, heard: str) -> Iterator[tuple[str, str]]:
    """Yield words that were recognised as other words, one or two on each side.

    Numbers and lost words are left out.
    """
    ours = [token.word for token in spoken_words(said)]
    theirs = [token.word for token in spoken_words(heard)]
    for region in regions(ours, theirs):
        before, after = ours[region.i1 : region.i2], theirs[region.j1 : region.j2]
        pairs = [(before, after)]
        if len(before) == len(after) and all(
            fuzz.ratio(a, b) >= _SOUNDS_LIKE for a, b in zip(before, after, strict=True)
        ):
            pairs = [([a], [b]) for a, b in zip(before, after, strict=True)]
        for left, right in pairs:
            if _is_confusion(left, right):
                yield " ".join(left), " ".join(right)


def _is_confusion(before: list[str], after: list[str]) -> bool:
    if not (0 < len(before) <= _MOST_WORDS and 0 < len(after) <= _MOST_WORDS):
        return False
    words = {*before, *after}
    if words & NUMBER_WORDS or any(len(word) == 1 and word not in "ai" for word in words):
        return False
    return fuzz.ratio("".join(before), "".join(after)) >= _SOUNDS_LIKE
