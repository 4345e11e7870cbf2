"""``labels.json``: what the numbers of an SLM graph mean. Written by training, read by serving."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, get_args

from voice_agent.core.errors import ModelError
from voice_agent.core.turn import OUT_OF_SCOPE, Act, EscalationReason, Sentiment
from voice_agent.playbook.schema import Playbook

FORMAT = 1
ACTS: tuple[Act, ...] = get_args(Act)
ESCALATIONS: tuple[EscalationReason, ...] = get_args(EscalationReason)
SENTIMENTS: tuple[Sentiment, ...] = get_args(Sentiment)
MOST_KNOTS = 20
RETRAIN = "train it again with `voice-agent train`"

Knots = tuple[tuple[float, float], ...]


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
    """Temperatures per head, the scope decision and the confidence of the intent, fitted on
    held-out rows with the quantised graph (Guo et al. 2017, "On calibration of modern neural
    networks").

    ``confidence`` are knots ``(x, y)`` of a piecewise linear table, both from 0 to 1, x rising
    and y never falling: from the best intent's probability among the intents, after the
    temperature, to the share of turns right at it. Empty leaves the probability as it is.
    """

    intent: float = 1.0
    act: float = 1.0
    tag: float = 1.0
    escalation: float = 1.0
    completeness: float = 1.0
    sentiment: float = 1.0
    reasoning: float = 1.0
    scope: Scope = field(default_factory=Scope)
    confidence: Knots = ()

    def __post_init__(self) -> None:
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
                f"from 0 to 1; {RETRAIN}"
            )


@dataclass(frozen=True, slots=True)
class Labels:
    """Names of the outputs of one SLM graph, its limits and its calibration.

    The graph has an output for each kind of class that is named here, in the order of
    ``heads``; whatever is left empty it does not have.

    Attributes:
        playbook: Name of the playbook, or of the data set, the graph was trained for.
        intents: Classes of the ``intent`` output; the first is ``out_of_scope``.
        entities: Entity names. The ``tags`` output has ``O`` and then, for each of them,
            ``B`` and ``I`` (Ramshaw & Marcus 1995).
        acts: Classes of the ``act`` output.
        escalations: Classes of the ``escalation`` output; the first is ``none``.
        completeness: Whether there is an output that says if the caller has finished.
        sentiments: Classes of the ``sentiment`` output.
        reasoning: Whether there is an output that says if an answer takes reasoning.
        several: Whether a turn may have several intents at once. Then each has a sigmoid of
            its own, and ``out_of_scope`` stands for none of them.
        transitions: Scores of a linear-chain CRF over ``tags`` (Lafferty et al. 2001),
            ``[1 + tags, tags]``: row 0 from the start, row 1 + i from tag i. Empty without.
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
    several: bool = False
    transitions: tuple[tuple[float, ...], ...] = ()
    max_tokens: int = 64
    max_asked_tokens: int = 20
    calibration: Calibration = field(default_factory=Calibration)
    made_with: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.intents[:1] != (OUT_OF_SCOPE,):
            raise ModelError(f"labels: the first intent must be '{OUT_OF_SCOPE}'")
        if self.escalations and self.escalations[0] != "none":
            raise ModelError("labels: the first escalation must be 'none'")
        count = len(self.tags)
        if self.transitions and [len(row) for row in self.transitions] != [count] * (count + 1):
            raise ModelError(f"labels: transitions must be {count + 1} rows of {count} numbers")

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
            "tags": len(self.tags) if self.entities else 0,
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
    def read(cls, path: Path) -> Labels:
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
            calibration = data.pop("calibration")
            scope = calibration.pop("scope")
            weights = tuple(float(weight) for weight in scope.pop("weights"))
            if len(weights) not in (2, 4):
                raise ValueError(f"{len(weights)} weights of scope, not 2 or 4")
            calibration["confidence"] = tuple(
                (float(x), float(y)) for x, y in calibration.get("confidence", ())
            )
            for key in ("intents", "entities", "acts", "escalations", "sentiments"):
                data[key] = tuple(data.get(key, ()))
            data["transitions"] = tuple(tuple(row) for row in data.get("transitions", ()))
            return cls(
                calibration=Calibration(scope=Scope(weights=weights, **scope), **calibration),
                **data,
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ModelError(f"{path}: damaged ({error}); {RETRAIN}", stage="slm") from None
