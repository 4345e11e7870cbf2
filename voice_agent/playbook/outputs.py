"""``outputs:`` of a playbook: values that every call leaves behind."""

from __future__ import annotations

from typing import Literal

from pydantic import AliasChoices, Field, model_validator

from voice_agent.core.strict import Strict

DispositionKind = Literal[
    "nothing_said",
    "resolved",
    "partly_resolved",
    "unresolved",
    "uncertain",
    "broken_off",
    "call_back",
    "person_has_it",
    "person_wanted",
]


class OutputSpec(Strict):
    """One value, and where it comes from: exactly one of the keys below ``about``.

    Attributes:
        about: One line about it, for people.
        detail: ``TASK.DETAIL``: the last value of a detail.
        intent: Whether the caller asked for this intent: true or false.
        action: What came of this action at last: ``done``, ``failed``, ``unknown`` or null.
        is_one_of: In YAML ``disposition``. Whether the call ended in one of these dispositions.
        question: The last answer to this question of the playbook.
        mood: ``last``: the caller's mood in the last turn.
    """

    about: str = ""
    detail: str | None = Field(default=None, pattern=r"^\w+\.\w+$")
    intent: str | None = None
    action: str | None = None
    is_one_of: list[DispositionKind] | None = Field(
        default=None, validation_alias=AliasChoices("disposition", "is_one_of")
    )
    question: str | None = None
    mood: Literal["last"] | None = None

    @model_validator(mode="after")
    def _one_source(self) -> OutputSpec:
        given = (self.detail, self.intent, self.action, self.is_one_of, self.question, self.mood)
        if sum(one is not None for one in given) != 1:
            raise ValueError(
                "needs exactly one of detail, intent, action, disposition, question and mood"
            )
        return self
