"""Sections that no question reaches."""

from __future__ import annotations

from pathlib import Path

from voice_agent.knowledge.sections import load_folder
from voice_agent.language import load
from voice_agent.project.knowledge import section_findings


def found(folder: Path) -> list[tuple[str, int, str]]:
    made = section_findings(folder, load_folder(folder), load("en"))
    return [(one.file.name, one.line, one.what) for one in made]


def test_a_section_under_the_heading_of_another(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\n## When are you open?\nFrom nine.\n")
    assert found(tmp_path) == []

    (tmp_path / "b.md").write_text("# A\n\n## When are you open?\nFrom ten.\n")
    ((file, line, what),) = found(tmp_path)
    assert (file, line) == ("b.md", 3)
    assert what.startswith("no question reaches 'A: When are you open?'")


def test_asked_yaml_makes_a_section_reachable(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\n## Of\nParking costs two dollars.\n")
    assert [what[:19] for _, _, what in found(tmp_path)] == ["no question reaches"]

    (tmp_path / "asked.yaml").write_text("asked: {a: {Of: [what does parking cost]}}\n")
    assert found(tmp_path) == []


def test_a_section_that_is_hard_to_hear(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("## Which buses stop here?\nThe 1, 2, 3, 4 and 5.\n")
    assert found(tmp_path) == [("a.md", 1, "5 numbers in one sentence; at most 3 are remembered")]
