"""When a fast model has to be made anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_agent.playbook.load import load_playbook
from voice_agent.project.answers import Answers
from voice_agent.project.make import new_project, write_project
from voice_agent.training.stamp import stamp


@pytest.mark.parametrize(
    ("file", "old", "new", "changes"),
    [
        ("phrases.yaml", "cheers", "cheerio", True),
        ("playbook.yaml", "Which day would suit you?", "On which day?", True),
        ("playbook.yaml", "route: human", "route: retrieve", True),
        ("playbook.yaml", "Goodbye.", "Bye.", False),
        ("knowledge/questions.md", "nine", "ten", False),
    ],
)
def test_what_a_model_learns_from(
    tmp_path: Path, file: str, old: str, new: str, changes: bool
) -> None:
    write_project(new_project(Answers()), tmp_path, {})
    before = stamp(load_playbook(tmp_path))
    path = tmp_path / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert (stamp(load_playbook(tmp_path)) != before) == changes
