from __future__ import annotations

import ast
import json
from pathlib import Path

import numpy as np
import pytest

import voice_agent
from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.tts.piper import (
    PiperEngine,
    letters_apart,
    load_voice,
    spoken_sentences,
    trim_lead,
    voice_file,
)


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


def test_a_folder_with_one_voice_names_it(tmp_path: Path) -> None:
    ana = tmp_path / "ana.onnx"
    assert voice_file(ana) == ana
    with pytest.raises(ModelError, match=r"expected one voice .* found none"):
        voice_file(tmp_path)
    ana.touch()
    (tmp_path / "ana.onnx.json").touch()
    assert voice_file(tmp_path) == ana
    (tmp_path / "bea.onnx").touch()
    with pytest.raises(ModelError, match=r"found ana\.onnx, bea\.onnx"):
        voice_file(tmp_path)


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


def test_the_letter_a_is_no_article() -> None:
    assert letters_apart("The A P R is 4 percent.") == "The eh P R is 4 percent."
    assert letters_apart("J A N E, then R A.") == "J eh N E, then R eh."
    assert letters_apart("A fee, at 9 AM") == "A fee, at 9 AM"


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


@pytest.mark.real
def test_with_a_seed_a_voice_says_the_same_in_the_same_way() -> None:
    def spoken(seed: int) -> np.ndarray:
        voice = load_voice(ModelStore.open(verify=False).path("piper-en_US-joe-medium"), seed=seed)
        text = "It depends. On you."
        pieces = list(spoken_sentences(voice, text, length_scale=1.0, noise_scale=0.9))
        assert len(pieces) == 2
        return np.concatenate(pieces)

    first = spoken(1)
    assert np.array_equal(first, spoken(1))
    assert not np.array_equal(first, spoken(2))


def test_no_other_module_imports_piper() -> None:
    """Whoever leaves piper-tts out, because of its licence, loses this engine and nothing else."""
    package = Path(voice_agent.__file__).parent
    sources = {path: path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    importing = {
        path.relative_to(package).as_posix()
        for path, source in sources.items()
        if "piper" in source
        for node in ast.walk(ast.parse(source))
        if "piper" in _imported(node)
    }
    assert importing == {"tts/piper.py"}


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return {node.module.split(".")[0]}
    return set()
