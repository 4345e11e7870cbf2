"""How likely letters are as a name, by lists of names and by their letters.

A name is half one of a list and half any name: many callers' names are in no list, so a list may
rank what was heard and must not decide it. The letters of any name follow the three before them,
with the weights of Witten and Bell 1991 for what was never seen.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from voice_agent.language.en.entities.known_names import family_names, given_names

_ORDER = 4
_LETTERS = 26
_EDGE = "^"
_COMMONEST = 30.0
"""How much more the commonest name counts than a rare one; the others by the root of their rank."""
_FEWEST = 2
_MOST_SECONDS = 4
_MOST_CUTS = 3
_CHANCE = math.log(_LETTERS)
_HALF = math.log(0.5)
_ONE_NAME = 2.0
"""How much likelier letters without a space are one name than two, a logarithm."""
_GIVEN: Literal[0] = 0
_FAMILY: Literal[1] = 1


class LetterModel:
    """Letters of names, each after the ones before it."""

    def __init__(self, names: dict[str, float]) -> None:
        self._after: dict[str, dict[str, float]] = defaultdict(dict)
        for name, weight in names.items():
            marked = _EDGE * (_ORDER - 1) + name + _EDGE
            for at in range(_ORDER - 1, len(marked)):
                for length in range(_ORDER):
                    seen, letter = self._after[marked[at - length : at]], marked[at]
                    seen[letter] = seen.get(letter, 0.0) + weight
        self._totals = {context: sum(seen.values()) for context, seen in self._after.items()}

    def step(self, before: str, letter: str) -> float:
        """Return the log-probability of a letter, or of the end, after those of a name."""
        return math.log(self._share((_EDGE * (_ORDER - 1) + before)[1 - _ORDER :], letter))

    def _share(self, context: str, letter: str) -> float:
        share = 1.0 / (_LETTERS + 1)
        for start in range(len(context), -1, -1):
            seen = self._after.get(context[start:])
            if seen is None:
                break
            total, kinds = self._totals[context[start:]], len(seen)
            share = (seen.get(letter, 0.0) + kinds * share) / (total + kinds)
        return share


@lru_cache(maxsize=1)
def _models() -> tuple[LetterModel, LetterModel]:
    given, family = _weights()
    return LetterModel(given), LetterModel(family)


@lru_cache(maxsize=1)
def _weights() -> tuple[dict[str, float], dict[str, float]]:
    """Return how much given and family names count."""
    given, family = (
        {name: 1.0 + _COMMONEST * rank**-0.5 for name, rank in names.items() if name.isalpha()}
        for names in (given_names(), family_names())
    )
    return given, family


@lru_cache(maxsize=1)
def _listed() -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Return the logarithm of each listed name's share."""
    given, family = (
        {name: math.log(weight / total) for name, weight in weights.items()}
        for weights, total in ((one, sum(one.values())) for one in _weights())
    )
    return given, family


def spelling_odds(letters: str, *, begun: bool = False) -> float:
    """Return how much likelier letters are as a name, or as two, than at random; a logarithm.

    Args:
        letters: In any case; what is no letter is left out.
        begun: Whether more letters may follow.
    """
    plain = "".join(filter(str.isalpha, letters.lower()))
    if not plain.isascii() or len(plain) < (1 if begun else _FEWEST):
        return 0.0
    if begun:
        state = _begun(plain)
        return max(state.given, state.family, *(odds for _, odds in state.seconds))
    return max([_as_one(plain), *(odds for odds, _ in _as_two(plain))])


def second_name(letters: str) -> int:
    """Return where the family name begins in letters of a to z, 0 if they are likelier one name."""
    if not (letters.isascii() and letters.isalpha()):
        return 0
    odds, at = max(_as_two(letters.lower()), default=(0.0, 0))
    return at if odds > _as_one(letters.lower()) + _ONE_NAME else 0


def _as_one(plain: str) -> float:
    """Return the odds of letters as one name."""
    return max(_name(plain, _GIVEN), _name(plain, _FAMILY))


def _as_two(plain: str) -> list[tuple[float, int]]:
    """Return the odds of letters as a given and a family name, and where the second begins."""
    given, family = _listed()
    last = len(plain) - _FEWEST
    cuts = {at for at, _ in _begun(plain).seconds if at <= last}
    cuts |= {at for at in range(_FEWEST, last + 1) if plain[:at] in given or plain[at:] in family}
    return [(_name(plain[:at], _GIVEN) + _name(plain[at:], _FAMILY), at) for at in cuts]


@lru_cache(maxsize=1 << 14)
def _name(letters: str, which: Literal[0, 1]) -> float:
    """Return how much likelier letters are as one whole name than at random, a logarithm."""
    model, chance = _models()[which], len(letters) * _CHANCE
    spelled = sum(model.step(letters[:at], letter) for at, letter in enumerate(letters))
    odds = spelled + model.step(letters, _EDGE) + chance + _HALF
    listed = _listed()[which].get(letters)
    if listed is None:
        return odds
    listed += chance + _HALF
    more, less = max(odds, listed), min(odds, listed)
    return more + math.log1p(math.exp(less - more))


def second_names(letters: str) -> tuple[int, ...]:
    """Return where a second name may begin in letters of a to z, the likeliest first."""
    whole = letters.isascii() and letters.isalpha()
    return tuple(at for at, _ in _begun(letters).seconds[:_MOST_CUTS]) if whole else ()


class _Begun(NamedTuple):
    """Odds of letters as the beginning of a name.

    As a given name alone, as a family name alone, and as both: where the second begins, and its
    odds, the best first.
    """

    given: float
    family: float
    seconds: tuple[tuple[int, float], ...]


@lru_cache(maxsize=1 << 14)
def _begun(letters: str) -> _Begun:
    """Return the odds of letters that may go on; those of shorter ones are remembered."""
    given, family = _models()
    if not letters:
        return _Begun(0.0, 0.0, ())
    before, letter = letters[:-1], letters[-1]
    state = _begun(before)
    longer = [(at, odds + family.step(before[at:], letter) + _CHANCE) for at, odds in state.seconds]
    if len(before) >= _FEWEST:
        ended = state.given + given.step(before, _EDGE)
        longer.append((len(before), ended + family.step("", letter) + _CHANCE))
    longer.sort(key=lambda one: -one[1])
    return _Begun(
        state.given + given.step(before, letter) + _CHANCE,
        state.family + family.step(before, letter) + _CHANCE,
        tuple(longer[:_MOST_SECONDS]),
    )
