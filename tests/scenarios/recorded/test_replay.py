"""Recordings through the whole pipeline: the same again, and what another pipeline does."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from exchange import speech
from rich.console import Console
from small_project import write_project

from voice_agent.audio.wav import write_wav
from voice_agent.core.errors import ConfigError
from voice_agent.scenarios.recorded.replay import InRecord, replay_audio
from voice_agent.scenarios.recorded.turns import HeardTurn
from voice_agent.testing.virtual_time import RepeatableLoop

SAID = "my balance"
REPLY = "Your checking balance is 10 dollars."


@pytest.fixture
def project(tmp_path: Path) -> str:
    return str(write_project(tmp_path / "bank"))


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    folder.mkdir()
    caller = np.zeros(16000 * 2, np.int16)
    caller[16000 : 16000 + 9600] = np.frombuffer(speech(0.6), "<i2")
    write_wav(folder / "one.wav", np.stack((caller, np.zeros_like(caller)), axis=1), 16000)
    return folder


def replayed(calls: Path, project: str, **how: object) -> tuple[int, str]:
    out = Console(file=io.StringIO(), width=200)
    count = replay_audio(calls, project, out, RepeatableLoop, **how)  # type: ignore[arg-type]
    return count, out.file.getvalue()  # type: ignore[attr-defined]


KNOWN = {"one": InRecord([HeardTurn(SAID, "answer", REPLY, "playbook")])}


def test_a_call_goes_as_in_its_record(calls: Path, project: str) -> None:
    count, text = replayed(calls, project, record=KNOWN)
    assert count == 0, text
    assert f"1 {SAID} -> answer: {REPLY}" in text
    assert "1 turn of 1 call replayed, 0 differences to the record" in text


def test_what_goes_otherwise_is_shown_as_it_was_and_as_it_is(calls: Path, project: str) -> None:
    known = {"one": InRecord([HeardTurn(SAID, "human", REPLY), HeardTurn("bye", "answer")])}
    count, text = replayed(calls / "one.wav", project, record=known)
    assert count == 2
    assert f"otherwise: route\n    then {SAID} -> human: {REPLY}\n    now  {SAID}" in text
    assert "otherwise: turn\n    then bye -> answer: \n    now  (no turn)" in text


def test_a_second_pipeline_is_compared_turn_by_turn(
    calls: Path, project: str, tmp_path: Path
) -> None:
    other = write_project(tmp_path / "other")
    book = tmp_path / "other" / "playbook.yaml"
    book.write_text(book.read_text().replace("10 dollars", "11 dollars"))
    count, text = replayed(calls, project, against=str(other))
    assert count == 1
    assert "otherwise: reply" in text


def test_a_call_that_the_record_does_not_have_is_not_compared(calls: Path, project: str) -> None:
    (calls / "two.wav").write_bytes((calls / "one.wav").read_bytes())
    count, text = replayed(calls, project, record=KNOWN)
    assert count == 0
    assert "not compared: the record does not have this call" in text
    with pytest.raises(ConfigError, match="named by its call's id"):
        replayed(calls, project, record={})


def test_alone_it_shows_the_turns(calls: Path, project: str) -> None:
    count, text = replayed(calls, project)
    assert count == 0
    assert text.endswith("1 turn of 1 call replayed\n")
