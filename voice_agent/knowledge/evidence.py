"""Does this section answer this question? What speaks for it, and how sure that makes us. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from voice_agent.core.errors import ModelError

ANSWERING_FILE = "answering.json"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a question and the best section for it. Nearness is 0..1.

    Attributes:
        nearest: To the nearest wording of the section.
        near: To the nearest three, on average.
        text: To the section's own text.
        margin: How much better the section is than the next one.
        share: How likely the section is among all others and what none answers, if each wording
            counts by its nearness.
        unanswered: To the nearest question that no section answers.
        unanswered_near: To the nearest three of those, on average.
        covered: Share of the question's terms, by rarity, that the section has.
        unknown: Share of the question's terms, by rarity, that no section has.
        least: How well the section has the piece of the question that it has worst.
        two_least: The same for the worst two, on average.
        found: How well it has all pieces, on average.
        ruled_out: 1 when the question rules out what the section speaks of ("without an ID").
        number: 1 when the question has a number that the section has not.
    """

    nearest: float = 0.0
    near: float = 0.0
    text: float = 0.0
    margin: float = 0.0
    share: float = 0.0
    unanswered: float = 0.0
    unanswered_near: float = 0.0
    covered: float = 0.0
    unknown: float = 0.0
    least: float = 0.0
    two_least: float = 0.0
    found: float = 0.0
    ruled_out: float = 0.0
    number: float = 0.0


@dataclass(frozen=True, slots=True)
class Answering:
    """The fitted decision: evidence in, probability out.

    Attributes:
        weights: Weight of each field of ``Evidence``.
        bias: What is added.
        languages: Codes of the languages it was fitted for.
    """

    weights: Mapping[str, float]
    bias: float
    languages: tuple[str, ...] = ("en",)

    @classmethod
    def read(cls, folder: Path) -> Answering:
        """Read ``answering.json``.

        Raises:
            ModelError: The file is missing or damaged.
        """
        path = folder / ANSWERING_FILE
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            weights = {str(name): float(weight) for name, weight in data["weights"].items()}
            unknown = weights.keys() - asdict(Evidence()).keys()
            if unknown:
                raise ValueError(f"unknown evidence {sorted(unknown)}")
            return cls(MappingProxyType(weights), float(data["bias"]), tuple(data["languages"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"{path}: not a fitted decision: {error}") from None

    def to_json(self) -> str:
        """Return the content of ``answering.json``."""
        data = {
            "languages": list(self.languages),
            "bias": round(self.bias, 4),
            "weights": {name: round(weight, 4) for name, weight in self.weights.items()},
        }
        return json.dumps(data, indent=2) + "\n"

    def probability(self, evidence: Evidence) -> float:
        """Return the probability that the section answers the question."""
        values = asdict(evidence)
        score = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
