"""A set of two intents, and logits that mean one of them, or none."""

from __future__ import annotations

from voice_agent.slm.labels import Calibration, Labels, Scope

LABELS = Labels(
    playbook="Set",
    intents=("out_of_scope", "pay", "block"),
    entities=(),
    calibration=Calibration(scope=Scope(weights=(1.0, 0.0), threshold=0.5)),
)
PAY, BLOCK, OUT = [0.0, 9.0, 0.0], [0.0, 0.0, 9.0], [9.0, 1.0, 0.0]
