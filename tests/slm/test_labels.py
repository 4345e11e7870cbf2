"""What ``labels.json`` says about calibration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voice_agent.core.errors import ModelError
from voice_agent.slm.labels import Calibration, Labels, Scope

LABELS = Labels(
    playbook="Toy",
    intents=("out_of_scope", "pay", "block"),
    entities=(),
    calibration=Calibration(
        intent=1.5,
        scope=Scope((2.0, 1.0), -1.0, 0.4),
        confidence=((0.0, 0.1), (0.7, 0.6), (1.0, 0.98)),
    ),
)


def test_calibration_is_read_as_it_was_written(tmp_path: Path) -> None:
    LABELS.write(tmp_path / "labels.json")

    assert Labels.read(tmp_path / "labels.json") == LABELS


def test_a_file_without_a_table_leaves_confidences_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "labels.json"
    LABELS.write(path)
    data = json.loads(path.read_text(encoding="utf-8"))
    del data["calibration"]["confidence"]
    path.write_text(json.dumps(data), encoding="utf-8")

    assert Labels.read(path).calibration.confidence == ()


@pytest.mark.parametrize(
    "knots",
    [
        [[0.0, 0.5], [1.0, 0.4]],
        [[0.5, 0.1], [0.5, 0.4]],
        [[0.0, 0.0], [1.0, 1.2]],
        [[0.0, float("nan")]],
        [[0.0, 0.0, 0.0]],
        [0.5],
        [[n / 30, n / 30] for n in range(30)],
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, knots: list[list[float]]) -> None:
    path = tmp_path / "labels.json"
    LABELS.write(path)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["calibration"]["confidence"] = knots
    path.write_text(json.dumps(data), encoding="utf-8")

    with pytest.raises(ModelError, match="voice-agent train"):
        Labels.read(path)
