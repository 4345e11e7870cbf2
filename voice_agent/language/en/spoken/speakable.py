"""Everything that is written but not said so, as it is said. Pure."""

from __future__ import annotations

import re

from voice_agent.language.en.spoken import (
    abbreviations,
    addresses,
    amounts,
    calendar,
    clock,
    digit_groups,
    measures,
    signs,
)
from voice_agent.text.markup import unmarked

_WORDS_ONLY = re.compile(r"(?:[A-Za-z',;:?!’]{0,60}(?: |$|\.$))*")
_INITIALS = re.compile(r"[A-Z]{3}|\b(?:Mr|Mrs|Ms|Dr|vs|etc|eg|ie|approx|aka|asap|\w{1,5}\.$)")
_HAS_DIGIT = re.compile(r"[\d½⅓⅔¼¾⅛⅜⅝⅞⅕]")
_SAYS_SOMETHING = re.compile(r"[^\W_]")
_PART = re.compile(r".{1,600}(?:\s|$)|\S{1,600}", re.DOTALL)
"""A long text is read in parts: the work grows with its length only."""


_ENDLESS = re.compile(r"\S{60}(?=\S)")


def speakable(text: str) -> str:
    """Return a text from an LLM, an action or a file as a voice should say it.

    A text in spoken form stays as it is. Of a text with nothing to say nothing is left.
    """
    if _WORDS_ONLY.fullmatch(text) and _INITIALS.search(text) is None:
        return text if _SAYS_SOMETHING.search(text) else ""
    text = " ".join(_spoken(part[0].strip()) for part in _PART.finditer(unmarked(text)))
    # What is no word must not keep the voice from its deadline.
    return _ENDLESS.sub(r"\g<0> ", text) if _SAYS_SOMETHING.search(text) else ""


def _spoken(text: str) -> str:
    text = addresses.speak(text)
    with_digits = _HAS_DIGIT.search(text) is not None
    if with_digits:
        text = amounts.speak(text)
    text = calendar.speak(text)
    if with_digits:
        text = clock.speak(text)
        text = digit_groups.speak(text)
        text = measures.speak(text)
    return signs.speak(abbreviations.speak(text))
