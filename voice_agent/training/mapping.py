"""``datasets.yaml`` of a playbook: how its labels relate to the shared and the public data."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from voice_agent.errors import ConfigError
from voice_agent.events import OUT_OF_SCOPE, Act, EscalationReason
from voice_agent.playbook.load import read_yaml, validate
from voice_agent.playbook.schema import Playbook

FILE = "datasets.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SetMapping(_Strict):
    """What the labels of one public data set mean in a playbook.

    Attributes:
        intents: Its intent -> an intent of the playbook, or ``out_of_scope``.
        acts: Its intent -> a dialogue act; such rows teach no intent unless mapped too.
        escalation: Its intent -> a reason for a human.
        ignore: Its intents that overlap with the playbook's and cannot be mapped.
        rest: What to do with its other intents.
        entities: Its entity -> an entity of the playbook. With it, rows teach entities.
        most: At most this many training rows are taken.
    """

    intents: dict[str, str] = Field(default_factory=dict)
    acts: dict[str, Act] = Field(default_factory=dict)
    escalation: dict[str, EscalationReason] = Field(default_factory=dict)
    ignore: list[str] = Field(default_factory=list)
    rest: Literal["out_of_scope", "ignore"] = "ignore"
    entities: dict[str, str] = Field(default_factory=dict)
    most: int = 6000


class Mapping(_Strict):
    """A whole ``datasets.yaml``.

    Attributes:
        acts: Intent of the playbook -> dialogue act of its phrases; ``request`` if left out.
        escalation: Intent -> reason for a human in its phrases; ``none`` if left out.
        shared: Class of the shared data (``person``, ``thank``, ``done``...) -> intent.
            Turns of a class left out teach no intent.
        compositions: Intent -> further patterns in the phrases' format, only for training.
        sets: Public data set -> its mapping.
    """

    acts: dict[str, Act] = Field(default_factory=dict)
    escalation: dict[str, EscalationReason] = Field(default_factory=dict)
    shared: dict[str, str] = Field(default_factory=dict)
    compositions: dict[str, list[str]] = Field(default_factory=dict)
    sets: dict[str, SetMapping] = Field(default_factory=dict)


def load_mapping(playbook: Playbook) -> Mapping:
    """Read the playbook's ``datasets.yaml``; an empty mapping if it has none.

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
