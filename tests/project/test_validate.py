"""Faults of whole projects: file, line and column."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from voice_agent.commands.cli import app
from voice_agent.core.errors import ConfigError
from voice_agent.project.answers import Answers
from voice_agent.project.make import new_project, write_project
from voice_agent.project.validate import validate_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_project(new_project(Answers()), tmp_path, {})
    return tmp_path


@pytest.mark.parametrize("pipeline", ["bank", "barista"])
def test_what_ships_has_no_faults(pipeline: str) -> None:
    assert [str(one) for one in validate_project(pipeline)] == []


def test_a_new_project_has_no_faults(project: Path) -> None:
    assert [str(one) for one in validate_project(str(project))] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "what"),
    [
        ("agent.yaml", "playbook: .", "playbok: .", "playbok: ", "unknown key"),
        ("agent.yaml", "{budget_ms: 5}", "{budget: 5}", "budget: 5", "unknown key"),
        ("agent.yaml", "engine: piper", "engine: pipr", "engine: pipr", "pipr"),
        ("playbook.yaml", "persona:", "person:", "person:", "unknown key"),
        ("playbook.yaml", "    confirm:", "    confrim:", "confrim:", "unknown key"),
        ("playbook.yaml", "action: book", "action: bok", "action: bok", "no action 'bok"),
        ("playbook.yaml", "entity: date", "entity: dat", "day: {", "no entity 'dat'"),
        ("phrases.yaml", "goodbye:", "goodby:", "goodby:", "no such intent"),
        ("phrases.yaml", "- much obliged", "- operator", "operator\ngoodbye", "'operator' is also"),
        ("checks.yaml", "steps:", "stepps:", "stepps:", "unknown key"),
        (
            "knowledge/asked.yaml",
            "Where are you:",
            "Who are you:",
            "Who are you:",
            "'questions: Who are you': no section begins so; known: When are you open?",
        ),
        ("knowledge/asked.yaml", "questions:", "faq:", "When are you", "known: questions.md"),
    ],
)
def test_each_mistake_has_its_place(
    project: Path, file: str, old: str, new: str, at: str, what: str
) -> None:
    path = project / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    before = text[: text.index(at)]
    place = (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)

    found = validate_project(str(project))
    assert (path, *place) in [(one.file, one.line, one.column) for one in found], found
    assert any(what in one.what and "\n" not in one.what for one in found)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("agent.yaml", "stages:", "stages: ["),
        ("playbook.yaml", "says:", "says: ["),
        ("knowledge/asked.yaml", "Where are you:", "Where are you: {"),
    ],
)
def test_what_cannot_be_read_is_one_fault_of_its_file(
    project: Path, file: str, old: str, new: str
) -> None:
    path = project / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert {one.file for one in validate_project(str(project))} == {path}


def test_every_unknown_key_is_found_at_once(project: Path) -> None:
    path = project / "playbook.yaml"
    text = path.read_text(encoding="utf-8").replace("persona:", "x:").replace("about:", "y:")
    path.write_text(text, encoding="utf-8")
    found = [one for one in validate_project(str(project)) if "unknown key" in one.what]
    assert len(found) == 6
    assert len({(one.line, one.column) for one in found}) == 6


def test_no_such_pipeline() -> None:
    with pytest.raises(ConfigError, match="no pipeline called 'nothing'"):
        validate_project("nothing")


def test_the_status_says_whether_there_are_faults(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)  # agent.yaml of this folder is what is meant
    assert CliRunner().invoke(app, ["validate"]).exit_code == 0
    path = project / "phrases.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("cheers", "operator"))
    result = CliRunner().invoke(app, ["validate"])
    assert result.exit_code == 1
    assert re.match(r"phrases\.yaml:\d+:5: 'operator' is also", result.output)
