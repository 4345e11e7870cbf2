"""The reference pages: made from the code, and committed as they are made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from voice_agent.commands.cli import app
from voice_agent.reference.pages import pages

COMMITTED = Path(__file__).parents[2] / "docs" / "reference"


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    root = typer.main.get_command(app)
    root.name = "voice-agent"
    return pages(root)


def test_the_committed_pages_are_those_of_the_code(made: dict[str, str]) -> None:
    late = [
        name
        for name, text in made.items()
        if (COMMITTED / name).read_text(encoding="utf-8") != text
    ]
    assert late == [], "write them anew with: voice-agent reference"


def test_every_key_has_a_meaning(made: dict[str, str]) -> None:
    for page in ("events.md", "pipeline-file.md", "playbook.md"):
        empty = [
            line
            for line in made[page].split("## Stages")[0].splitlines()
            if line.startswith("| `") and line.rstrip().endswith("|  |") and line.count("|") == 5
        ]
        assert empty == [], page


def test_a_schema_leaves_out_what_no_file_contains(made: dict[str, str]) -> None:
    schema = json.loads(made["pipeline-file.schema.json"])
    assert "file" not in schema["properties"]
    assert "file" not in schema["required"]
    assert "folder" not in json.loads(made["playbook.schema.json"])["properties"]


def test_both_halves_of_turn_taking_are_drawn(made: dict[str, str]) -> None:
    page = made["turn-taking.md"]
    assert page.count("stateDiagram-v2") == 2
    assert "SPEAKING --> LISTENING: played out, cut off" in page
    assert "| idle | thinking | join | interrupt |  |" in page


def test_commands_and_their_options_are_listed(made: dict[str, str]) -> None:
    assert "## voice-agent serve" in made["commands.md"]
    assert "`--port`" in made["commands.md"]


def test_the_console_s_endpoints_are_listed_with_their_answers(made: dict[str, str]) -> None:
    page = made["console.md"]
    for told in ("`GET /console/api/live`", "[Story](#story)", "## StoryTurn", "## StageTime"):
        assert told in page
