"""What an English question is about: its terms, what it rules out, its numbers. Pure."""

from __future__ import annotations

import re

from voice_agent.language.base import Particulars
from voice_agent.language.en.questions import asks, opens_question
from voice_agent.text.word_lists import word_set, words

_STOP_WORDS = word_set(
    """
    a an the and or of to in on at for with from by is are was be do does did i you my your me
    we it its this that what which how when where who can could would will should have has had
    if about there please tell want need like know get got im id s t m d ll ve re um uh so just
    any much many long some out up not than then them they he she his her our us use using used
    another other others whats wheres whens hows whos thats theres ive youre
    """
)
_ENDINGS = ("ing", "ies", "ed", "es", "s", "e")
_SHORTEST_STEM = 3
# What follows one of these is ruled out: the next words, up to a comma.
_RULES_OUT = re.compile(
    r"\b(?:without|except|instead of|other than|(?:do|does|did)(?: not|n't)(?: have| need| want)"
    r"|(?:have|has|had)(?: not|n't)(?: got)?|(?:have|has) no|never|not|no)\b((?:[ -]+[\w'-]+){1,4})"
)
_NUMBERS = {
    word: number
    for number, word in enumerate(
        words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen "
            "fourteen fifteen sixteen seventeen eighteen nineteen"
        )
    )
} | {
    word: 10 * tens
    for tens, word in enumerate(
        words("twenty thirty forty fifty sixty seventy eighty ninety hundred"), start=2
    )
}
_THOUSAND = {"thousand": 1000, "grand": 1000, "million": 1_000_000}
# "One" is more often a pronoun or an article than a number.
_NO_NUMBER = frozenset({"one", "zero"})
_OPENER = (
    r"(?:what|how|when|where|who|why|which|can|could|do|does|is|are|will|would|should|may|if)\b"
)
_BORDER = re.compile(
    rf"(?<=[?.!])\s+|,?\s+(?:and|also|plus)(?:\s+(?:also|then))?\s+(?={_OPENER})", re.IGNORECASE
)
_REFERS_BACK = re.compile(r"\b(?:it|that|they|them|one|those|this|these)\b", re.IGNORECASE)
_SHORTEST_QUESTION = 3


def terms(text: str) -> list[str]:
    """Return the words that carry meaning, in lower case, without plural and verb endings."""
    words = re.findall(r"[a-z0-9]+", text.lower().replace("'", ""))
    return [_stem(word) for word in words if word not in _STOP_WORDS]


def particulars(text: str) -> Particulars:
    """Return what a text rules out ("without an ID") and the numbers in it."""
    text = text.lower().replace("\u2019", "'")
    ruled_out = {term for match in _RULES_OUT.finditer(text) for term in terms(match[1])}
    return Particulars(frozenset(ruled_out), frozenset(_numbers(text)))


def _numbers(text: str) -> set[int]:
    found: set[int] = set()
    value, open_number = 0, False
    for word in [*re.findall(r"\d[\d,]*|[a-z]+", text), ""]:
        plain = word.replace(",", "")
        if plain.isdigit():
            if open_number:
                found.add(value)
                value = 0
            part = int(plain)
        elif word in _NUMBERS and (open_number or word not in _NO_NUMBER):
            part = _NUMBERS[word]
        elif word in _THOUSAND or word == "hundred":
            part = _THOUSAND.get(word, 100)
        elif word == "and" and open_number:
            continue
        else:
            if open_number:
                found.add(value)
            value, open_number = 0, False
            continue
        scales = word in _THOUSAND or word == "hundred"
        value = max(value, 1) * part if scales else value + part
        open_number = True
    return found


def questions(text: str) -> list[str]:
    """Return the questions of a turn, each to be understood by itself; the text when it is one.

    A sentence that asks nothing stays with the question after it. "It" and the like are
    explained by the words of the question before.
    """
    parts: list[str] = []
    told = ""
    for part in filter(None, _BORDER.split(text.strip())):
        whole = f"{told} {part}".strip()
        asking = asks(part) or opens_question(part.lower())
        if len(part.split()) < _SHORTEST_QUESTION or not asking:
            told = whole
        else:
            parts.append(whole)
            told = ""
    if told and parts:
        parts[-1] = f"{parts[-1]} {told}"
    if len(parts) < 2:
        return [text]
    found = [parts[0]]
    for part in parts[1:]:
        refers = _REFERS_BACK.search(part) is not None
        found.append(f"{part} {_content(found[0])}" if refers else part)
    return found


def _content(text: str) -> str:
    return " ".join(word for word in re.findall(r"[\w']+", text) if terms(word))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word
