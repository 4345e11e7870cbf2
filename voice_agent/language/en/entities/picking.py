"""Which of a few given values a caller names: their own payees, cards, appointments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from rapidfuzz import fuzz

from voice_agent.language.en.entities.common_words import COMMON_WORDS
from voice_agent.language.en.entities.phonetics import coarse_key, sound_alike
from voice_agent.language.en.entities.retractions import without_ruled_out
from voice_agent.language.en.entities.scanners import normalise
from voice_agent.language.specs import EntitySpec

_NAME = EntitySpec(kind="name")
_LEAST = 0.75
_SAME = 0.05
_LATER = 0.06
_ALIKE = 80.0
_SHORTEST_SOUND = 3


def pick(values: Sequence[str], hypotheses: Sequence[str]) -> tuple[str, ...]:
    """Return the values that an answer names: one if it is clear, several if not, none at all.

    Args:
        values: What there is to choose from.
        hypotheses: What was recognised, best first.
    """
    choice = re.split(r"\bor\b", hypotheses[0]) if hypotheses else []
    if len(choice) > 1:
        named = [value for part in choice for value in pick(values, [part])]
        return tuple(value for value in values if value in named)
    best: dict[str, float] = {}
    for rank, text in enumerate(hypotheses):
        said = without_ruled_out(text)
        name = normalise(_NAME, said, today=date.min)  # Joins a name that was spelled.
        for value in values:
            score = max(_score(value, said), _score(value, name) if name else 0.0)
            best[value] = max(best.get(value, 0.0), score - _LATER * min(rank, 3))
    top = max(best.values(), default=0.0)
    if top < _LEAST:
        return ()
    return tuple(value for value in values if best[value] > top - _SAME)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower().replace("'s", "").replace("'", ""))


def _score(value: str, text: str) -> float:
    """Return how surely a text names a value, 0..1."""
    wanted, said = _words(value), _words(text)
    if not wanted or not said:
        return 0.0
    if wanted == said:
        return 1.0
    scores = [max(_alike(word, other) for other in said) for word in wanted]
    if min(scores) > 0:
        return 0.8 + 0.19 * sum(scores) / len(scores)
    # A part of it is enough ("Sarah" of Sarah Connor), but "Sarah Miller" is somebody else.
    strange = [w for w in said if w not in COMMON_WORDS and max(_alike(w, o) for o in wanted) == 0]
    telling = [s for w, s in zip(wanted, scores, strict=True) if s > 0 and w not in COMMON_WORDS]
    if strange or not telling:
        return 0.0
    return 0.7 + 0.1 * max(telling) * (0.5 + 0.5 * len(telling) / len(wanted))


def _alike(one: str, other: str) -> float:
    """Return 1 for the same word, less for one that is written or sounds nearly the same."""
    if one == other:
        return 1.0
    keys = coarse_key(one), coarse_key(other)
    if min(map(len, keys)) >= _SHORTEST_SOUND and sound_alike(*keys):
        return 0.9
    if other in COMMON_WORDS or min(len(one), len(other)) < 4:
        return 0.0
    ratio = fuzz.ratio(one, other)
    return ratio / 100 - 0.1 if ratio >= _ALIKE else 0.0
