"""The models that a pipeline file names."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_agent.config.load import load_pipeline
from voice_agent.config.models.named import check_named, named_models
from voice_agent.core.errors import ModelError
from voice_agent.project.answers import Answers, defaults
from voice_agent.project.make import new_project, write_project


def test_what_ships_names_none() -> None:
    assert list(named_models(load_pipeline("bank"))) == []
    check_named(load_pipeline("bank"))


def test_a_stage_that_names_one(tmp_path: Path) -> None:
    write_project(new_project(defaults("es")), tmp_path, {})
    config = load_pipeline(str(tmp_path))
    assert list(named_models(config)) == [("stt", "whisper-es"), ("tts", "piper-es")]
    with pytest.raises(ModelError, match=r"agent\.yaml: stages\.stt\.args\.model: no model 'whisp"):
        check_named(config)


def test_the_model_of_another_engine_is_its_own_affair(tmp_path: Path) -> None:
    write_project(new_project(Answers()), tmp_path, {})
    config = load_pipeline(str(tmp_path))
    stt = config.stages["stt"].model_copy(update={"engine": "wyoming", "args": {"model": "any"}})
    other = config.model_copy(update={"stages": {**config.stages, "stt": stt}})
    assert list(named_models(other)) == []


def test_one_that_is_there_is_accepted(tmp_path: Path) -> None:
    write_project(new_project(Answers()), tmp_path, {})
    file = tmp_path / "agent.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("engine: piper", "engine: piper, args: {model: ./ana.onnx}", 1),
        encoding="utf-8",
    )
    with pytest.raises(ModelError, match=r"ana\.onnx: no such model"):
        check_named(load_pipeline(str(file)))
    (tmp_path / "ana.onnx").touch()
    check_named(load_pipeline(str(file)))
