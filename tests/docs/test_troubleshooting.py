"""The mistakes of a first day: each is made, and gets the line that the page promises."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pages import ROOT

from voice_agent.commands.cli import run
from voice_agent.phone.launch import free_port
from voice_agent.project.answers import Answers
from voice_agent.project.make import new_project, write_project

PAGE = ROOT / "docs" / "howto" / "troubleshooting.md"
_ROW = re.compile(r"^\| ([^|]+?) \| `([^|]+?)` \| [^|]+ \|$", re.MULTILINE)
LINES: dict[str, str] = dict(_ROW.findall(PAGE.read_text(encoding="utf-8")))


def edit(file: str, old: str, new: str) -> None:
    path = Path(file)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def edited(file: str, old: str, new: str) -> Callable[[], list[str]]:
    """A mistake in a file that `validate` finds."""

    def made() -> list[str]:
        edit(file, old, new)
        return ["validate"]

    return made


MISTAKES: dict[str, Callable[[], list[str]]] = {
    "A pipeline does not exist": lambda: ["chat", "-p", "dentist"],
    "What does not ship is to be copied": lambda: ["init", "mine", "--from", "coffee"],
    "A project is made where one is": lambda: ["init", ".", "--yes"],
    "A key is misspelt": edited("playbook.yaml", "    answer:", "    anwser:"),
    "A tab indents a line": edited("playbook.yaml", "    about:", "\tabout:"),
    "A text has a colon": edited("playbook.yaml", "goodbye: Thank you", "goodbye: Thanks: you"),
    "A quote is not closed": edited("playbook.yaml", 'name: "My Business"', 'name: "My Business'),
    "An action is named that is not there": edited(
        "playbook.yaml", "action: book_an_appointment", "action: book_it"
    ),
    "An intent has no phrases": edited(
        "playbook.yaml", "intents:\n", "intents:\n  prices:\n    about: Cost.\n    answer: Ten.\n"
    ),
    "A change of the world is not confirmed": lambda: _unconfirmed(),
    "A gap in a phrase is no entity": edited(
        "phrases.yaml", "to book an appointment {date}", "{dya}"
    ),
    "A bracket of a phrase is not closed": edited(
        "phrases.yaml", "- okay thanks", "- okay [thanks](date"
    ),
    "Two intents have one phrase": edited("phrases.yaml", "- much obliged", "- operator"),
    "A webhook is no URL": edited(
        "agent.yaml", "playbook: .", "playbook: .\nhandoff: {webhook: nope}"
    ),
    "A language is not installed": edited("playbook.yaml", "language: en", "language: fr"),
    "An engine is misspelt": edited("agent.yaml", "engine: whisper", "engine: whispr"),
    "A model's folder does not exist": lambda: (
        ["models", "add", "ana", "./nowhere", "--kind", "tts", "--licence", "MIT"]
    ),
    "A voice is not on this machine": lambda: _voiceless(),
    "No server is running": lambda: ["call", str(ROOT / "pipelines/bank/demo/1-balance.wav")],
    "A recording does not exist": lambda: ["call", "hello.wav"],
    "Another server has the port": lambda: ["serve", "--port", "8765"],
}


def _unconfirmed() -> list[str]:
    edit("playbook.yaml", "    confirm:", "    # confirm:")
    edit(
        "playbook.yaml",
        "    returns: {reference: A one two three}",
        "    webhook: https://a.example",
    )
    return ["validate"]


def _voiceless() -> list[str]:
    edit("agent.yaml", "engine: piper", "engine: piper, args: {model: ana}")
    return ["serve", "--port", str(free_port())]


def test_the_page_has_every_mistake() -> None:
    assert len(LINES) >= 12
    assert list(LINES) == list(MISTAKES)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_gets_its_line(
    mistake: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_project(new_project(Answers()), tmp_path, {})
    monkeypatch.chdir(tmp_path)
    arguments = MISTAKES[mistake]()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        # The usual port may be in use here; what is free in one case is taken in the other.
        if mistake == "Another server has the port":
            taken.listen()
            arguments[-1] = port
        elif mistake == "No server is running":
            arguments += ["--url", f"ws://127.0.0.1:{port}"]
        monkeypatch.setattr(sys, "argv", ["voice-agent", *arguments])
        with pytest.raises(SystemExit) as stopped:
            run()

    assert stopped.value.code in (1, 2)
    out, err = capsys.readouterr()
    said = [line for line in (out + err).splitlines() if line != "1 fault"]
    assert [line.replace(port, "8765") for line in said] == [LINES[mistake]]
