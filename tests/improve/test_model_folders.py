from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from recorded_calls import write_pipeline

from voice_agent.config.load import load_pipeline
from voice_agent.config.schema import PipelineConfig
from voice_agent.config.slm_folder import model_folder
from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.core.resources import models_folder
from voice_agent.core.turn import Transcript
from voice_agent.improve.model_folders import load_slm, locked_name
from voice_agent.playbook.load import load_playbook


@pytest.fixture(autouse=True)
def no_override(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICE_AGENT_MODELS", raising=False)


def pipeline(folder: Path, **slm: object) -> PipelineConfig:
    file = write_pipeline(folder)
    content = yaml.safe_load(file.read_text())
    content["stages"]["slm"] |= slm
    file.write_text(yaml.safe_dump(content))
    return load_pipeline(str(file))


def test_the_model_of_a_playbook_is_named_after_its_folder(tmp_path: Path) -> None:
    assert locked_name(pipeline(tmp_path, args={})) == "slm-small"


def test_a_pipeline_may_name_another_locked_model_or_a_folder(tmp_path: Path) -> None:
    assert locked_name(pipeline(tmp_path / "a", args={"model": "slm-bank"})) == "slm-bank"
    own = pipeline(tmp_path / "b", args={"folder": "mine"})
    assert model_folder(own) == tmp_path / "b" / "mine"
    with pytest.raises(ConfigError, match="names a model outside the lock file"):
        locked_name(own)


def test_where_a_locked_model_is(tmp_path: Path) -> None:
    assert model_folder(load_pipeline("bank")) == models_folder() / "bank"
    with pytest.raises((ConfigError, ModelError), match="small"):
        model_folder(pipeline(tmp_path, args={}))


@pytest.mark.real
def test_the_model_that_serve_would_load() -> None:
    config = load_pipeline("bank")
    engine = load_slm(config, load_playbook(config.playbook_folder))
    assert engine.read(Transcript("what is my balance", 0.9)).intent == "check_balance"


def test_an_engine_that_is_no_trained_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("def make(context):\n    return object()\n")
    config = pipeline(tmp_path, engine="own.py:make", args={})
    with pytest.raises(ConfigError, match=r"stages\.slm\.engine: 'own\.py:make' has no model file"):
        load_slm(config, load_playbook(config.playbook_folder))
