"""The shape of ``checks.yaml``: scripted calls and what is expected of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from voice_agent.core.strict import Strict
from voice_agent.core.turn import EndReason, RouteTo
from voice_agent.playbook.load import read_yaml, validate

CHECKS_FILE = "checks.yaml"


class ExpectedAction(Strict):
    """Something that the agent must do.

    Attributes:
        name: Name of the action in the playbook.
        details: Details it must be done with; others are not looked at. Of an amount the number
            is enough. ``None``: it must not be given.
    """

    name: str
    details: dict[str, Any] = Field(default_factory=dict)


class Step(Strict):
    """One thing that the caller does, and what the agent must answer.

    Attributes:
        say: What the caller says.
        press: Keys that the caller presses.
        silent: The caller says nothing until the agent asks whether anyone is there.
        interrupt_after: The caller speaks, or presses keys, over the answer to the step before,
            after this number of words of it.
        within_ms: Longest voice-to-voice time of the answer. By text there is none to look at.
        route: Where the turn must go.
        says: Words that the answer must have, whatever their case.
        not_says: Words that it must not have.
    """

    say: str | None = None
    press: str | None = None
    silent: bool = False
    interrupt_after: int | None = Field(None, ge=1)
    within_ms: float | None = Field(None, gt=0)
    route: RouteTo | None = None
    says: str | list[str] = Field(default_factory=list)
    not_says: str | list[str] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _words_alone(cls, data: Any) -> Any:
        return {"say": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _one_thing(self) -> Step:
        if sum([self.say is not None, self.press is not None, self.silent]) != 1:
            raise ValueError("a step has one of 'say', 'press' and 'silent'")
        if self.silent and (self.interrupt_after is not None or self.within_ms is not None):
            raise ValueError("a silent step has no 'interrupt_after' and no 'within_ms'")
        return self


class Keys(Strict):
    """An answer by keys.

    Attributes:
        press: The keys.
    """

    press: str


Answers = dict[str, str | Keys]
"""Answers of the caller, by a text in the agent's last words."""


class Scenario(Strict):
    """A scripted call.

    Attributes:
        name: What it shows, as a sentence.
        kind: Kind of difficulty, for the table.
        today: The day of the call; by default the day on which it is held.
        steps: What the caller does, in order. Text alone is something to ``say``.
        answers_always: What the caller says at once, in the middle of the steps too, when the
            agent's last words have the key in them; by default that of the file.
        answers: What the caller says when the agent's last words have the key in them. Asked
            after the last step, and again until no key fits.
        actions: What the agent must do, in this order. Anything else that it does is wrong.
        allow: Actions that it may do besides.
        ends: Reason with which the call must end.
    """

    name: str
    kind: str = "other"
    today: date | None = None
    steps: list[Step] = Field(min_length=1)
    answers_always: Answers | None = None
    answers: Answers = Field(default_factory=dict)
    actions: list[ExpectedAction] = Field(default_factory=list)
    allow: list[str] = Field(default_factory=list)
    ends: EndReason | None = None

    @model_validator(mode="after")
    def _something_to_interrupt(self) -> Scenario:
        if self.steps[0].interrupt_after is not None:
            raise ValueError("steps.0.interrupt_after: the first step has nothing to interrupt")
        return self


class Checks(Strict):
    """All scripted calls of a file.

    Attributes:
        scenarios: The calls.
        allow: Actions that are harmless in every call, such as reading a balance.
        answers_always: What every caller says at once when the agent's last words have the key in
            them: a PIN that is asked for in most calls.
    """

    scenarios: list[Scenario] = Field(min_length=1)
    allow: list[str] = Field(default_factory=list)
    answers_always: Answers = Field(default_factory=dict)


def load_checks(path: Path) -> Checks:
    """Read a file of scripted calls.

    Raises:
        ConfigError: It is missing or wrong; names file and key.
    """
    return validate(Checks, read_yaml(path), path)
