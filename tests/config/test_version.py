"""The name of the files that an agent is made of."""

from __future__ import annotations

from pathlib import Path

from voice_agent.config.load import load_pipeline
from voice_agent.config.version import digest, files_of, version_of


def test_the_same_files_have_the_same_version_and_a_changed_one_another(tmp_path: Path) -> None:
    one, two = tmp_path / "a.yaml", tmp_path / "b.yaml"
    one.write_text("x")
    two.write_text("y")
    first = digest([one, two])
    assert digest([two, one, one]) == first
    two.write_text("z")
    assert digest([one, two]) != first
    two.unlink()
    assert len(digest([one, two])) == len(first) == 10


def test_a_pipeline_is_its_file_its_playbook_and_its_model() -> None:
    config = load_pipeline("barista")
    names = {path.name for path in files_of(config)}
    assert {"barista.yaml", "playbook.yaml", "phrases.yaml"} <= names
    assert any(name.endswith(".onnx") for name in names)
    assert version_of(config) == version_of(load_pipeline("barista"))
    assert version_of(config) != version_of(load_pipeline("bank"))
