from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from voice_agent.commands.cli import app

MODULE = """
import threading
from voice_agent.core.turn import Transcript

class Own:
    def transcribe(self, audio, rate_hz, *, asked="", draft=""):
        return Transcript("", 0.0)

class Talks:
    def transcribe(self, audio, rate_hz, *, asked="", draft=""):
        return Transcript("hm", 0.9)

class Hangs:
    def transcribe(self, audio, rate_hz, *, asked="", draft=""):
        threading.Event().wait()

def look_up(details):
    return {"found": details.get("account")}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "own.py").write_text(MODULE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["check-stage", *arguments])
    return result.exit_code, result.output


def test_the_status_says_whether_the_contract_is_kept() -> None:
    status, output = run("stt", "own.py:Own")
    assert status == 0
    assert output.splitlines()[-1] == "stt engine Own: keeps its contract"
    status, output = run("stt", "own.py:Talks")
    assert status == 1
    assert "recognises 'hm' in nothing; expected no text" in output
    assert output.splitlines()[-1] == "stt engine Talks: 1 of 9 checks failed"


def test_arguments_and_details_are_given_as_pairs() -> None:
    assert run("vad", "webrtc", "--args", "aggressiveness=1")[0] == 0
    assert run("actions", "own.py:look_up", "--details", "account=savings")[0] == 0


def test_an_engine_that_hangs_does_not_hold_the_command(folder: Path) -> None:
    command = ["check-stage", "stt", "own.py:Hangs", "--deadline-ms", "100"]
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "voice_agent", *command],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr
    assert "no answer in 100 ms" in done.stdout
    assert time.monotonic() - began < 100


def test_a_thread_that_was_there_before_does_not_end_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "_exit", lambda status: pytest.fail(f"ended with {status}"))
    stop = threading.Event()
    other = threading.Thread(target=stop.wait, name="vad_0")
    other.start()
    try:
        assert run("vad", "webrtc")[0] == 0
    finally:
        stop.set()
        other.join()
