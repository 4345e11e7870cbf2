"""Files of turns: recorded, labelled, learned. Each write replaces the file as a whole."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

import yaml
from pydantic import BaseModel, ConfigDict, Field

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import OUT_OF_SCOPE, Act, EscalationReason
from voice_agent.playbook.load import read_yaml, validate
from voice_agent.playbook.phrases import no_values, normalised, parse_phrase
from voice_agent.playbook.schema import Playbook

MASK = re.compile(r"\[(\w+)(?: \d+)?\](?!\()")
"""What redaction leaves in the place of a personal detail: ``[payee]``, ``[digits]``."""

_STAND_IN = {
    "name": "Sarah Miller",
    "digits": "four seven one two",
    "email": "jo dot smith at gmail dot com",
    "phone": "four one five five five five oh one three two",
    "postcode": "nine four one oh seven",
}


class TurnEntry(BaseModel):
    """One turn of a file. Other keys are kept as they are.

    Attributes:
        say: The caller's words. May mark details as ``phrases.yaml`` does.
        asked: What the agent said before.
        intent: The right intent, several right ones, or nothing: not labelled.
        act: The right act, where known.
        escalation: Why a person is needed.
        person: Whether the caller asks for a person.
        needs_llm: Whether a good answer takes reasoning.
        reasoning: The same, by the name it has in ``heldout.yaml``.
        by: Who labelled it.
    """

    model_config = ConfigDict(extra="allow")

    say: str = Field(min_length=1)
    asked: str = ""
    intent: str | list[str] | None = None
    act: Act | None = None
    escalation: EscalationReason = "none"
    person: bool = False
    needs_llm: bool = False
    reasoning: bool | None = None
    by: str | None = None

    @property
    def intents(self) -> tuple[str, ...]:
        """The right intents; empty when the turn is not labelled."""
        if self.intent is None:
            return ()
        return (self.intent,) if isinstance(self.intent, str) else tuple(self.intent)

    @property
    def key(self) -> tuple[str, str]:
        """Turns with the same key are the same turn."""
        return normalised(unmarked(self.say)), normalised(self.asked)


class _TurnFile(BaseModel):
    model_config = ConfigDict(extra="allow")

    turns: list[TurnEntry] = Field(default_factory=list)
    groups: dict[str, list[TurnEntry]] = Field(default_factory=dict)


def read_turns(path: Path, playbook: Playbook | None = None) -> list[TurnEntry]:
    """Turns of a file with a list ``turns:``, or with ``groups:`` as in ``heldout.yaml``.

    Raises:
        ConfigError: The file is missing or wrong, or names an intent ``playbook`` lacks.
    """
    data = read_yaml(path)
    if not {"turns", "groups"} & data.keys():
        raise ConfigError(f"{path}: expected a list 'turns:'")
    parsed = validate(_TurnFile, {k: v for k, v in data.items() if v is not None}, path)
    found = [*parsed.turns, *(turn for group in parsed.groups.values() for turn in group)]
    for turn in found:
        for intent in turn.intents:
            if playbook and intent not in playbook.intents and intent != OUT_OF_SCOPE:
                raise ConfigError(f"{path}: '{turn.say}': no intent '{intent}'")
    return found


def write_turns(path: Path, turns: Iterable[TurnEntry], header: str) -> None:
    """Write a list ``turns:``; a reader sees the old file or the new one, never half of one.

    Raises:
        ConfigError: The folder cannot be written.
    """
    content = {"turns": [turn.model_dump(exclude_unset=True) for turn in turns]}
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)
    write_atomically(path, f"{header}{text}")


def write_atomically(path: Path, text: str) -> None:
    """Replace a file as a whole, also when the machine stops half-way.

    Raises:
        ConfigError: It cannot be written there.
    """
    partial: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        partial = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(0o644)
        partial.replace(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
    finally:
        if partial is not None:
            partial.unlink(missing_ok=True)


def unmarked(say: str) -> str:
    """The words without marks."""
    return re.sub(r"\[([^\]]+)\]\([\w.-]+\)", r"\1", say)


def words_of(say: str, playbook: Playbook) -> str:
    """The words for a model to read: marks removed, masks replaced by words of that kind.

    Raises:
        ConfigError: It has a gap ``{amount}`` or marks an entity the playbook lacks.
    """

    phrase = parse_phrase(say, tuple(playbook.entities))
    return with_stand_ins(phrase.realise(Random(0), no_values).text, playbook)


def with_stand_ins(text: str, playbook: Playbook) -> str:
    """Masks replaced by words of that kind: a model never saw "[payee]"."""

    def stand_in(match: re.Match[str]) -> str:
        spec = playbook.entities.get(match[1])
        return _STAND_IN.get(spec.kind if spec else match[1], match[1])

    return MASK.sub(stand_in, text)


def labelled(turns: Sequence[TurnEntry]) -> list[TurnEntry]:
    """Those that have an intent."""
    return [turn for turn in turns if turn.intents]
