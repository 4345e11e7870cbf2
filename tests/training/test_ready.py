"""A playbook without a model gets a fast one."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from voice_agent.config.load import load_pipeline
from voice_agent.config.schema import PipelineConfig
from voice_agent.config.slm_folder import training_folder
from voice_agent.core.errors import ConfigError
from voice_agent.playbook.load import load_playbook
from voice_agent.project.answers import Answers
from voice_agent.project.make import new_project, write_project
from voice_agent.slm.labels import Labels
from voice_agent.training import ready
from voice_agent.training.ready import ensure_model, reason_to_train
from voice_agent.training.stamp import stamp


@pytest.fixture
def config(tmp_path: Path) -> PipelineConfig:
    home = tmp_path / "shop"
    write_project(new_project(Answers()), home, {})
    return load_pipeline(str(home))


def put(config: PipelineConfig, kind: str, made_of: str) -> None:
    folder = training_folder(config)
    folder.mkdir(parents=True)
    labels = Labels("x", ("out_of_scope",), (), made_with={"made_of": made_of}, kind=kind)  # type: ignore[arg-type]
    labels.write(folder / "labels.json")


def test_no_model(config: PipelineConfig) -> None:
    assert reason_to_train(config) == "No language model for 'shop'"


@pytest.mark.parametrize(
    ("kind", "same", "reason"),
    [("fast", True, ""), ("fast", False, "have changed"), ("network", False, "")],
)
def test_a_model_that_is_there(config: PipelineConfig, kind: str, same: bool, reason: str) -> None:
    put(config, kind, stamp(load_playbook(config.playbook_folder)) if same else "other")
    found = reason_to_train(config)
    assert reason in found
    assert bool(found) == bool(reason)


def test_what_ships_and_what_is_damaged_is_left_alone(config: PipelineConfig) -> None:
    assert reason_to_train(load_pipeline("bank")) == ""
    folder = training_folder(config)
    folder.mkdir(parents=True)
    (folder / "labels.json").write_text(json.dumps({"format": 99}))
    assert reason_to_train(config) == ""


def test_a_notice_says_what_is_used_and_how_to_get_better(
    config: PipelineConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[Path] = []
    monkeypatch.setattr(ready, "train_fast", lambda book, folder, **_: trained.append(folder))
    out = StringIO()
    ensure_model(config, Console(file=out, width=400))
    assert trained == [training_folder(config)]
    assert "No language model for 'shop': training a fast one" in out.getvalue()
    assert f"voice-agent train --pipeline {config.file}" in out.getvalue()


def test_a_folder_that_cannot_be_written_is_one_line(
    config: PipelineConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(ready, "train_fast", refuse)
    with pytest.raises(ConfigError, match="no model can be written there: Permission denied"):
        ensure_model(config, Console(file=StringIO()))
