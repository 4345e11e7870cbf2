"""Names of the lists that letters may be misheard for.

A list proposes and never decides: what was heard says whether a proposal is likelier.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from voice_agent.language.en.entities.known_names import family_names, given_names, is_common_name
from voice_agent.language.en.entities.letter_model import second_names, spelling_odds
from voice_agent.language.en.entities.phonetics import fine_key

_FEWEST = 3
_SHORT = 5
_EACH = 3
_MOST = 12
_LOOKED_AT = 30
_MISHEARD = 3.0
"""Odds of a letter that was misheard, a logarithm."""


def similar_names(letters: str) -> tuple[str, ...]:
    """Return names in lower case, one or two without a space, that differ in a few letters.

    Both parts may be of a list, or one of them; at most twelve, the likeliest first.
    """
    plain = "".join(filter(str.isalpha, letters.lower()))
    found = dict.fromkeys((*_near(plain, "given"), *_near(plain, "family")))
    for at in second_names(plain):
        first, second = plain[:at], plain[at:]
        firsts, seconds = (first, *_near(first, "given")), (second, *_near(second, "family"))
        found |= dict.fromkeys(one + other for one in firsts for other in seconds)
    found.pop(plain, None)

    def likelihood(name: str) -> float:
        return spelling_odds(name) - _MISHEARD * Levenshtein.distance(plain, name)

    return tuple(sorted(found, key=likelihood, reverse=True)[:_MOST])


def is_commonest(word: str, *, family: bool) -> bool:
    """Tell whether a common name in lower case is the commonest way to write what it sounds like.

    Args:
        word: The name.
        family: Whether it may be a family name; if not, it is a given one.
    """
    return any(
        _is_commonest(word, which) for which in (("given", "family") if family else ("given",))
    )


def _is_commonest(word: str, which: str) -> bool:
    names, ranks = _list(which)
    if word not in ranks or not is_common_name(word):
        return False
    near = process.extract(word, names, scorer=Levenshtein.distance, score_cutoff=2, limit=None)
    alike = [name for name, _, _ in near if fine_key(name) == fine_key(word)]
    return min(alike, key=lambda name: ranks[name]) == word


@lru_cache(maxsize=2)
def _list(which: str) -> tuple[tuple[str, ...], Mapping[str, int]]:
    ranks = given_names() if which == "given" else family_names()
    return tuple(name for name in ranks if name.isalpha()), ranks


def _near(part: str, which: str) -> list[str]:
    """Return the names of a list that differ in one letter, long ones in two."""
    if len(part) < _FEWEST:
        return []
    names, ranks = _list(which)
    most = 1 if len(part) < _SHORT else 2
    hits = process.extract(
        part, names, scorer=Levenshtein.distance, score_cutoff=most, limit=_LOOKED_AT
    )
    return [name for name, _, _ in sorted(hits, key=lambda hit: (hit[1], ranks[hit[0]]))[:_EACH]]
