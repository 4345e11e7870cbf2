"""Add up what one caller dictated more than once, or said and then spelled. Pure.

Two readings of one name are two looks at the same letters: as in a noisy channel, what each of them
makes of a candidate is added up. A reading that heard other letters counts by how many differ, and
never more than ``_ANOTHER``: callers also give another value, or a part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from rapidfuzz.distance import Levenshtein

from voice_agent.core.turn import Evidence
from voice_agent.language import EntitySpec, Language

_MISHEARD, _MISSPELLED = 2.5, 0.8
"""Odds of a letter that was dictated and heard as another, and of one that was only guessed."""
_ANOTHER = -6.0
"""Odds of a reading that was of something else."""
_REFUSED = -9.0
"""Odds of what the caller called wrong."""
_AGAIN = 0.6
"""Weight of a reading besides the present one: the same voice is misheard alike on one line."""
_MOST_WAYS = 8
_FEWEST = 3


def evidence(ways: Iterable[tuple[str, float]], *, spelled: bool = True) -> Evidence | None:
    """Return the likeliest ways, each once, with the best at 0; ``None`` of none.

    Args:
        ways: Letters and digits, and how likely each sounded, a logarithm.
        spelled: Whether letters were dictated.
    """
    best: dict[str, float] = {}
    for characters, logprob in ways:
        if characters:
            best[characters] = max(logprob, best.get(characters, logprob))
    ranked = sorted(best.items(), key=lambda one: -one[1])[:_MOST_WAYS]
    if not ranked:
        return None
    return Evidence(tuple((one, logprob - ranked[0][1]) for one, logprob in ranked), spelled)


def odds_by(earlier: Sequence[Evidence], value: str) -> float:
    """Return what earlier answers say of such letters or digits: a logarithm, at most 0."""
    characters = _plain(value)
    return _AGAIN * sum(_by_one(one, characters) for one in earlier)


def spelled_by(earlier: Sequence[Evidence]) -> list[str]:
    """Return what earlier answers spelled, without what was called wrong."""
    return [
        characters
        for one in earlier
        for characters, _ in one.ways
        if one.spelled and characters not in one.refused
    ]


def said_beside(
    spec: EntitySpec | None, text: str, language: Language, today: date
) -> Evidence | None:
    """Return the name that is said as words before its letters: "Isla Santos, I S L A ...".

    Args:
        spec: What was asked for.
        text: What was recognised.
        language: What the caller speaks.
        today: Day from which relative dates count.
    """
    if spec is None or spec.kind != "name" or not language.is_spelled(spec, text):
        return None
    words = text.replace("-", " ").split()
    first = next((at for at, word in enumerate(words) if len(_plain(word)) == 1), 0)
    # Letters that a recogniser joins are in capitals, and words are not.
    said = " ".join(word for word in words[:first] if not word.isupper())
    return as_said(language.choose(spec, (said,), today=today)) if said else None


def as_said(name: Any) -> Evidence | None:
    """Return what a name that was said as words tells of its letters."""
    letters = _plain(str(name or ""))
    return evidence([(letters, 0.0)], spelled=False) if len(letters) >= _FEWEST else None


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _by_one(reading: Evidence, characters: str) -> float:
    if characters in reading.refused:
        return _REFUSED
    each = _MISHEARD if reading.spelled else _MISSPELLED
    best = max(
        logprob - each * Levenshtein.distance(heard, characters) for heard, logprob in reading.ways
    )
    return max(best, _ANOTHER)
