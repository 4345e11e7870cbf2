"""Weigh what was recognised by what was asked. Pure.

The recogniser gives several hypotheses, the second ear (``ears``) others. Each is worth what it
sounds like, and what it is worth as an answer: a value that the question asks for has better odds
than none. Nothing is ruled out: who answers a question with another request is still heard.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from voice_agent.core.turn import Evidence
from voice_agent.language import EntitySpec, Language
from voice_agent.stt.ears.reading import Dictated

Kind = Literal["consent", "value", "any"]
_DICTATED: dict[str, Dictated] = {
    "name": "letters",
    "digits": "digits",
    "phone": "digits",
    "postcode": "both",
}
_NAMES = 0.2
"""What the letters of common names count, against what the recogniser wrote."""
_NO_VALUE = -4.0
"""Odds of a text without a value that was asked for."""
_CLOSE = 0.2
"""Share of the best meaning from which another is nearly as likely."""
_ANY_DIGITS = EntitySpec(kind="digits")
_WRITTEN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_COPIED_WORDS = 3


@dataclass(frozen=True, slots=True)
class Expected:
    """What the agent asked for.

    Attributes:
        kind: ``consent`` is a yes or no to something that will be done; ``value`` a detail;
            ``any`` anything that was to be changed.
        today: Day from which relative dates count.
        spec: The detail's entity; where no value was asked for, that of a name which callers may
            put right by its letters.
        question: What was asked.
        earlier: What earlier answers to the same question may have dictated, oldest first.
    """

    kind: Kind
    today: date
    spec: EntitySpec | None = None
    question: str = ""
    earlier: tuple[Evidence, ...] = ()

    @property
    def dictated(self) -> Dictated | None:
        """Letters, digits or both, if callers dictate them, and a short answer to a yes or no.

        ``None`` for a word or a sentence.
        """
        if self.kind == "consent":
            return "answer"
        return _DICTATED.get(self.spec.kind) if self.spec is not None else None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A text and the log-probability of all its tokens."""

    text: str
    logprob: float


@dataclass(frozen=True, slots=True)
class Choice:
    """What was most likely said.

    Attributes:
        text: Its text.
        share: Share of the probability of all that was heard, 0..1.
        others: Other texts, best first.
        rival: The best text of another meaning, if it is nearly as likely.
        doubtful: Whether it is to be asked again: a yes that may have been something else, or
            letters or digits of which too much is open.
        dictated: Whether it is letters or digits that were dictated.
        evidence: What it adds to what was dictated before, or will be again.
    """

    text: str
    share: float
    others: tuple[str, ...] = ()
    rival: str = ""
    doubtful: bool = False
    dictated: bool = False
    evidence: Evidence | None = None


def weigh(
    expected: Expected,
    heard: Sequence[Hypothesis],
    language: Language,
) -> Choice:
    """Choose among hypotheses of a value, best first; at least one.

    Args:
        expected: What was asked.
        heard: What the recogniser wrote, best first.
        language: What the caller speaks.
    """
    found = [read(expected, one.text, one.logprob, language) for one in heard]
    found = [one.scored(one.score + _NO_VALUE * (one.value is None)) for one in found]
    if expected.dictated == "letters":
        odds = [language.spelling_odds(one.characters or str(one.value or "")) for one in found]
        found = [
            one.scored(one.score + _NAMES * more) for one, more in zip(found, odds, strict=True)
        ]
    choice = chosen(found)
    spelled = {one.text for one in found if one.characters}
    if choice.text not in spelled:
        return choice
    # Beside a spelled name "Bar Sha Na" is no other name, but what its letters sound like.
    return replace(choice, others=tuple(text for text in choice.others if text in spelled))


def copies(text: str, prompt: str, language: Language) -> bool:
    """Tell whether a text may come from the prompt: three words of it in their order, or a number.

    A recogniser that does not understand writes what it was told to expect.
    """
    said, given = language.words(text), language.words(prompt)
    runs = {tuple(given[at : at + _COPIED_WORDS]) for at in range(len(given) - _COPIED_WORDS + 1)}
    return any(
        tuple(said[at : at + _COPIED_WORDS]) in runs for at in range(len(said) - _COPIED_WORDS + 1)
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text, its value, the characters that were dictated in it, and its score."""

    text: str
    value: Any
    characters: str
    score: float

    @property
    def meaning(self) -> str:
        """Equal for texts of one value."""
        return self.characters or (self.text if self.value is None else repr(self.value))

    def scored(self, score: float) -> Candidate:
        """Return it with another score."""
        return replace(self, score=score)


def read(expected: Expected, text: str, score: float, language: Language) -> Candidate:
    """Return what a text means as an answer."""
    spec = expected.spec
    value = None if spec is None else language.choose(spec, (text,), today=expected.today)
    characters = ""
    if expected.dictated == "digits":
        digits = language.choose(_ANY_DIGITS, (text,), today=expected.today)
        characters = str(digits or "")
    elif spec is not None and expected.dictated and language.is_spelled(spec, text):
        characters = "".join(one for one in str(value or "").lower() if one in _WRITTEN)
    return Candidate(text, value, characters, score)


def chosen(found: Sequence[Candidate]) -> Choice:
    """Choose the meaning of most weight, and its best text."""
    most = max(one.score for one in found)
    weights: dict[str, float] = {}
    for one in found:
        weights[one.meaning] = weights.get(one.meaning, 0.0) + math.exp(one.score - most)
    best = max(weights, key=lambda meaning: weights[meaning])
    ranked = sorted(found, key=lambda one: (one.meaning != best, -one.score))
    ordered = list(dict.fromkeys(one.text for one in ranked if one.text))
    share = weights[best] / sum(weights.values())
    second = max((one for one in weights if one != best), key=weights.__getitem__, default=best)
    close = second != best and weights[second] > _CLOSE * weights[best]
    rival = next((one.text for one in ranked if one.meaning == second), "") if close else ""
    return Choice(ordered[0] if ordered else "", share, tuple(ordered[1:]), rival)
