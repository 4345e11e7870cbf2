"""Turns to label; one of them has a label."""

from __future__ import annotations

from pathlib import Path

from voice_agent.playbook.turn_files import read_turns

TURNS = """\
turns:
- {say: "my money", thought: {ranking: {fees: 0.5, gone: 0.3, balance: 0.2}}}
- {say: "you fools", asked: "Hello."}
- {say: "done already", intent: thanks}
- {say: "what is love"}
"""


def intents(file: Path) -> list[object]:
    """Return the label of each turn of a file."""
    return [turn.intent for turn in read_turns(file)]
