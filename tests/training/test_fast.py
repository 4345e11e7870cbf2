"""A fast model of a new project, from its phrases to the card."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from voice_agent.playbook.load import load_playbook
from voice_agent.project.answers import Answers
from voice_agent.project.make import new_project, write_project
from voice_agent.slm.labels import Labels
from voice_agent.training import fast
from voice_agent.training.stamp import stamp


def test_it_is_stamped_measured_and_described(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(new_project(Answers()), tmp_path, {})
    given: list[Labels] = []
    monkeypatch.setattr(fast, "fit_fast", lambda task, *_, **__: given.append(task.labels))
    monkeypatch.setattr(fast, "evaluate", lambda *_, **given: {"card": given["card"]})

    figures = fast.train_fast(tmp_path, tmp_path / "m", console=Console(file=StringIO()))

    assert figures == {"card": True}
    assert given[0].kind == "fast"
    assert given[0].made_with == {"made_of": stamp(load_playbook(tmp_path))}
