"""Training a model of any task, from outside."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

import voice_agent.training
from voice_agent.core.errors import ConfigError
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.schema import Playbook
from voice_agent.training import train as commands

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


def test_training_without_torch_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "voice_agent.training.fit.build", raising=False)
    monkeypatch.delattr(voice_agent.training, "build", raising=False)

    with pytest.raises(ConfigError, match=r"needs the package torch: pip install"):
        commands.train(tmp_path, tmp_path)
