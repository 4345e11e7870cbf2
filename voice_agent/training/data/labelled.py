"""Files beside a playbook with labelled turns of callers: held-out, learned and heard ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pydantic import BaseModel, ConfigDict, Field

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import OUT_OF_SCOPE, Act, EscalationReason, Sentiment
from voice_agent.playbook.load import read_yaml, validate
from voice_agent.playbook.phrases import Phrase, Realised, no_values, parse_phrase
from voice_agent.playbook.schema import Playbook
from voice_agent.training.data.mapping import Mapping, reason_of
from voice_agent.training.data.rows import Row, split_by_text

HELDOUT_FILE = "heldout.yaml"
LEARNED_FILE = "learned.yaml"
HEARD_FILE = "heard.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LabelledTurn(_Strict):
    """One turn: words with marks, the question before it, right labels.

    Several intents may be right. What is left out is neither measured nor taught; a turn
    without ``escalation`` needs no human.
    """

    say: str
    asked: str = ""
    intent: str | list[str]
    act: Act | None = None
    escalation: EscalationReason = "none"
    sentiment: Sentiment | None = None
    reasoning: bool | None = None

    @property
    def intents(self) -> tuple[str, ...]:
        """All intents that are right."""
        return (self.intent,) if isinstance(self.intent, str) else (*self.intent,)


class Heldout(_Strict):
    """A ``heldout.yaml``: groups of turns to measure on."""

    groups: dict[str, list[LabelledTurn]]


class Learned(_Strict):
    """A ``learned.yaml``: turns of real calls that somebody has labelled, to train on."""

    turns: list[LabelledTurn] = Field(default_factory=list)


class Heard(BaseModel):
    """What training reads of a ``heard.yaml``: intent -> sentences as a recogniser wrote them."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    phrases: dict[str, list[str]] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn to measure on."""

    group: str
    said: Realised
    asked: str
    intents: tuple[str, ...]
    act: Act | None = None
    escalation: EscalationReason | None = None
    tagged: bool = False
    sentiment: Sentiment | None = None
    reasoning: bool | None = None


def heldout_if_any(playbook: Playbook) -> list[Turn]:
    """The same as ``read_heldout``, empty for a playbook without the file."""
    return read_heldout(playbook) if (playbook.folder / HELDOUT_FILE).exists() else []


def read_heldout(playbook: Playbook) -> list[Turn]:
    """Read the playbook's ``heldout.yaml``.

    Raises:
        ConfigError: The file is wrong or names intents or entities the playbook lacks.
    """
    path = playbook.folder / HELDOUT_FILE
    turns = []
    for group, members in validate(Heldout, read_yaml(path), path).groups.items():
        for member in members:
            _check(playbook, path, member.say, member.intents)
            phrase = parse_phrase(member.say, tuple(playbook.entities))
            turns.append(
                Turn(
                    group=group,
                    said=plain(phrase),
                    asked=member.asked,
                    intents=member.intents,
                    act=member.act,
                    escalation=member.escalation,
                    tagged=member.intents != (OUT_OF_SCOPE,),
                    sentiment=member.sentiment,
                    reasoning=member.reasoning,
                )
            )
    return turns


def plain(phrase: Phrase) -> Realised:
    """The words of a phrase without gaps, as they are written.

    Raises:
        ConfigError: It has gaps.
    """
    return phrase.realise(Random(0), no_values)


def learned_rows(playbook: Playbook, dev_share: float) -> Iterator[Row]:
    """Rows of the playbook's ``learned.yaml``; none if it has none.

    Raises:
        ConfigError: The file is wrong or names intents or entities the playbook lacks.
    """
    path = playbook.folder / LEARNED_FILE
    if not path.exists():
        return
    entities = tuple(playbook.entities)
    for turn in validate(Learned, read_yaml(path), path).turns:
        _check(playbook, path, turn.say, turn.intents)
        yield Row(
            phrase=parse_phrase(turn.say, entities),
            group="learned",
            split=split_by_text(turn.say, dev_share),
            intents=turn.intents,
            act=turn.act,
            escalation=turn.escalation,
            # In a label made after a call the details are marked or forgotten; only the
            # former can be told apart from a turn that has none.
            tagged="](" in turn.say,
            asked=parse_phrase(turn.asked, ()) if turn.asked else None,
            sentiment=turn.sentiment,
            reasoning=turn.reasoning,
        )


def heard_rows(playbook: Playbook, mapping: Mapping) -> Iterator[Row]:
    """Rows of the playbook's ``heard.yaml``, all of the train split; none if it has none.

    Raises:
        ConfigError: The file is wrong or names intents or entities the playbook lacks.
    """
    path = playbook.folder / HEARD_FILE
    if not path.exists():
        return
    entities = tuple(playbook.entities)
    for intent, lines in validate(Heard, read_yaml(path), path).phrases.items():
        _check(playbook, path, intent, (intent,))
        scope = intent == OUT_OF_SCOPE
        for line in lines:
            phrase = parse_phrase(line, entities)
            yield Row(
                phrase=phrase,
                group="heard/scope" if scope else "heard",
                intents=(intent,),
                act=None if scope else mapping.acts.get(intent, "request"),
                escalation=reason_of(mapping.escalation, intent, phrase),
                tagged=not scope,
            )


def _check(playbook: Playbook, path: Path, say: str, intents: tuple[str, ...]) -> None:
    for intent in intents:
        if intent not in playbook.intents and intent != OUT_OF_SCOPE:
            raise ConfigError(f"{path}: '{say}': no intent '{intent}'")
