"""Labelled turns of a playbook: rows to train on, and turns to measure on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from voice_agent.core.turn import OUT_OF_SCOPE, Act, EscalationReason, Sentiment
from voice_agent.playbook.phrases import Phrase, Realised, no_values, parse_phrase
from voice_agent.playbook.schema import Playbook
from voice_agent.playbook.turn_files import (
    HEARD_FILE,
    HELDOUT_FILE,
    LEARNED_FILE,
    read_groups,
    read_heard,
)
from voice_agent.training.data.mapping import Mapping, reason_of
from voice_agent.training.data.rows import Row, split_by_text


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
    """Read ``heldout.yaml``; return no turns for a playbook without the file."""
    return read_heldout(playbook) if (playbook.folder / HELDOUT_FILE).exists() else []


def read_heldout(playbook: Playbook) -> list[Turn]:
    """Read the playbook's ``heldout.yaml``.

    Raises:
        ConfigError: The file is wrong or names intents or entities the playbook lacks.
    """
    path = playbook.folder / HELDOUT_FILE
    turns = []
    for group, members in read_groups(path, playbook).items():
        for member in members:
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
    """Return the text of a phrase that has no gaps.

    Raises:
        ConfigError: The phrase has gaps.
    """
    return phrase.realise(Random(0), no_values)


def learned_rows(playbook: Playbook, dev_share: float) -> Iterator[Row]:
    """Yield the rows of the playbook's ``learned.yaml``; none without the file.

    Raises:
        ConfigError: The file is wrong or names intents or entities the playbook lacks.
    """
    path = playbook.folder / LEARNED_FILE
    if not path.exists():
        return
    entities = tuple(playbook.entities)
    for turn in (turn for group in read_groups(path, playbook).values() for turn in group):
        yield Row(
            phrase=parse_phrase(turn.say, entities),
            group="learned",
            split=split_by_text(turn.say, dev_share),
            intents=turn.intents,
            act=turn.act,
            escalation=turn.escalation,
            # Somebody who labels after a call may forget to mark details. So a turn without
            # marks is not taken for one without details.
            tagged="](" in turn.say,
            asked=parse_phrase(turn.asked, ()) if turn.asked else None,
            sentiment=turn.sentiment,
            reasoning=turn.reasoning,
        )


def heard_rows(playbook: Playbook, mapping: Mapping) -> Iterator[Row]:
    """Yield rows of the playbook's ``heard.yaml``, all to train on; none without the file.

    Raises:
        ConfigError: The file is wrong or names intents or entities the playbook lacks.
    """
    path = playbook.folder / HEARD_FILE
    if not path.exists():
        return
    entities = tuple(playbook.entities)
    for intent, lines in read_heard(path, playbook).phrases.items():
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
