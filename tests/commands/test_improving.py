"""Commands that learn from recorded calls."""

from __future__ import annotations

from pathlib import Path

import pytest
from recorded_calls import (
    CALLS,
    read,
    record_calls,
    write_pipeline,
)
from typer.testing import CliRunner

from voice_agent.commands.cli import app
from voice_agent.playbook.load import load_playbook


@pytest.fixture
def pipeline(tmp_path: Path) -> str:
    return str(write_pipeline(tmp_path))


@pytest.fixture
def url(tmp_path: Path, pipeline: str) -> str:
    url = f"sqlite:///{tmp_path}/calls.sqlite"
    record_calls(url, load_playbook(tmp_path / "small"), read, CALLS)
    return url


def test_the_commands_are_there_and_pass_on_what_they_are_told(
    pipeline: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It would log to the runner's own terminal, which is gone afterwards.
    monkeypatch.setattr("voice_agent.core.logs.set_up_logging", lambda level: None)
    run = CliRunner()
    result = run.invoke(
        app, ["replay", "-p", pipeline, "--record", url, "--set", "escalation_threshold=0.5"]
    )
    assert result.exit_code == 0
    assert "1 would go elsewhere" in result.output
    for command in (
        ["tune"], ["turns", "export"], ["turns", "label"], ["turns", "learn"],
        ["models", "compare"], ["models", "promote"], ["models", "rollback"],
    ):  # fmt: skip
        assert run.invoke(app, [*command, "--help"]).exit_code == 0
