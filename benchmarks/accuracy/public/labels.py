"""``labels.json`` of a benchmark's model, with what no served model may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voice_agent.core.errors import ModelError
from voice_agent.slm.labels import Labels

MOST_KNOTS = 20

Knots = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PublicLabels(Labels):
    """Labels of a graph trained for a public benchmark.

    Attributes:
        several: Whether a turn may have several intents at once. Then each has a sigmoid of
            its own, and ``out_of_scope`` means that none is meant.
        transitions: Scores of a linear-chain CRF over ``tags`` (Lafferty et al. 2001),
            ``[1 + tags, tags]``: row 0 from the start, row 1 + i from tag i. Empty without.
        confidence: Knots ``(x, y)`` of a piecewise linear table, both from 0 to 1, x rising
            and y never falling: from the best intent's probability among the intents, after
            the temperature, to the share of turns right at it. Empty leaves the probability
            as it is.
    """

    several: bool = False
    transitions: tuple[tuple[float, ...], ...] = ()
    confidence: Knots = ()

    def __post_init__(self) -> None:
        Labels.__post_init__(self)
        count = len(self.tags)
        if self.transitions and [len(row) for row in self.transitions] != [count] * (count + 1):
            raise ModelError(f"labels: transitions must be {count + 1} rows of {count} numbers")
        flat = [value for knot in self.confidence for value in knot]
        pairs = list(zip(self.confidence, self.confidence[1:], strict=False))
        if (
            len(self.confidence) > MOST_KNOTS
            or any(len(knot) != 2 for knot in self.confidence)
            or not all(0.0 <= value <= 1.0 for value in flat)
            or any(before[0] >= knot[0] or before[1] > knot[1] for before, knot in pairs)
        ):
            raise ModelError(
                f"labels: confidence must be at most {MOST_KNOTS} rising pairs of numbers "
                "from 0 to 1"
            )

    @staticmethod
    def parsed(data: dict[str, Any]) -> dict[str, Any]:
        """Return the fields in the content of a file, without its ``format``."""
        pairs = {
            key: tuple(tuple(float(value) for value in row) for row in data.pop(key))
            for key in ("transitions", "confidence")
        }
        return Labels.parsed(data) | pairs
