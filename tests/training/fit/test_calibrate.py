"""Calibration of a tiny graph."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_network import LABELS, ROWS, fitted, maker, task, tiny

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")

from voice_agent.slm.graph import SlmGraph
from voice_agent.training.fit.calibrate import calibrate
from voice_agent.training.fit.export import export

pytestmark = pytest.mark.train


def test_calibration_separates_scope(tmp_path: Path) -> None:
    network = tiny()
    fitted(tmp_path, task(), network)
    export(network, tmp_path / "fp32.onnx")
    found = calibrate(SlmGraph(tmp_path / "fp32.onnx", LABELS), ROWS, maker(), seed=1)

    assert 0 < found.scope.threshold <= 0.5
    assert 0.2 <= found.intent <= 5.0
    assert found.scope.weights != (1.0, 0.0)
