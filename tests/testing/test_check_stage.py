from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from voice_agent.audio.wav import write_wav
from voice_agent.core.errors import AudioError, ConfigError
from voice_agent.testing.check_stage import STAGES, check_stage, read_pairs, read_speech, show
from voice_agent.testing.report import Check, Report

MODULE = """
from voice_agent.core.turn import Transcript

class Own:
    def __init__(self, *, text: str = ""):
        self.text = text

    def transcribe(self, audio, rate_hz, *, asked="", draft=""):
        return Transcript(self.text, 0.9 if self.text else 0.0)

def look_up(details, context):
    return {"found": details.get("account", "none")}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own.py").write_text(MODULE)
    return tmp_path


def checked(folder: Path, stage: str, engine: str, **args: Any) -> Report:
    options = {"details": {"account": "savings"}} if stage == "actions" else {}
    return check_stage(stage, engine, args, options=options, folder=folder)


def test_an_engine_is_made_as_a_pipeline_would(folder: Path) -> None:
    assert checked(folder, "stt", "own.py:Own").ok
    (problem,) = checked(folder, "stt", "own.py:Own", text="hm").problems
    assert problem.problem == "recognises 'hm' in nothing; expected no text"


def test_the_options_reach_the_kit(folder: Path) -> None:
    speech = (np.zeros(16_000, np.int16), "hello")
    report = check_stage("stt", "own.py:Own", {}, options={"speech": speech}, folder=folder)
    assert [check.what for check in report.problems] == ["recognises what is said"]


def test_actions_are_checked_too(folder: Path) -> None:
    assert checked(folder, "actions", "own.py:look_up").ok
    with pytest.raises(ConfigError, match="kind: no installed package has 'ticket'"):
        checked(folder, "actions", "ticket")


@pytest.mark.parametrize("stage", sorted(set(STAGES) - {"actions", "carrier"}))
def test_every_stage_has_a_kit(folder: Path, stage: str) -> None:
    report = checked(folder, stage, "own.py:Own")
    assert report.stage == stage
    assert report.ok == (stage == "stt")
    assert len(report.checks) == (9 if stage == "stt" else 1)


def test_carriers_are_checked_too(folder: Path) -> None:
    (folder / "line.py").write_text("from voice_agent.transport.raw import CARRIER\n")
    assert checked(folder, "carrier", "line.py:CARRIER").engine == "raw"
    with pytest.raises(
        ConfigError,
        match="unknown carrier 'pigeon'; known: asterisk, audiosocket, exotel",
    ):
        checked(folder, "carrier", "pigeon")


def test_mistakes_say_what_is_accepted(folder: Path) -> None:
    with pytest.raises(ConfigError, match="no contract for a stage 'sst'; known: vad, turns, stt"):
        checked(folder, "sst", "own.py:Own")
    with pytest.raises(ConfigError, match=r"stages\.stt\.args\.text: expected str, got 7"):
        checked(folder, "stt", "own.py:Own", text=7)


def test_values_of_pairs_are_what_yaml_takes_them_for() -> None:
    pairs = ["threads=2", "fast=true", "words=[a, b]", "url=ws://a?b=c", "none="]
    assert read_pairs(pairs, "--args") == {
        "threads": 2,
        "fast": True,
        "words": ["a", "b"],
        "url": "ws://a?b=c",
        "none": None,
    }
    for wrong in ("threads", "=2", "words=[a"):
        with pytest.raises(ConfigError, match=r"--args .*: expected name=value, such as threads=2"):
            read_pairs([wrong], "--args")


def test_a_recording_comes_at_the_rate_of_recognisers(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", np.ones(8000, np.int16), 8000)
    assert read_speech(tmp_path / "a.wav").size == 16_000
    (tmp_path / "b.wav").write_text("no WAV")
    with pytest.raises(AudioError):
        read_speech(tmp_path / "b.wav")


def test_a_report_is_printed_with_every_problem() -> None:
    console = Console(record=True, width=80)
    show(Report("stt", "mine", [Check("answers", "gives [int]"), Check("is quick")]), console)
    show(Report("stt", "mine", [Check("answers")]), console)
    lines = [line.strip() for line in console.export_text().splitlines()]
    assert lines[1] == "gives [int]"
    assert lines[3] == "stt engine mine: 1 of 2 checks failed"
    assert lines[5] == "stt engine mine: keeps its contract"
