from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voice_agent.core.errors import ModelError
from voice_agent.vad.silero import SileroVad


class ScriptedNetwork:
    """Stands for the ONNX session: answers with set probabilities, counts in its state."""

    def __init__(self, probability: float) -> None:
        self.probability = probability
        self.states: list[float] = []
        self.inputs: list[np.ndarray] = []

    def run(self, _: None, feed: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
        self.states.append(float(feed["state"][0, 0, 0]))
        self.inputs.append(feed["input"].copy())
        return np.array([[self.probability]], np.float32), feed["state"] + 1


def push(network: ScriptedNetwork, windows: int) -> None:
    session = SileroVad(network).session()
    for _ in range(windows):
        session.speech_probability(np.full(512, 100, np.int16))


def test_the_state_is_carried_and_cleared_in_a_long_pause() -> None:
    network = ScriptedNetwork(0.01)
    push(network, 70)
    assert network.states[:62] == list(range(62))
    assert network.states[62] == 0


def test_the_state_is_never_cleared_while_someone_may_be_speaking() -> None:
    network = ScriptedNetwork(0.3)
    push(network, 200)
    assert network.states == list(range(200))


def test_a_pause_inside_a_sentence_does_not_clear_the_state() -> None:
    network = ScriptedNetwork(0.9)
    session = SileroVad(network).session()
    for index in range(200):
        network.probability = 0.01 if index % 30 > 13 else 0.9
        session.speech_probability(np.zeros(512, np.int16))
    assert network.states == list(range(200))


def test_each_window_is_scaled_and_preceded_by_the_end_of_the_last() -> None:
    network = ScriptedNetwork(0.9)
    session = SileroVad(network).session()
    session.speech_probability(np.arange(512, dtype=np.int16))
    session.speech_probability(np.full(512, -32768, np.int16))
    assert network.inputs[0].shape == (1, 576)
    assert not network.inputs[0][0, :64].any()
    np.testing.assert_allclose(network.inputs[1][0, :64], np.arange(448, 512) / 32768)
    np.testing.assert_array_equal(network.inputs[1][0, 64:], -1.0)


def test_a_missing_or_damaged_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.onnx: no such model file"):
        SileroVad.load(tmp_path / "none.onnx")
    (tmp_path / "bad.onnx").write_bytes(b"not a network")
    with pytest.raises(ModelError, match=r"bad\.onnx: not a usable ONNX model"):
        SileroVad.load(tmp_path / "bad.onnx")
