"""``labels.json`` of a benchmark's model."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.accuracy.public.labels import PublicLabels
from voice_agent.core.errors import ModelError
from voice_agent.slm.labels import Labels

LABELS = PublicLabels(
    "Set",
    ("out_of_scope", "pay"),
    ("date",),
    several=True,
    transitions=((0.0, 1.5, 0.0),) * 4,
    confidence=((0.0, 0.0), (1.0, 0.9)),
)


def test_labels_come_back_as_written(tmp_path: Path) -> None:
    LABELS.write(tmp_path / "labels.json")
    assert PublicLabels.read(tmp_path / "labels.json") == LABELS


def test_serving_refuses_what_only_benchmarks_have(tmp_path: Path) -> None:
    LABELS.write(tmp_path / "labels.json")
    with pytest.raises(ModelError, match="damaged"):
        Labels.read(tmp_path / "labels.json")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("transitions", [[0.0]]),
        ("confidence", [[0.5, 0.2], [0.4, 0.3]]),
        ("confidence", [[0.1, 0.5], [0.4, 0.3]]),
        ("confidence", [[0.1, 1.5]]),
        ("confidence", [[0.1]]),
        ("confidence", [[0.0, float("nan")]]),
        ("confidence", [0.5]),
        ("confidence", [[0.5, 0.1], [0.5, 0.4]]),
        ("confidence", [[n / 50, n / 50] for n in range(21)]),
        ("confidence", None),
    ],
)
def test_damaged_labels_are_refused(tmp_path: Path, key: str, value: object) -> None:
    path = tmp_path / "labels.json"
    LABELS.write(path)
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(data | {key: value}), encoding="utf-8")
    with pytest.raises(ModelError):
        PublicLabels.read(path)


def test_tables_of_rising_pairs_are_accepted() -> None:
    flat = replace(LABELS, confidence=((0.0, 0.5), (0.5, 0.5), (1.0, 1.0)))
    assert len(flat.confidence) == 3
