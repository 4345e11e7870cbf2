"""Where the language model of a pipeline is."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_agent.config.load import load_pipeline
from voice_agent.config.models import ModelStore
from voice_agent.config.slm_folder import find_slm, is_shipped, model_folder, training_folder
from voice_agent.core.errors import ModelError
from voice_agent.core.resources import models_folder
from voice_agent.project.answers import Answers
from voice_agent.project.make import new_project, write_project


def test_the_project_comes_before_the_lock(tmp_path: Path) -> None:
    models = ModelStore.open(verify=False)
    locked = find_slm(tmp_path, "bank", models)
    assert locked == models.path("slm-bank")

    own = tmp_path / "models" / "bank"
    own.mkdir(parents=True)
    (own / "labels.json").write_text("{}")
    assert find_slm(tmp_path, "bank", models) == own
    assert find_slm(tmp_path, "bank", models, model="slm-bank") == locked
    assert find_slm(tmp_path, "bank", models, folder="other") == tmp_path / "other"


def test_without_a_model_the_command_that_makes_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"playbook 'dentist' .* voice-agent train --fast"):
        find_slm(tmp_path, "dentist", ModelStore.open(verify=False))


def test_a_model_is_trained_where_it_is_looked_for(tmp_path: Path) -> None:
    write_project(new_project(Answers()), tmp_path, {})
    config = load_pipeline(str(tmp_path))
    assert training_folder(config) == tmp_path / "models" / tmp_path.name
    assert not is_shipped(config)

    shipped = load_pipeline("bank")
    assert is_shipped(shipped)
    assert training_folder(shipped) == models_folder() / "bank"
    assert model_folder(shipped) == models_folder() / "bank"
