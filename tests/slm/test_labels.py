"""What ``labels.json`` says about calibration."""

from __future__ import annotations

from pathlib import Path

from voice_agent.slm.labels import Calibration, Labels, Scope

LABELS = Labels(
    playbook="Toy",
    intents=("out_of_scope", "pay", "block"),
    entities=(),
    calibration=Calibration(
        intent=1.5,
        scope=Scope((2.0, 1.0), -1.0, 0.4),
    ),
)


def test_calibration_is_read_as_it_was_written(tmp_path: Path) -> None:
    LABELS.write(tmp_path / "labels.json")

    assert Labels.read(tmp_path / "labels.json") == LABELS
