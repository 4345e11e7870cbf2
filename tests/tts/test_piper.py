from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.tts.piper import PiperEngine, trim_lead


def test_all_but_two_milliseconds_of_leading_silence_go() -> None:
    audio = np.concatenate([np.zeros(2000, np.int16), np.full(500, 5000, np.int16)])
    assert trim_lead(audio, 22_050).size == 500 + round(22_050 * 0.002)


def test_speech_at_the_very_start_is_kept_whole() -> None:
    audio = np.full(500, -32768, np.int16)
    assert trim_lead(audio, 22_050).size == 500


def test_silence_alone_is_nothing_to_say() -> None:
    assert trim_lead(np.full(5000, 3, np.int16), 22_050).size == 0
    assert trim_lead(np.empty(0, np.int16), 22_050).size == 0


def test_a_voice_without_its_description_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"v\.onnx\.json: missing"):
        PiperEngine.load(tmp_path / "v.onnx")


@pytest.mark.parametrize("content", ["not json", "[]", "{}"])
def test_a_damaged_description_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "v.onnx.json").write_text(content)
    with pytest.raises(ModelError, match="not the description of a Piper voice"):
        PiperEngine.load(tmp_path / "v.onnx")


def test_a_missing_network_is_named(tmp_path: Path) -> None:
    description = {
        "num_symbols": 1,
        "num_speakers": 1,
        "audio": {"sample_rate": 16_000},
        "espeak": {"voice": "en-us"},
        "phoneme_id_map": {},
    }
    (tmp_path / "v.onnx.json").write_text(json.dumps(description))
    with pytest.raises(ModelError, match=r"v\.onnx: no such model file"):
        PiperEngine.load(tmp_path / "v.onnx")


@pytest.mark.parametrize("scale", [0.0, -1.0, 10.0])
def test_length_scale_is_checked(tmp_path: Path, scale: float) -> None:
    with pytest.raises(ConfigError, match=r"args\.length_scale"):
        PiperEngine.load(tmp_path / "v.onnx", length_scale=scale)


@pytest.mark.real
def test_a_larger_length_scale_speaks_slower() -> None:
    path = ModelStore.open(verify=False).path("piper-en_US-joe-medium")
    text = "Your card is on its way to you."
    fast, slow = (PiperEngine.load(path, length_scale=s).synthesise(text).size for s in (0.7, 1.5))
    assert slow > 1.5 * fast
