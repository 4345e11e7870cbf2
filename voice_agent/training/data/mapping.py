"""``datasets.yaml`` of a playbook: how its labels relate to the shared and the public data."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from random import Random
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from voice_agent.core.errors import ConfigError
from voice_agent.core.strict import Strict
from voice_agent.core.turn import OUT_OF_SCOPE, Act, EscalationReason
from voice_agent.playbook.load import read_yaml, validate
from voice_agent.playbook.phrases import Phrase
from voice_agent.playbook.schema import Playbook

FILE = "datasets.yaml"
_DRAWS = 32  # realisations of a line with choices, to see whether all have the same reason

Word = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class ByWords(Strict):
    """A reason for a human that only some turns of an intent have, recognised by words.

    Attributes:
        reason: The reason of turns with one of the words.
        words: Words or expressions; case does not matter.
        otherwise: The reason of the other turns; ``null`` if it is unknown.
    """

    reason: EscalationReason
    words: Annotated[tuple[Word, ...], Field(min_length=1)]
    otherwise: EscalationReason | None = "none"

    def of(self, phrase: Phrase) -> EscalationReason | None:
        """Return the reason of ``phrase``, ``None`` if its choices have different reasons."""
        words = "|".join(re.escape(word) for word in self.words)
        wanted = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
        rng = Random(0)
        said = (phrase.realise(rng, lambda entity, rng: "").text for _ in range(_DRAWS))
        found = {self.reason if wanted.search(text) else self.otherwise for text in said}
        return found.pop() if len(found) == 1 else None


def _kind(value: Any) -> str:
    return "reason" if isinstance(value, str) else "by_words"


Reason = Annotated[
    Annotated[EscalationReason, Tag("reason")] | Annotated[ByWords, Tag("by_words")],
    Discriminator(
        _kind
    ),  # without it pydantic reports a mistake in one kind as a mistake in the other
]
Reasons = AnyMapping[str, Reason]


def reason_of(reasons: Reasons, label: str, phrase: Phrase) -> EscalationReason | None:
    """Return the reason for a human in a phrase of ``label``, or ``None`` if it is unknown."""
    found = reasons.get(label, "none")
    return found.of(phrase) if isinstance(found, ByWords) else found


class SetMapping(Strict):
    """What the labels of one public data set mean in a playbook.

    Attributes:
        intents: Its intent -> an intent of the playbook, or ``out_of_scope``.
        acts: Its intent -> a dialogue act; such rows teach no intent unless mapped too.
        escalation: Its intent -> a reason for a human, or a ``ByWords``.
        ignore: Its intents that overlap with the playbook's and cannot be mapped.
        rest: What its other intents are.
        entities: Its entity -> an entity of the playbook. With it, rows teach entities.
        most: The largest number of training rows to take.
    """

    intents: dict[str, str] = Field(default_factory=dict)
    acts: dict[str, Act] = Field(default_factory=dict)
    escalation: dict[str, Reason] = Field(default_factory=dict)
    ignore: list[str] = Field(default_factory=list)
    rest: Literal["out_of_scope", "ignore"] = "ignore"
    entities: dict[str, str] = Field(default_factory=dict)
    most: int = 6000


class Mapping(Strict):
    """The content of a ``datasets.yaml``.

    Attributes:
        acts: Intent of the playbook -> dialogue act of its phrases; ``request`` if left out.
        escalation: Intent -> reason for a human in its phrases, or a ``ByWords``; ``none`` if
            left out.
        shared: Class of the shared data (``person``, ``thank``, ``done``...) -> intent.
            Turns of a class left out teach no intent.
        compositions: Intent -> further patterns in the phrases' format, only for training.
        sets: Public data set -> its mapping.
    """

    acts: dict[str, Act] = Field(default_factory=dict)
    escalation: dict[str, Reason] = Field(default_factory=dict)
    shared: dict[str, str] = Field(default_factory=dict)
    compositions: dict[str, list[str]] = Field(default_factory=dict)
    sets: dict[str, SetMapping] = Field(default_factory=dict)

    def shared_intents(self, name: str) -> tuple[str, ...]:
        """Return the intent of a class of the shared data, if it has one."""
        intent = self.shared.get(name)
        return (intent,) if intent else ()


def load_mapping(playbook: Playbook) -> Mapping:
    """Read the playbook's ``datasets.yaml``; an empty mapping without the file.

    Raises:
        ConfigError: The file is wrong or names intents or entities the playbook lacks.
    """
    path = playbook.folder / FILE
    if not path.exists():
        return Mapping()
    mapping = validate(Mapping, read_yaml(path), path)
    known = {*playbook.intents, OUT_OF_SCOPE}
    used = {*mapping.acts, *mapping.escalation, *mapping.shared.values(), *mapping.compositions}
    entities: set[str] = set()
    for one in mapping.sets.values():
        used |= set(one.intents.values())
        entities |= set(one.entities.values())
    if used - known:
        raise ConfigError(
            f"{path}: no such intents: {', '.join(sorted(used - known))}; "
            f"known: {', '.join(sorted(known))}"
        )
    if entities - set(playbook.entities):
        raise ConfigError(
            f"{path}: no such entities: {', '.join(sorted(entities - set(playbook.entities)))}; "
            f"known: {', '.join(sorted(playbook.entities))}"
        )
    return mapping
