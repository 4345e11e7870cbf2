"""Turns that all playbooks of a language share."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

from voice_agent.gate.languages import foreign_to
from voice_agent.playbook.phrases import parse_phrase
from voice_agent.training.data import shared
from voice_agent.training.data.shared import shared_path, shared_turns


def test_each_language_has_its_own_turns() -> None:
    assert "yes" in shared_turns("acts", "en")["affirm"][0]
    assert "sí" in shared_turns("acts", "es")["affirm"][0]
    assert shared_turns("acts", "es").keys() == shared_turns("acts", "en").keys()
    assert shared_turns("escalation", "es").keys() == shared_turns("escalation", "en").keys()


def test_a_language_without_a_folder_learns_from_english() -> None:
    assert shared_turns("acts", "xx") == shared_turns("acts", "en")


def test_a_folder_without_a_file_has_no_such_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "DATA", tmp_path)
    (tmp_path / "es").mkdir()
    (tmp_path / "acts.yaml").write_text("affirm: [yes indeed]")

    assert shared_turns("acts", "es") == {}
    assert shared_path("acts", "es") is None
    assert shared_turns("acts", "xx") == {"affirm": ["yes indeed"]}


@pytest.mark.parametrize("name", ["acts", "escalation", "out_of_scope"])
def test_spanish_turns_are_phrases_and_spanish(name: str) -> None:
    for kind, lines in shared_turns(name, "es").items():
        for line in lines if isinstance(lines, list) else chain(*lines.values()):
            if kind != "answers":
                parse_phrase(line, ())
            assert foreign_to("es", line) is None, line
