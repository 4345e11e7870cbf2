from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voice_agent.config.load import load_pipeline
from voice_agent.config.registry import EngineContext
from voice_agent.core.errors import ModelError
from voice_agent.vad.detector import SpeechDetector
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
    session = SileroVad(network, gate=False).session()
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
    session = SileroVad(network, gate=False).session()
    for index in range(200):
        network.probability = 0.01 if index % 30 > 13 else 0.9
        session.speech_probability(np.zeros(512, np.int16))
    assert network.states == list(range(200))


class Remembering:
    """Stands for the ONNX session: sounds decay in its state, and what is left is speech."""

    def __init__(self) -> None:
        self.runs = 0

    def run(self, _: None, feed: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
        self.runs += 1
        state = 0.6 * feed["state"] + np.abs(feed["input"]).max()
        return np.array([[min(1.0, 2 * state[0, 0, 0])]], np.float32), state.astype(np.float32)


@pytest.mark.parametrize("silent", [17, 18, 19, 61, 62, 63, 81, 130, 500])
def test_behind_a_gate_all_is_heard_as_without_it(silent: int) -> None:
    rng, windows = np.random.default_rng(silent), []
    for level, count in ((16, silent), (3000, 12), (16, silent), (90, 3), (16, 40), (5000, 9)):
        windows += list(rng.normal(0, level, (count, 512)).astype(np.int16))
    networks = Remembering(), Remembering()
    plain, gated = SileroVad(networks[0], gate=False).session(), SileroVad(networks[1]).session()
    found = [(plain.speech_probability(w), gated.speech_probability(w)) for w in windows]
    assert [one for one, other in found if other] == [other for _, other in found if other]
    assert max((one for one, other in found if not other), default=0.0) < 0.1
    assert networks[0].runs == len(windows)
    assert networks[1].runs == gated.ran
    assert gated.ran < len(windows) - 1.5 * silent or silent < 200


def test_a_reset_forgets_what_the_gate_has_kept() -> None:
    network = ScriptedNetwork(0.01)
    session = SileroVad(network).session()
    for _ in range(40):
        session.speech_probability(np.zeros(512, np.int16))
    session.reset()
    session.speech_probability(np.full(512, 5000, np.int16))
    assert (session.ran, network.states[-1]) == (19, 0)


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


RATE_HZ = 16000


def beep(*hz: float, seconds: float, pause: float = 0.0, times: int = 1) -> np.ndarray:
    at = np.arange(round(RATE_HZ * seconds)) / RATE_HZ
    tone = sum(np.sin(2 * np.pi * f * at) for f in hz) * 6000 / len(hz)
    return np.concatenate([tone, np.zeros(round(RATE_HZ * pause))] * times)


@pytest.mark.parametrize(
    "tone",
    [
        pytest.param(beep(440, 480, seconds=2, pause=1), id="ringback"),
        pytest.param(beep(480, 620, seconds=0.5, pause=0.5, times=3), id="busy"),
        pytest.param(
            np.concatenate([beep(hz, seconds=0.35) for hz in (950, 1400, 1800)]), id="SIT"
        ),
        pytest.param(beep(1100, seconds=0.5, pause=1, times=2), id="fax calling"),
        pytest.param(beep(2100, seconds=3), id="fax answering"),
    ],
)
def test_the_tones_of_a_line_are_no_speech(tone: np.ndarray) -> None:
    """With the real network: what starts no turn gives no words."""
    context = EngineContext.of(load_pipeline("bank"))
    session = SileroVad.load(context.models.path("silero-vad")).session()
    detector = SpeechDetector(32.0, 0.5, 96.0, 32.0)
    noise = np.random.default_rng(1).normal(0, 16, tone.size + RATE_HZ)
    noise[RATE_HZ // 2 : RATE_HZ // 2 + tone.size] += tone
    line = noise.astype(np.int16)
    windows = (line[i : i + 512] for i in range(0, line.size - 511, 512))
    assert [edge for w in windows if (edge := detector.push(session.speech_probability(w)))] == []
