"""What a playbook asks a language to find: the kinds of values and their limits."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from voice_agent.text.check_digits import CheckDigits

EntityKind = Literal[
    "list", "money", "date", "time", "number", "digits", "name", "email", "phone", "postcode"
]


class EntitySpec(BaseModel):
    """A kind of detail that callers mention.

    Attributes:
        kind: How the spoken words become a value. ``list`` matches ``values``.
        values: For ``list``: canonical value -> further ways to say it.
        modifiers: For ``list``: words that may stand before a value and belong to it
            ("a lot of" skim milk).
        min_length: For ``digits``: how many digits are a complete value.
        max_length: For ``digits``: how many digits a value has at most.
        check: For ``digits``: the check that a value must pass, or it is none: ``luhn`` (payment
            cards), ``aba`` (American routing numbers) or ``iban`` (whose letters are read too).
        region: ISO 3166 country in which ``phone``, ``postcode`` and past ``date`` are at home.
            Left out, numbers are American, and British, Canadian and American postcodes fit.
        local: For ``phone``: numbers without an area code are values too, as plain digits.
        full: For ``name``: a given and a family name are needed, one word is no value.
        past: For ``date``: a day that lies behind and is said with its year (a date of birth).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: EntityKind
    values: dict[str, list[str]] = Field(default_factory=dict)
    modifiers: list[str] = Field(default_factory=list)
    min_length: int = 1
    max_length: int = 32
    check: CheckDigits | None = None
    region: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    local: bool = False
    full: bool = False
    past: bool = False

    @model_validator(mode="after")
    def _list_has_values(self) -> EntitySpec:
        if self.kind == "list" and not self.values:
            raise ValueError("an entity of kind 'list' needs 'values'")
        if self.kind != "list" and (self.values or self.modifiers):
            raise ValueError(f"'values' and 'modifiers' are for kind 'list', not '{self.kind}'")
        return self

    @model_validator(mode="after")
    def _key_fits_kind(self) -> EntitySpec:
        for key, given, kinds in (
            ("check", self.check, ("digits",)),
            ("region", self.region, ("phone", "postcode", "date")),
            ("local", self.local, ("phone",)),
            ("full", self.full, ("name",)),
            ("past", self.past, ("date",)),
        ):
            if given and self.kind not in kinds:
                wanted = " or ".join(f"'{kind}'" for kind in kinds)
                raise ValueError(f"'{key}' is for kind {wanted}, not '{self.kind}'")
        if self.region and self.kind == "date" and not self.past:
            raise ValueError("'region' is for a 'date' only where it is 'past'")
        return self
