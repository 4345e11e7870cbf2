from __future__ import annotations

from pathlib import Path

import pytest

from voice_agent.config.models.add import add_model
from voice_agent.config.models.project import ProjectModels, own_lock
from voice_agent.core.errors import ModelError


def voice(folder: Path, content: bytes = b"weights") -> Path:
    folder.mkdir()
    (folder / "ana.onnx").write_bytes(content)
    (folder / "ana.onnx.json").write_text("{}")
    return folder


def test_a_path_is_relative_to_the_pipeline_file(tmp_path: Path) -> None:
    voice(tmp_path / "own")
    models = ProjectModels.open(tmp_path)
    assert models.path("./own/ana.onnx") == tmp_path / "own" / "ana.onnx"
    assert models.path(str(tmp_path / "own")) == tmp_path / "own"
    with pytest.raises(ModelError, match="gone: no such model; paths are relative"):
        models.path("./gone")


def test_a_projects_own_models_come_before_the_shipped_ones(tmp_path: Path) -> None:
    add_model(own_lock(tmp_path), "ana", str(voice(tmp_path / "own")), "tts", "MIT")
    models = ProjectModels.open(tmp_path)
    assert models.names()[0] == "ana"
    assert "silero-vad" in models.names()
    assert models.path("ana") == tmp_path / "models" / "ana" / "ana.onnx"
    assert models.path("silero-vad").is_file()


def test_a_name_that_nobody_knows_says_how_to_add_it(tmp_path: Path) -> None:
    with pytest.raises(
        ModelError,
        match=r"known: .*silero-vad.*models add whisper-huge FOLDER --kind KIND --licence",
    ):
        ProjectModels.open(tmp_path).path("whisper-huge")


def test_a_stage_is_told_the_models_of_its_kind(tmp_path: Path) -> None:
    add_model(own_lock(tmp_path), "ana", str(voice(tmp_path / "own")), "tts", "MIT")
    with pytest.raises(ModelError) as caught:
        ProjectModels.open(tmp_path).path("joe", "tts")
    assert str(caught.value) == (
        "no model 'joe' is locked; known: ana, piper-en_US-joe-medium. Name a path (./joe), or "
        "add it: voice-agent models add joe FOLDER --kind tts --licence LICENCE"
    )


def test_an_added_model_that_has_changed_is_refused(tmp_path: Path) -> None:
    add_model(own_lock(tmp_path), "ana", str(voice(tmp_path / "own")), "tts", "MIT")
    (tmp_path / "models" / "ana" / "ana.onnx").write_bytes(b"other")
    with pytest.raises(ModelError, match="is not the locked 'ana'"):
        ProjectModels.open(tmp_path).path("ana")
