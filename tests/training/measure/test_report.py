"""Measuring a model: what is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.core.resources import models_folder, pipelines_folder
from voice_agent.playbook.load import load_playbook
from voice_agent.project.answers import Answers
from voice_agent.project.make import new_project, write_project
from voice_agent.training.data.labelled import heldout_if_any
from voice_agent.training.measure.report import evaluate, not_measured


def test_figures_that_cannot_be_written_are_told_before_anything_is_measured(
    tmp_path: Path,
) -> None:
    bank, no_model = pipelines_folder() / "bank", tmp_path
    (tmp_path / "file").touch()

    with pytest.raises(ConfigError, match="figures cannot be written"):
        evaluate(bank, no_model, json_out=tmp_path / "file" / "figures.json")
    with pytest.raises(ConfigError, match="is a folder"):
        evaluate(bank, no_model, json_out=tmp_path)
    with pytest.raises(ModelError):
        evaluate(bank, no_model, json_out=tmp_path / "new" / "figures.json")
    assert (tmp_path / "new").is_dir()


def test_what_is_not_measured_is_said(tmp_path: Path) -> None:
    write_project(new_project(Answers()), tmp_path, {})
    playbook = load_playbook(tmp_path)
    assert not_measured(playbook).startswith("no heldout.yaml: intents, details and calls")
    written = not_measured(playbook).partition("phrases.yaml: ")[2].replace("NAME", "thanks")
    (tmp_path / "heldout.yaml").write_text(written)
    assert not_measured(playbook) == ""
    (turn,) = heldout_if_any(playbook)
    assert turn.intents == ("thanks",)


@pytest.mark.slow
@pytest.mark.real
def test_plots_of_the_heldout_turns(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="needs the 'bench' extra")
    book, model = pipelines_folder() / "barista", models_folder() / "barista"
    quiet = Console(quiet=True)

    evaluate(book, model, plots=tmp_path / "plots", console=quiet)

    kinds = ("confused", "reliability", "coverage")
    drawn = {path.name: path.read_bytes() for path in (tmp_path / "plots").iterdir()}
    assert {f"held-out-turns-{kind}.png" for kind in kinds} <= drawn.keys()
    assert all(picture.startswith(b"\x89PNG") for picture in drawn.values())
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="plots cannot be written"):
        evaluate(book, model, plots=tmp_path / "file", console=quiet)
