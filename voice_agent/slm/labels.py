"""``labels.json``: what the numbers of an SLM graph mean. Written by training, read by serving."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, Self, get_args

from voice_agent.core.errors import ModelError
from voice_agent.core.turn import OUT_OF_SCOPE, Act, EscalationReason, Sentiment
from voice_agent.playbook.schema import Playbook

FORMAT = 1
ACTS: tuple[Act, ...] = get_args(Act)
ESCALATIONS: tuple[EscalationReason, ...] = get_args(EscalationReason)
SENTIMENTS: tuple[Sentiment, ...] = get_args(Sentiment)
Kind = Literal["network", "fast"]
RETRAIN = "train it again with `voice-agent train`, or in a minute with `train --fast`"


@dataclass(frozen=True, slots=True)
class Scope:
    """Logistic regression that tells turns in scope from turns out of scope.

    The features are in ``decoding.scope_features``. Below ``threshold`` a turn is out
    of scope; the threshold is the one that refuses a fixed share of held-out turns in scope.
    """

    weights: tuple[float, ...] = (1.0, 0.0)
    bias: float = 0.0
    threshold: float = 0.5


@dataclass(frozen=True, slots=True)
class Calibration:
    """Temperatures per head and the scope decision.

    They are fitted on held-out rows with the quantised graph (Guo et al. 2017, "On calibration of
    modern neural networks").
    """

    intent: float = 1.0
    act: float = 1.0
    tag: float = 1.0
    escalation: float = 1.0
    completeness: float = 1.0
    sentiment: float = 1.0
    reasoning: float = 1.0
    scope: Scope = field(default_factory=Scope)


@dataclass(frozen=True, slots=True)
class Labels:
    """Names of the outputs of one SLM graph, its limits and its calibration.

    The graph has an output for each kind of class that is named here, in the order of
    ``heads``; whatever is left empty it does not have.

    Attributes:
        kind: ``network`` if the encoder was trained too; ``fast`` if only its heads were. A fast
            model has no ``tags``: the rules of the language find the entities.
        playbook: Name of the playbook, or of the data set, the graph was trained for.
        intents: Classes of the ``intent`` output; the first is ``out_of_scope``.
        entities: Entity names. The ``tags`` output has ``O`` and then, for each of them,
            ``B`` and ``I`` (Ramshaw & Marcus 1995).
        acts: Classes of the ``act`` output.
        escalations: Classes of the ``escalation`` output; the first is ``none``.
        completeness: Whether there is an output that says if the caller has finished.
        sentiments: Classes of the ``sentiment`` output.
        reasoning: Whether there is an output that says if an answer takes reasoning.
        max_tokens: Longest input, with the special tokens. Of longer turns the end is kept.
        max_asked_tokens: How much of the agent's question is read, of that its end.
        calibration: Temperatures and thresholds.
        made_with: Versions, seed and data sets, for people.
    """

    playbook: str
    intents: tuple[str, ...]
    entities: tuple[str, ...]
    acts: tuple[Act, ...] = ACTS
    escalations: tuple[EscalationReason, ...] = ESCALATIONS
    completeness: bool = True
    sentiments: tuple[Sentiment, ...] = ()
    reasoning: bool = False
    max_tokens: int = 64
    max_asked_tokens: int = 20
    calibration: Calibration = field(default_factory=Calibration)
    made_with: dict[str, Any] = field(default_factory=dict)
    kind: Kind = "network"

    def __post_init__(self) -> None:
        if self.intents[:1] != (OUT_OF_SCOPE,):
            raise ModelError(f"labels: the first intent must be '{OUT_OF_SCOPE}'")
        if self.escalations and self.escalations[0] != "none":
            raise ModelError("labels: the first escalation must be 'none'")

    @property
    def tags(self) -> tuple[str, ...]:
        """Classes of the ``tags`` output: ``O``, ``B-amount``, ``I-amount``..."""
        return ("O", *(f"{mark}-{name}" for name in self.entities for mark in "BI"))

    @property
    def heads(self) -> dict[str, int]:
        """Outputs of the graph in their order, with their numbers of classes."""
        sizes = {
            "intent": len(self.intents),
            "act": len(self.acts),
            "tags": len(self.tags) if self.entities and self.kind == "network" else 0,
            "escalation": len(self.escalations),
            "completeness": 2 if self.completeness else 0,
            "sentiment": len(self.sentiments),
            "reasoning": 2 if self.reasoning else 0,
        }
        return {name: size for name, size in sizes.items() if size}

    def check(self, playbook: Playbook) -> None:
        """Raise ``ModelError`` unless intents and entities are those of ``playbook``."""
        problems = [
            f"{kind} {word} {', '.join(sorted(names))}"
            for kind, word, names in (
                ("intents", "missing:", set(playbook.intents) - set(self.intents)),
                ("entities", "missing:", set(playbook.entities) - set(self.entities)),
                (
                    "intents",
                    "the playbook no longer has:",
                    set(self.intents) - set(playbook.intents) - {OUT_OF_SCOPE},
                ),
                (
                    "entities",
                    "the playbook no longer has:",
                    set(self.entities) - set(playbook.entities),
                ),
            )
            if names
        ]
        if problems:
            raise ModelError(
                f"the language model does not fit playbook '{playbook.name}': "
                f"{'; '.join(problems)}; {RETRAIN}",
                stage="slm",
            )

    def write(self, path: Path) -> None:
        """Write as JSON."""
        data = {"format": FORMAT, **asdict(self)}
        path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what ``write`` wrote.

        Raises:
            ModelError: The file is missing, damaged or of another format.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ModelError(f"{path}: no such file; {RETRAIN}", stage="slm") from None
        except (json.JSONDecodeError, UnicodeDecodeError):
            raise ModelError(f"{path}: not JSON; {RETRAIN}", stage="slm") from None
        try:
            if data.pop("format") != FORMAT:
                raise ModelError(f"{path}: not of format {FORMAT}; {RETRAIN}", stage="slm")
            return cls(**cls.parsed(data))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ModelError(f"{path}: damaged ({error}); {RETRAIN}", stage="slm") from None

    @staticmethod
    def parsed(data: dict[str, Any]) -> dict[str, Any]:
        """Return the fields in the content of a file, without its ``format``."""
        calibration = data.pop("calibration")
        scope = calibration.pop("scope")
        weights = tuple(float(weight) for weight in scope.pop("weights"))
        if len(weights) not in (2, 4):
            raise ValueError(f"{len(weights)} weights of scope, not 2 or 4")
        for key in ("intents", "entities", "acts", "escalations", "sentiments"):
            data[key] = tuple(data.get(key, ()))
        return {
            **data,
            "calibration": Calibration(scope=Scope(weights=weights, **scope), **calibration),
        }
