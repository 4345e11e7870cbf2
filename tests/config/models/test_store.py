from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml

from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ConfigError, ModelError


def write_lock(folder: Path, **changes: object) -> Path:
    weights = folder / "tiny"
    weights.mkdir(exist_ok=True)
    (weights / "model.onnx").write_bytes(b"weights")
    model: dict[str, object] = {
        "kind": "slm",
        "licence": "Apache-2.0",
        "entry": "model.onnx",
        "sources": [{"folder": "tiny"}],
        "files": {
            "model.onnx": {"sha256": hashlib.sha256(b"weights").hexdigest(), "size": 7},
        },
    }
    model.update(changes)
    path = folder / "lock.yaml"
    path.write_text(yaml.safe_dump({"models": {"tiny": model}}))
    return path


@pytest.fixture(autouse=True)
def no_override(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICE_AGENT_MODELS", raising=False)


def test_a_locked_model_is_found_beside_the_lock(tmp_path: Path) -> None:
    store = ModelStore.open(write_lock(tmp_path))
    assert store.names() == ("tiny",)
    assert store.path("tiny") == tmp_path / "tiny" / "model.onnx"
    assert store.verify("tiny") == []


def test_a_model_of_several_files_is_its_folder(tmp_path: Path) -> None:
    assert ModelStore.open(write_lock(tmp_path, entry="")).path("tiny") == tmp_path / "tiny"


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    lock = write_lock(tmp_path)
    (tmp_path / "tiny" / "model.onnx").write_bytes(b"Weights")
    with pytest.raises(ModelError, match=r"model\.onnx: sha256 .* not the locked 'tiny'"):
        ModelStore.open(lock).path("tiny")
    assert str(ModelStore.open(lock).verify("tiny")[0]).startswith(str(tmp_path))
    assert ModelStore.open(lock, verify=False).path("tiny").name == "model.onnx"


def test_the_environment_folder_is_searched_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = write_lock(tmp_path)
    own = tmp_path / "own" / "tiny"
    own.mkdir(parents=True)
    (own / "model.onnx").write_bytes(b"weights")
    monkeypatch.setenv("VOICE_AGENT_MODELS", str(tmp_path / "own"))
    assert ModelStore.open(lock).path("tiny") == own / "model.onnx"
    monkeypatch.setenv("VOICE_AGENT_MODELS", str(tmp_path / "none"))
    with pytest.raises(ConfigError, match="VOICE_AGENT_MODELS"):
        ModelStore.open(lock)


def test_locking_again_takes_the_new_weights(tmp_path: Path) -> None:
    lock = write_lock(tmp_path)
    (tmp_path / "tiny" / "model.onnx").write_bytes(b"trained again")
    store = ModelStore.open(lock)
    store.lock("tiny")
    assert store.path("tiny").is_file()
    assert ModelStore.open(lock).verify("tiny") == []
    assert ModelStore.open(lock).model("tiny").files["model.onnx"].size == 13


def test_a_new_model_is_added_with_all_its_files(tmp_path: Path) -> None:
    lock = write_lock(tmp_path)
    folder = tmp_path / "bank"
    (folder / "deep").mkdir(parents=True)
    (folder / "model.onnx").write_bytes(b"1")
    (folder / "deep" / "labels.json").write_bytes(b"{}")
    ModelStore.open(lock).lock(
        "slm-bank", folder=folder, kind="slm", licence="Apache-2.0", entry="model.onnx"
    )
    store = ModelStore.open(lock)
    assert store.names() == ("tiny", "slm-bank")
    assert store.path("slm-bank") == folder / "model.onnx"
    assert sorted(store.model("slm-bank").files) == ["deep/labels.json", "model.onnx"]


def test_locking_nothing_is_refused(tmp_path: Path) -> None:
    store = ModelStore.open(write_lock(tmp_path))
    with pytest.raises(ModelError, match="no files to lock"):
        store.lock("x", folder=tmp_path / "empty", kind="slm", licence="MIT")


def test_an_unknown_name_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model 'big' is locked; known: tiny"):
        ModelStore.open(write_lock(tmp_path)).path("big")


def test_the_shipped_lock_is_readable() -> None:
    store = ModelStore.open()
    assert {store.model(name).kind for name in store.names()} >= {"vad", "turns", "stt", "tts"}


@pytest.mark.real
def test_the_shipped_models_are_the_locked_ones() -> None:
    store = ModelStore.open()
    assert {name: store.verify(name) for name in store.names()} == {
        name: [] for name in store.names()
    }
