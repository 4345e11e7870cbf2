"""Every command that a page names exists, with its options."""

from __future__ import annotations

import functools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from pages import ROOT, pages

from voice_agent.commands.cli import app

_COMMAND = re.compile(r"(?:^|(?<=\s)|(?<=bin/))voice-agent((?: +\S+)*)$")
_ENDS = ("|", "...", ">", "&")


def commands(text: str) -> Iterator[list[str]]:
    """Yield the arguments of each ``voice-agent`` in code: in spans and in blocks."""
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    for code in [*lines, *spans]:
        for part in re.split(r"&&|;| #", code):
            if match := _COMMAND.search(part.strip()):
                yield _arguments(match[1])


def _arguments(text: str) -> list[str]:
    try:
        words = shlex.split(text)
    except ValueError:  # A quotation that goes on elsewhere.
        words = text.split()
    return words[: next((i for i, word in enumerate(words) if word in _ENDS), len(words))]


@functools.cache
def _root() -> Any:
    return typer.main.get_command(app)


@functools.cache
def _loaded(command: Any) -> Any:
    """The command itself, read once: a group of commands parses all files of its folder."""
    return command.load() if hasattr(command, "load") else command


def problem(words: list[str]) -> str:
    """Say what is wrong with a command; empty if nothing is."""
    command = _root()
    path: list[str] = []
    for word in words:
        command = _loaded(command)
        if not hasattr(command, "commands"):
            break
        if re.fullmatch(r"[A-Z]+|X", word):
            return ""
        for name in word.split("|"):
            if name not in command.commands:
                return f"voice-agent {' '.join([*path, name])}: no such command"
        path.append(word)
        command = command.commands[word.split("|")[0]]
    command = _loaded(command)
    known = {"--help"}
    for parameter in getattr(command, "params", []):
        known |= {*parameter.opts, *parameter.secondary_opts}
    used = [word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)]
    unknown = [option for option in used if option not in known]
    return f"voice-agent {' '.join(path)}: no {', '.join(unknown)}" if unknown else ""


@pytest.mark.parametrize(
    "page", [p for p in pages() if p.name != "CHANGELOG.md"], ids=lambda p: str(p.relative_to(ROOT))
)
def test_commands_of_a_page_exist(page: Path) -> None:
    found = [problem(words) for words in commands(page.read_text(encoding="utf-8"))]
    assert not [one for one in found if one]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("`voice-agent train -p bank`", [["train", "-p", "bank"]]),
        ("```sh\n.venv/bin/voice-agent demo && ls\n```", [["demo"]]),
        ("```\npip install 'voice-agent[train]'\n```", []),
        ("```\nvoice-agent tune \\\n  --turns x   # why\n```", [["tune", "--turns", "x"]]),
        ("the voice-agent is not code", []),
    ],
)
def test_commands(text: str, found: list[list[str]]) -> None:
    assert list(commands(text)) == found


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("turns export --out x", ""),
        ("turns export|label", ""),
        ("bench latency --limit 3", ""),
        ("bench nothing", "no such command"),
        ("serve --twilio", "no --twilio"),
    ],
)
def test_problems(command: str, message: str) -> None:
    assert message in problem(command.split())
    assert bool(message) == bool(problem(command.split()))
