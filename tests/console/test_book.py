from __future__ import annotations

from pathlib import Path

import pytest

from voice_agent.config.load import load_pipeline
from voice_agent.config.schema import PipelineConfig
from voice_agent.console import book
from voice_agent.playbook import load_playbook
from voice_agent.project.answers import Answers
from voice_agent.project.make import new_project, write_project


@pytest.fixture
def config(tmp_path: Path) -> PipelineConfig:
    folder = tmp_path / "shop"
    write_project(new_project(Answers()), folder, {})
    return load_pipeline(str(folder))


def test_only_what_people_write_is_shown(config: PipelineConfig) -> None:
    home = config.playbook_folder
    (home / "secret.env").write_text("KEY=1")
    (home / "demo").mkdir()
    (home / "demo" / "script.yaml").write_text("a: 1")
    files = book.files_of(config)
    assert {"playbook.yaml", "phrases.yaml"} < set(files)
    assert all(name.endswith((".yaml", ".md")) for name in files)
    assert not any(name.startswith("demo") for name in files)
    for name in ("secret.env", "../agent.yaml", "/etc/passwd", ""):
        assert book.read_file(config, name) is None
        assert book.save_file(config, name, "x", True) is None


def test_a_text_that_loads_is_saved(config: PipelineConfig) -> None:
    before = book.read_file(config, "playbook.yaml")
    assert before is not None
    text = before.text.replace("greeting:", "greeting:  ", 1)
    assert text != before.text
    checked = book.save_file(config, "playbook.yaml", text, False)
    assert checked is not None
    assert (checked.saved, checked.version) == (False, before.version)
    saved = book.save_file(config, "playbook.yaml", text, True)
    assert saved is not None
    assert saved.saved
    assert saved.version == book.version_of(text) != before.version
    assert (config.playbook_folder / "playbook.yaml").read_text() == text
    assert not list(config.playbook_folder.glob(".playbook*")), "nothing is left over"


def test_a_text_that_does_not_load_is_not_saved(config: PipelineConfig) -> None:
    before = book.read_file(config, "playbook.yaml")
    assert before is not None
    for text in (": [", before.text + "\nmisspelt: 1\n", ""):
        refused = book.save_file(config, "playbook.yaml", text, True)
        assert refused is not None
        assert not refused.saved
        assert refused.faults
        assert refused.faults[0].file == "playbook.yaml"
    assert book.read_file(config, "playbook.yaml") == before


def test_a_file_of_the_knowledge_folder_can_be_changed(config: PipelineConfig) -> None:
    name = next(one for one in book.files_of(config) if one.startswith("knowledge/"))
    file = config.playbook_folder / name
    text = file.read_text() + "\n## Parking\nThere is a car park behind the house.\n"
    saved = book.save_file(config, name, text, True)
    assert saved is not None
    assert saved.saved
    assert file.read_text() == text


def test_saving_needs_leave_and_a_folder_that_can_be_written(
    config: PipelineConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert book.why_not_editable(config, edit=True) == ""
    assert "--edit" in book.why_not_editable(config, edit=False)
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert "init" in book.why_not_editable(config, edit=True)


def test_questions_of_the_agent_can_be_chosen() -> None:
    bank = load_playbook(load_pipeline("bank").playbook_folder)
    found = book.questions(bank)
    assert found
    assert all(one.text and ": " in one.label for one in found)
