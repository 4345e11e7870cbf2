"""Callers' words, what was recognised of them, and how fast it was answered. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from num2words import num2words
from rapidfuzz.distance import Levenshtein

from voice_agent.text.normalise import plain

NEVER = float("inf")
_DOLLARS = re.compile(r"\$\s?(\d[\d,.]*\d|\d)")
_NUMBER = re.compile(r"(\d+)(st|nd|rd|th)?\b")

Cause = Literal["recogniser", "turn-taking", "dialogue"]
"""Why a call went wrong. ``dialogue``: it goes wrong by text, too, or with what was recognised
without a word error. ``recogniser``: it goes wrong with the words that were recognised.
``turn-taking``: it does not, or a turn was cut: what is left is who spoke when."""
CAUSES: tuple[Cause, ...] = get_args(Cause)


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a caller said in a call.

    Attributes:
        text: What was said; empty for keys and silence.
        heard: What was recognised, turn by turn.
        v2v_ms: End of speech to the agent's first sound, at the caller's ear; negative if the agent
            did not let the caller finish, infinite if nothing was heard.
    """

    text: str
    heard: tuple[str, ...]
    v2v_ms: float

    @property
    def heard_text(self) -> str:
        """Everything that was recognised."""
        return " ".join(self.heard)


def word_errors(said: Iterable[Said]) -> tuple[int, int]:
    """Return how many words were recognised wrongly, and how many were said."""
    wrong = total = 0
    for one in (one for one in said if one.text):
        words = _words(one.text)
        wrong += Levenshtein.distance(words, _words(one.heard_text))
        total += len(words)
    return wrong, total


def answer_times_ms(said: Iterable[Said]) -> list[float]:
    """Return the voice-to-voice times of what was answered."""
    return [one.v2v_ms for one in said if one.v2v_ms != NEVER]


def _words(text: str) -> list[str]:
    """Return the words of a text with numbers written out, as scripts and recognisers differ."""
    written = _DOLLARS.sub(r"\1 dollars", text.replace("%", " percent"))
    written = re.sub(r"(?<=\d),(?=\d{3})", "", written)
    return plain(_NUMBER.sub(_spoken, written)).split()


def _spoken(number: re.Match[str]) -> str:
    digits, ordinal = number.groups()
    if len(digits) > 3 and not digits.endswith("00"):
        return " ".join(str(num2words(digit)) for digit in digits)
    words = num2words(int(digits), to="ordinal" if ordinal else "cardinal")
    return str(words).replace(",", "").replace("-", " ").replace(" and ", " ")
