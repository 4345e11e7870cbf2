"""How likely letters are as a name, by the letters of common names.

Every name has some likelihood: most callers' names are in no list, so a list may rank what was
heard and must not decide it. Letters follow the three before them, with the weights of Witten and
Bell 1991 for what was never seen.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import lru_cache

from voice_agent.language.en.entities.known_names import family_names, given_names

_ORDER = 4
_LETTERS = 26
_EDGE = "^"
_COMMONEST = 30.0
"""How much more the commonest name counts than a rare one; the others by the root of their rank."""
_MOST_NAMES = 3000
_FEWEST = 2


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

    @lru_cache(maxsize=4096)  # noqa: B019 - one model lives as long as the process
    def logprob(self, name: str) -> float:
        """Return the log-probability of a name in lower case."""
        marked = _EDGE * (_ORDER - 1) + name + _EDGE
        steps = range(_ORDER - 1, len(marked))
        return sum(math.log(self._share(marked[at - _ORDER + 1 : at], marked[at])) for at in steps)

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
    given, family = (
        LetterModel(
            {
                name: 1.0 + _COMMONEST * rank**-0.5
                for name, rank in names.items()
                if name.isalpha() and rank <= _MOST_NAMES
            }
        )
        for names in (given_names(), family_names())
    )
    return given, family


def spelling_odds(letters: str) -> float:
    """Return how much likelier letters are as a name, or as two, than at random; a logarithm."""
    plain = "".join(filter(str.isalpha, letters.lower()))
    if len(plain) < _FEWEST:
        return 0.0
    given, family = _models()
    ways = [given.logprob(plain), family.logprob(plain)]
    ways += [
        given.logprob(plain[:at]) + family.logprob(plain[at:])
        for at in range(_FEWEST, len(plain) - _FEWEST + 1)
    ]
    return max(ways) + len(plain) * math.log(_LETTERS)
