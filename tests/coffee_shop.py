"""A playbook in which something is done at once and can be taken back: an order."""

from __future__ import annotations

from fakes import playbook

from voice_agent.playbook import Playbook


def shop() -> Playbook:
    """A bank that sells coffee: an order, which can be taken back."""
    book = playbook().model_dump(by_alias=True)
    book["entities"] |= {
        "drink": {"kind": "list", "values": {"latte": [], "mocha": []}},
        "size": {"kind": "list", "values": {"small": [], "large": []}},
        "milk": {
            "kind": "list",
            "values": {"soy milk": ["soy"], "milk": []},
            "modifiers": ["a bit of"],
        },
    }
    book["intents"] |= {
        "order": {
            "details": {"drink": {"ask": "What drink?"}, "size": {}, "milk": {}},
            "action": "place",
            "undo": "drop",
            "answer": "That is {details}.",
        },
        "drop": {"confirm": "Cancel your order, right?", "action": "cancel", "answer": "Done."},
    }
    book["actions"] |= {"place": {"returns": {}}, "cancel": {"returns": {}}}
    return Playbook.model_validate(book)
