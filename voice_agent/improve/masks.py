"""Masks that redaction leaves in recorded turns, and text for a model to read instead."""

from __future__ import annotations

import re

from voice_agent.playbook import turn_files
from voice_agent.playbook.schema import Playbook

MASK = re.compile(r"\[(\w+)(?: \d+)?\](?!\()")
"""A mask that replaces a personal detail: ``[payee]``, ``[digits]``."""

_STAND_IN = {
    "name": "Sarah Miller",
    "digits": "four seven one two",
    "email": "jo dot smith at gmail dot com",
    "phone": "four one five five five five oh one three two",
    "address": "one twenty three main street",
    "postcode": "nine four one oh seven",
}


def words_of(say: str, playbook: Playbook) -> str:
    """Return the text for a model to read: marks removed, masks replaced by words of that kind.

    Raises:
        ConfigError: It has a gap ``{amount}`` or marks an entity the playbook lacks.
    """
    return with_stand_ins(turn_files.words_of(say, playbook), playbook)


def with_stand_ins(text: str, playbook: Playbook) -> str:
    """Replace masks by text of that kind, because a model never saw "[payee]"."""

    def stand_in(match: re.Match[str]) -> str:
        spec = playbook.entities.get(match[1])
        return _STAND_IN.get(spec.kind if spec else match[1], match[1])

    return MASK.sub(stand_in, text)
