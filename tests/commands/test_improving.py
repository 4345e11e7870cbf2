"""Commands that learn from recorded calls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from exchange import TONE
from recorded_calls import (
    CALLS,
    read,
    record_calls,
    write_pipeline,
)
from small_project import write_project
from typer.testing import CliRunner

from voice_agent.audio.wav import write_wav
from voice_agent.commands.cli import app
from voice_agent.core.errors import ConfigError
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


def test_recordings_run_again_and_are_held_against_their_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice_agent.core.logs.set_up_logging", lambda level: None)
    project = str(write_project(tmp_path / "bank"))
    caller = np.concatenate((np.zeros(16000), TONE[:9600], np.zeros(16000))).astype(np.int16)
    write_wav(tmp_path / "call00.wav", caller, 16000)
    url = f"sqlite:///{tmp_path}/calls.sqlite"
    record_calls(url, load_playbook(tmp_path / "bank"), read, [["my balance"]])
    sound = ["replay", "-p", project, "--audio", str(tmp_path / "call00.wav")]
    run = CliRunner()
    result = run.invoke(app, [*sound, "--record", url, "--gate", "0"])
    assert "0 differences to the record" in result.output
    assert result.exit_code == 0
    playbook = tmp_path / "bank" / "playbook.yaml"
    playbook.write_text(playbook.read_text().replace("10 dollars", "11 dollars"))
    assert run.invoke(app, [*sound, "--record", url, "--gate", "1"]).exit_code == 0
    result = run.invoke(app, [*sound, "--record", url, "--gate", "0"])
    assert "otherwise: reply" in result.output
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ([], "--record is missing"),
        (["--record", "sqlite:///r", "--against", "bank"], "--audio is missing"),
        (["--audio", "calls", "--gate", "0"], "nothing to compare with"),
        (["--audio", "calls", "--all"], "not for --audio"),
    ],
)
def test_options_of_replay_that_do_not_go_together_are_one_line(
    options: list[str], problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice_agent.core.logs.set_up_logging", lambda level: None)
    result = CliRunner().invoke(app, ["replay", *options])
    assert isinstance(result.exception, ConfigError)
    assert problem in str(result.exception)
