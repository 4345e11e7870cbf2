"""The ONNX graph of the SLM behind one function: encoded turn in, logits out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from voice_agent.errors import ModelError
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
        if not path.is_file():
            raise ModelError(f"{path}: no such file; {RETRAIN}", stage="slm")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Spinning threads would take the core from VAD, STT and TTS on the same machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # noqa: BLE001  (onnxruntime raises many private types)
            message = f"{path}: cannot be loaded ({error}); {RETRAIN}"
            raise ModelError(message, stage="slm") from None
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
