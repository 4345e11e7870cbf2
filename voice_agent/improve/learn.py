"""``voice-agent turns learn``: labelled turns become training data of the playbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from voice_agent.config.load import load_pipeline
from voice_agent.improve.masks import MASK, with_stand_ins
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.phrases import normalised, unmarked
from voice_agent.playbook.schema import Playbook
from voice_agent.playbook.turn_files import (
    HELDOUT_FILE,
    LEARNED_FILE,
    LabelledTurn,
    heldout_texts,
    labelled,
    read_turns,
    write_turns,
)

HEADER = """\
# Turns of real calls with their labels; `voice-agent train` reads them with phrases.yaml.
# Added by `voice-agent turns learn`. A gap {payee} replaces a detail that was removed.
"""


def run_learn(path: Path, pipeline: str, *, console: Console | None = None) -> list[LabelledTurn]:
    """Append the labelled turns of a file to the playbook's ``learned.yaml``.

    Held-out turns are refused, because a model must not be measured on what it learned. Turns that
    are already there are left out too.

    Returns:
        The turns that were added.

    Raises:
        ConfigError: A file is wrong or cannot be written.
    """
    console = console or Console(highlight=False)
    playbook = load_playbook(load_pipeline(pipeline).playbook_folder)
    turns = labelled(read_turns(path, playbook))
    target = playbook.folder / LEARNED_FILE
    known = read_turns(target, playbook) if target.exists() else []
    new, refused = to_learn(turns, known, playbook)
    for why, count in refused.items():
        console.print(f"[yellow]left out[/]: {count}: {escape(why)}")
    if not new:
        console.print(f"{path}: no new labelled turns")
        return []
    write_turns(target, [*known, *new], HEADER)
    console.print(
        f"{len(new)} turns added to {target} ({len(known) + len(new)} now); "
        "train with `voice-agent train`"
    )
    return new


def to_learn(
    turns: Sequence[LabelledTurn], known: Sequence[LabelledTurn], playbook: Playbook
) -> tuple[list[LabelledTurn], Counter[str]]:
    """Return the turns to add, in the form that training reads, and why others are left out."""
    heldout = playbook.folder / HELDOUT_FILE
    measured = {turn.key for turn in read_turns(heldout)} if heldout.exists() else set()
    texts = heldout_texts(playbook)
    there = {turn.key: turn.intents for turn in known}
    new: list[LabelledTurn] = []
    refused: Counter[str] = Counter()
    for turn in turns:
        entry = _entry(turn, playbook)
        if turn.key in measured or normalised(unmarked(turn.say)) in texts:
            refused[f"in {HELDOUT_FILE}: held-out turns are not learned"] += 1
        elif entry.key in there and there[entry.key] != entry.intents:
            refused[f"in {LEARNED_FILE} with another intent: correct it there"] += 1
        elif entry.key in there:
            refused[f"in {LEARNED_FILE} already"] += 1
        else:
            new.append(entry)
            there[entry.key] = entry.intents
    return new, refused


def _entry(turn: LabelledTurn, playbook: Playbook) -> LabelledTurn:
    def gap(name: str, label: str) -> str:
        # Training fills a gap with a new value of that kind each time.
        return f"{{{name}}}" if name in playbook.entities else label

    say = MASK.sub(lambda match: gap(match[1], match[0]), turn.say)
    fields: dict[str, Any] = {
        "say": with_stand_ins(say, playbook),
        "asked": with_stand_ins(turn.asked, playbook),
        "intent": turn.intent,
        "act": turn.act,
        "escalation": None if turn.escalation == "none" else turn.escalation,
        "reasoning": turn.reasoning,
    }
    kept = {name: value for name, value in fields.items() if value not in (None, "")}
    return LabelledTurn.model_validate(kept)
