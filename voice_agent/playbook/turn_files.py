"""Files of turns beside a playbook: held out to measure on, learned, heard, exported to label.

All of them are in one form: a list ``turns:``, or ``groups:`` of such lists, of turns with the
keys of ``LabelledTurn``. ``heard.yaml`` lists sentences by intent, as ``phrases.yaml`` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import yaml
from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from voice_agent.core.errors import ConfigError
from voice_agent.core.files import save
from voice_agent.core.strict import Strict
from voice_agent.core.turn import OUT_OF_SCOPE, Act, EscalationReason, Sentiment
from voice_agent.playbook.load import read_yaml, validate
from voice_agent.playbook.phrases import no_values, normalised, parse_phrase, unmarked
from voice_agent.playbook.schema import Playbook

HELDOUT_FILE = "heldout.yaml"
LEARNED_FILE = "learned.yaml"
HEARD_FILE = "heard.yaml"

# Shorter turns ("yes", "thank you") are what everybody says: they are in every set, and a
# playbook that may not learn them would be measured on what it was never told.
FEWEST_WORDS = 3


class LabelledTurn(BaseModel):
    """One turn. Keys that it does not have are kept, so that a file may say more.

    Attributes:
        say: The caller's words. May mark details as ``phrases.yaml`` does.
        asked: What the agent said before.
        intent: The right intent, several right ones, or nothing: not labelled.
        act: The right act, where known.
        escalation: Why a person is needed.
        person: Whether the caller asks for a person.
        reasoning: Whether a good answer takes reasoning, where known; also ``needs_llm``.
        sentiment: Mood of the words, where known.
        by: Who labelled it.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    say: str = Field(min_length=1)
    asked: str = ""
    intent: str | list[str] | None = None
    act: Act | None = None
    escalation: EscalationReason = "none"
    person: bool = False
    reasoning: bool | None = Field(
        default=None, validation_alias=AliasChoices("reasoning", "needs_llm")
    )
    sentiment: Sentiment | None = None
    by: str | None = None

    @property
    def intents(self) -> tuple[str, ...]:
        """The right intents; empty when the turn is not labelled."""
        if self.intent is None:
            return ()
        return (self.intent,) if isinstance(self.intent, str) else (*self.intent,)

    @property
    def key(self) -> tuple[str, str]:
        """Turns with the same key are the same turn."""
        return normalised(unmarked(self.say)), normalised(self.asked)


class StrictTurn(LabelledTurn):
    """A turn to train or to measure on: labelled, and a key it does not have is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    intent: str | list[str]


class HeardSentences(Strict):
    """A ``heard.yaml``: what a recogniser made of a playbook's phrases.

    Attributes:
        spoken: Sentences that were spoken and recognised.
        word_error_rate: Over all of them.
        phrases: Intent -> the sentences that came out differently, with their marks.
    """

    spoken: int = 0
    word_error_rate: float = 0.0
    phrases: dict[str, list[str]] = Field(default_factory=dict)


class _Turns(BaseModel):
    model_config = ConfigDict(extra="allow")

    turns: list[LabelledTurn] = Field(default_factory=list)
    groups: dict[str, list[LabelledTurn]] = Field(default_factory=dict)


class TurnsFile(Strict):
    """A ``heldout.yaml`` or ``learned.yaml``.

    Attributes:
        turns: Labelled turns.
        groups: The same, by name of a group.
    """

    turns: list[StrictTurn] = Field(default_factory=list)
    groups: dict[str, list[StrictTurn]] = Field(default_factory=dict)


def read_turns(path: Path, playbook: Playbook | None = None) -> list[LabelledTurn]:
    """Read the turns of a file, those of all groups too.

    Raises:
        ConfigError: The file is missing or wrong, or names an intent ``playbook`` lacks.
    """
    parsed = validate(_Turns, _content(path), path)
    found = [*parsed.turns, *(turn for group in parsed.groups.values() for turn in group)]
    if playbook is not None:
        check_intents(playbook, path, found)
    return found


def read_groups(path: Path, playbook: Playbook) -> dict[str, list[StrictTurn]]:
    """Read labelled turns to train or measure on, by group; a list ``turns:`` is group "".

    Raises:
        ConfigError: The file is missing or wrong, or names an intent ``playbook`` lacks.
    """
    parsed = validate(TurnsFile, _content(path), path)
    groups = {**parsed.groups, **({"": parsed.turns} if parsed.turns else {})}
    for turns in groups.values():
        check_intents(playbook, path, turns)
    return groups


def read_heard(path: Path, playbook: Playbook) -> HeardSentences:
    """Read a ``heard.yaml``.

    Raises:
        ConfigError: The file is missing or wrong, or names an intent ``playbook`` lacks.
    """
    found = validate(HeardSentences, read_yaml(path), path)
    for intent in found.phrases:
        _check_intent(playbook, path, intent, intent)
    return found


def write_turns(path: Path, turns: Iterable[LabelledTurn], header: str) -> None:
    """Write a list ``turns:``; a reader sees the old file or the new one, never half of one.

    Raises:
        ConfigError: The folder cannot be written.
    """
    content = {"turns": [turn.model_dump(exclude_unset=True) for turn in turns]}
    save(path, header + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100))


def labelled(turns: Iterable[LabelledTurn]) -> list[LabelledTurn]:
    """Return the turns that have an intent."""
    return [turn for turn in turns if turn.intents]


def words_of(say: str, playbook: Playbook) -> str:
    """Return the text of a turn without its marks.

    Raises:
        ConfigError: It has a gap ``{amount}`` or marks an entity the playbook lacks.
    """
    return parse_phrase(say, tuple(playbook.entities)).realise(Random(0), no_values).text


def heldout_texts(playbook: Playbook) -> set[str]:
    """Return the normalised sentences of ``heldout.yaml``, if there is one; no short turns."""
    path = playbook.folder / HELDOUT_FILE
    turns = read_turns(path) if path.exists() else []
    texts = {normalised(words_of(turn.say, playbook)) for turn in turns}
    return {text for text in texts if len(text.split()) >= FEWEST_WORDS}


def check_intents(playbook: Playbook, path: Path, turns: Sequence[LabelledTurn]) -> None:
    """Raise ``ConfigError`` where a turn has an intent that the playbook lacks."""
    for turn in turns:
        for intent in turn.intents:
            _check_intent(playbook, path, turn.say, intent)


def _check_intent(playbook: Playbook, path: Path, say: str, intent: str) -> None:
    if intent not in playbook.intents and intent != OUT_OF_SCOPE:
        raise ConfigError(f"{path}: '{say}': no intent '{intent}'")


def _content(path: Path) -> dict[str, Any]:
    data = read_yaml(path)
    if not {"turns", "groups"} & data.keys():
        raise ConfigError(f"{path}: expected a list 'turns:'")
    return {key: value for key, value in data.items() if value is not None}
