"""Other values for marked details: those of the same entity in other turns of the set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from random import Random

from voice_agent.training.phrases import Make
from voice_agent.training.rows import Row


def values_of(rows: Iterable[Row]) -> Make:
    """Draws from the values of an entity in ``rows``, each as likely, however often it is said."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for piece in row.phrase.pieces:
            if piece.entity:
                found[piece.entity].add(piece.text)
    values = {entity: sorted(texts) for entity, texts in found.items()}

    def make(entity: str, rng: Random) -> str:
        return rng.choice(values[entity])

    return make
