"""The labelled caller turns in the folder ``turns``: a test set, never trained on.

What each label means is written in ``turns/guidelines.md``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Sentiment
from voice_agent.playbook.load import describe, read_yaml
from voice_agent.playbook.turn_files import StrictTurn

TURNS = Path(__file__).parent / "turns" / "turns.yaml"

LooksLike = Literal["person", "anger", "complaint", "fraud", "emergency", "complex"]

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class CarefulTurn(StrictTurn):
    """One caller turn with the judgement of a careful listener; every label is known.

    Attributes:
        say: The caller's text, as a recogniser writes it.
        intent: Intents of the bank's playbook (or out_of_scope) that are equally right.
        sentiment: Mood of the text.
        looks_like: What a hard negative was written to resemble; ``None`` for other turns.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    say: Words
    intent: Annotated[list[Words], Field(min_length=1)]
    asked: str = Field(default="", min_length=1)
    sentiment: Sentiment = "neutral"
    looks_like: LooksLike | None = None

    @property
    def needs_llm(self) -> bool:
        """Whether a good answer takes reasoning that the playbook and its FAQ do not have."""
        return bool(self.reasoning)

    @field_validator("intent", mode="before")
    @classmethod
    def _one_is_a_list_of_one(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _labels_agree(self) -> CarefulTurn:
        if self.person and self.escalation == "none":
            raise ValueError("person is true, so escalation is 'person' or a stronger reason")
        if self.escalation == "person" and not self.person:
            raise ValueError("escalation is 'person', so person is true")
        if self.needs_llm and self.escalation != "none":
            raise ValueError("needs_llm is false where a person takes the turn")
        is_so = self.needs_llm if self.looks_like == "complex" else self.escalation != "none"
        if self.looks_like and is_so:
            raise ValueError(f"looks_like is '{self.looks_like}', but the turn is not harmless")
        if self.escalation in ("anger", "complaint", "emergency") and self.sentiment != "negative":
            raise ValueError(f"escalation is '{self.escalation}', so sentiment is negative")
        return self


def load_turns(path: Path = TURNS) -> list[CarefulTurn]:
    """Read and check the labelled turns, in the order of the file.

    Raises:
        ConfigError: The file or a row is wrong; the message names the first bad row and key.
    """
    data = read_yaml(path)
    rows = data.get("turns")
    if set(data) != {"turns"} or not isinstance(rows, list) or not rows:
        raise ConfigError(f"{path}: expected one key, 'turns', with a list of turns")
    return [_turn(row, number, path) for number, row in enumerate(rows, 1)]


def _turn(row: object, number: int, path: Path) -> CarefulTurn:
    if not isinstance(row, dict):
        raise ConfigError(
            f"{path}: turn {number}: expected a mapping of keys, as in the other rows"
        )
    try:
        return CarefulTurn.model_validate(row)
    except ValidationError as error:
        raise ConfigError(f"{path}: turn {number}: {describe(error, CarefulTurn)}") from None
