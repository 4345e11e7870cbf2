"""The ONNX graph of the SLM behind one function: encoded turn in, logits out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice_agent.core.errors import ModelError
from voice_agent.core.onnx import open_onnx
from voice_agent.slm.encoding import EncodedTurn
from voice_agent.slm.labels import RETRAIN, Labels

INPUTS = ("input_ids", "token_type_ids")
Floats = NDArray[np.float32]


def _none() -> Floats:
    return np.zeros(0, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Logits:
    """Raw scores of one turn. What the graph has no output for has no numbers.

    Attributes:
        intent: ``[intents]``, ``out_of_scope`` first.
        act: ``[acts]``.
        tags: ``[words, tags]``, one row per word of the turn.
        escalation: ``[reasons]``, ``none`` first.
        completeness: ``[2]``: cut off, complete.
        sentiment: ``[sentiments]``.
        reasoning: ``[2]``: no, yes.
    """

    intent: Floats
    act: Floats = field(default_factory=_none)
    tags: Floats = field(default_factory=_none)
    escalation: Floats = field(default_factory=_none)
    completeness: Floats = field(default_factory=_none)
    sentiment: Floats = field(default_factory=_none)
    reasoning: Floats = field(default_factory=_none)


class SlmGraph:
    """An ONNX Runtime session of the SLM. ``run`` may be called from several threads."""

    def __init__(self, path: Path, labels: Labels, *, threads: int = 1) -> None:
        try:
            self._session = open_onnx(path, threads=threads)
        except ModelError as error:
            raise ModelError(f"{error}; {RETRAIN}", stage="slm") from None
        self._outputs = list(labels.heads)
        self._check(path, labels)

    def run(self, turn: EncodedTurn) -> Logits:
        """Run one forward pass: a batch of one, no padding."""
        rows = self._session.run(
            self._outputs, {"input_ids": turn.ids[None], "token_type_ids": turn.types[None]}
        )
        found = {name: row[0] for name, row in zip(self._outputs, rows, strict=True)}
        if "tags" in found:
            found["tags"] = found["tags"][turn.firsts]
        return Logits(**found)

    def _check(self, path: Path, labels: Labels) -> None:
        wanted = labels.heads
        found = {output.name: output.shape[-1] for output in self._session.get_outputs()}
        inputs = {entry.name for entry in self._session.get_inputs()}
        if found != wanted or inputs != set(INPUTS):
            raise ModelError(
                f"{path}: the graph has inputs {sorted(inputs)} and outputs {found}, but "
                f"labels.json says {wanted}; {RETRAIN}",
                stage="slm",
            )
