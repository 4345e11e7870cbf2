from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from faster_whisper.feature_extractor import FeatureExtractor

from voice_agent.audio.resample import resample
from voice_agent.config.models import ModelStore
from voice_agent.core.errors import AudioError, ModelError
from voice_agent.turns.smart_turn import SmartTurn


class ScriptedNetwork:
    """Stands for the ONNX session: keeps the features it was given."""

    features: np.ndarray

    def run(self, _: None, feed: dict[str, Any]) -> list[np.ndarray]:
        self.features = feed["input_features"]
        return [np.array([[0.25]], np.float32)]


def noise(seconds: float) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 2000, int(16_000 * seconds)).astype(np.int16)


def test_the_answer_is_the_networks_probability() -> None:
    assert SmartTurn(ScriptedNetwork()).completeness(noise(1.0)) == 0.25


def test_only_the_last_eight_seconds_count() -> None:
    long, last = ScriptedNetwork(), ScriptedNetwork()
    audio = noise(12.0)
    SmartTurn(long).completeness(audio)
    SmartTurn(last).completeness(audio[-8 * 16_000 :])
    assert long.features.shape == (1, 80, 800)
    np.testing.assert_array_equal(long.features, last.features)


def test_a_short_turn_stands_at_the_end_of_the_eight_seconds() -> None:
    network = ScriptedNetwork()
    SmartTurn(network).completeness(noise(1.0))
    loudness = network.features[0].mean(axis=0)
    assert loudness[705:].min() > loudness[:695].max()


@pytest.mark.parametrize("seconds", [0.02, 1.0, 7.99, 8.0])
def test_frames_of_nothing_are_computed_once_and_look_as_if_all_were(seconds: float) -> None:
    network = ScriptedNetwork()
    SmartTurn(network).completeness(noise(seconds))
    turn = np.zeros(8 * 16_000, np.float32)
    audio = noise(seconds)
    turn[-audio.size :] = audio / 32768
    turn = (turn - turn.mean()) / np.sqrt(turn.var() + 1e-7)
    whole = FeatureExtractor(chunk_length=8)(turn, padding=0)
    np.testing.assert_allclose(network.features[0], whole, atol=1e-6)


@pytest.mark.parametrize("shape", [(0,), (100, 2)])
def test_no_audio_or_stereo_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(AudioError, match="mono samples"):
        SmartTurn(ScriptedNetwork()).completeness(np.zeros(shape, np.int16))


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.onnx"):
        SmartTurn.load(tmp_path / "none.onnx")


@pytest.mark.real
def test_another_model_is_refused() -> None:
    with pytest.raises(ModelError, match="not a smart-turn v3 model"):
        SmartTurn.load(ModelStore.open(verify=False).path("silero-vad"))


@pytest.mark.real
def test_a_finished_question_sounds_more_complete_than_a_cut_off_one() -> None:
    from voice_agent.tts.piper import PiperEngine

    # Piper adds noise to its voice; with a seed the test hears the same sound each time.
    onnxruntime.set_seed(1)
    store = ModelStore.open(verify=False)
    voice = PiperEngine.load(store.path("piper-en_US-joe-medium"))
    turn = SmartTurn.load(store.path("smart-turn-v3.2"))
    spoken = resample(
        voice.synthesise("Can I get a large latte with soy milk, please?"), 22_050, 16_000
    )
    pause = np.zeros(3200, np.int16)
    whole = turn.completeness(np.concatenate([spoken, pause]))
    half = turn.completeness(np.concatenate([spoken[: spoken.size // 2], pause]))
    assert half < 0.5 < whole
