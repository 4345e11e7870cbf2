"""The ONNX graph of the SLM behind one function: encoded turn in, logits out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice_agent.errors import ModelError
from voice_agent.onnx_session import open_onnx
from voice_agent.slm.encoding import EncodedTurn
from voice_agent.slm.labels import RETRAIN, Labels

INPUTS = ("input_ids", "token_type_ids")
OUTPUTS = ("intent", "act", "tags", "escalation", "completeness")
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Logits:
    """Raw scores of one turn.

    Attributes:
        intent: ``[intents]``, ``out_of_scope`` first.
        act: ``[acts]``.
        tags: ``[words, tags]``, one row per word of the turn.
        escalation: ``[reasons]``, ``none`` first.
        completeness: ``[2]``: cut off, complete.
    """

    intent: Floats
    act: Floats
    tags: Floats
    escalation: Floats
    completeness: Floats


class SlmGraph:
    """An ONNX Runtime session of the SLM. ``run`` may be called from several threads."""

    def __init__(self, path: Path, labels: Labels, *, threads: int = 1) -> None:
        try:
            self._session = open_onnx(path, threads=threads)
        except ModelError as error:
            raise ModelError(f"{error}; {RETRAIN}", stage="slm") from None
        self._check(path, labels)

    def run(self, turn: EncodedTurn) -> Logits:
        """One forward pass, batch of one, no padding."""
        intent, act, tags, escalation, completeness = self._session.run(
            list(OUTPUTS), {"input_ids": turn.ids[None], "token_type_ids": turn.types[None]}
        )
        return Logits(
            intent=intent[0],
            act=act[0],
            tags=tags[0][turn.firsts],
            escalation=escalation[0],
            completeness=completeness[0],
        )

    def _check(self, path: Path, labels: Labels) -> None:
        wanted = {
            "intent": len(labels.intents),
            "act": len(labels.acts),
            "tags": len(labels.tags),
            "escalation": len(labels.escalations),
            "completeness": 2,
        }
        found = {output.name: output.shape[-1] for output in self._session.get_outputs()}
        inputs = {entry.name for entry in self._session.get_inputs()}
        if found != wanted or inputs != set(INPUTS):
            raise ModelError(
                f"{path}: the graph has inputs {sorted(inputs)} and outputs {found}, but "
                f"labels.json says {wanted}; {RETRAIN}",
                stage="slm",
            )
