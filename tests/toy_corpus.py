"""A small playbook with phrases and a ``datasets.yaml``, to gather rows of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from random import Random

import yaml

from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.phrases import Phrase
from voice_agent.playbook.schema import Playbook
from voice_agent.training.data.values import ValueMaker

SAYS = {
    "greeting": "Hello.",
    "not_understood": ["What?"],
    "not_heard": ["What?"],
    "llm_fallback": "Sorry. Shall I get somebody?",
    "action_failed": "Sorry.",
    "handoff": "Wait.",
    "goodbye": "Bye.",
}


def write_playbook(folder: Path, **changes: object) -> Playbook:
    data: dict[str, object] = {
        "name": "Toy",
        "persona": "A toy.",
        "says": SAYS,
        "entities": {
            "amount": {"kind": "money"},
            "account": {"kind": "list", "values": {"savings": ["saver"], "checking": []}},
        },
        "intents": {
            "check_balance": {"answer": "Plenty."},
            "move": {
                "details": {"sum": {"entity": "amount", "ask": "How much?"}},
                "confirm": "Move {sum}, {details}?",
                "answer": "Done.",
            },
            "person": {"route": "human"},
        },
    }
    folder.mkdir(exist_ok=True)
    phrases = {
        "check_balance": [f"what is in my [savings](account) number {n}" for n in range(20)],
        "move": ["move {amount}", "shift [ten dollars](amount)"],
        "out_of_scope": ["what is the weather"],
    }
    mapping = {"shared": {"person": "person", "done": "check_balance"}} | changes
    for name, content in (("playbook", data), ("phrases", phrases), ("datasets", mapping)):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return load_playbook(folder)


def texts(phrases: Iterable[Phrase], playbook: Playbook) -> list[str]:
    """Say each phrase once, with values for its gaps."""
    make = ValueMaker(playbook.entities)
    return [phrase.realise(Random(1), make).text for phrase in phrases]
