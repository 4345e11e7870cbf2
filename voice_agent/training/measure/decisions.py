"""A model's decisions on turns whose intents are known, and views of them. Pure numpy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_agent.slm.decoding import decode_intent
from voice_agent.slm.labels import Labels
from voice_agent.training.measure.metrics import Floats, reliability

_POINTS = 50


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions of a model, one entry a turn.

    Attributes:
        meant: Right intents.
        said: The intent that is served, ``out_of_scope`` for a refused turn.
        confidence: Confidence of that intent, ``[turns]``.
    """

    meant: Sequence[tuple[str, ...]]
    said: Sequence[str]
    confidence: Floats

    @classmethod
    def of(cls, table: Floats, meant: Sequence[tuple[str, ...]], labels: Labels) -> Decisions:
        """Decide from calibrated probabilities, ``[turns, intents]``."""
        best = [decode_intent(row, labels.calibration.scope) for row in table]
        return cls(
            meant=meant,
            said=[labels.intents[index] for index in best],
            confidence=table[np.arange(len(best)), best],
        )

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether each decision is right, including that a turn is out of scope."""
        return np.array([said in meant for said, meant in zip(self.said, self.meant, strict=True)])

    def confused(self, most: int = 20) -> list[tuple[str, str, int]]:
        """Return the pairs of intents (meant, said) that are most often confused."""
        pairs = Counter(
            (meant[0], said)
            for meant, said in zip(self.meant, self.said, strict=True)
            if said not in meant
        )
        return [(meant, said, count) for (meant, said), count in pairs.most_common(most)]

    def reliability(self) -> list[tuple[float, float, int]]:
        """Return mean confidence, share right and number of turns of each bin with turns."""
        return reliability(self.confidence, self.right)

    def coverage(self) -> list[tuple[float, float]]:
        """Return the share of turns answered, most confident first, and their share right."""
        right = self.right
        order = (-self.confidence).argsort(kind="stable")
        shares = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
        steps = np.linspace(len(right) / _POINTS, len(right), _POINTS).round().astype(int)
        return [
            (float(step / len(right)), float(shares[step - 1])) for step in np.unique(steps) if step
        ]
