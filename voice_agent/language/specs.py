"""What a playbook asks a language to find: kinds of values and their limits.

Values are JSON-able, by kind of entity:

========  =====================================================================
list      the canonical value, after its modifier if one was said
money     ``{"amount": 250.0, "currency": "USD"}`` (ISO 4217)
date      ISO 8601 date, ``"2026-11-27"``
time      24-hour clock, ``"15:30"``
number    int or float
digits    ``"4477"``; with the check ``iban`` also letters, ``"GB29NWBK60161331926819"``
name      ``"Sarah Connor"``
email     ``"jo.smith@gmail.com"``
phone     E.164, ``"+14155550132"``; a ``local`` one without area code ``"5550132"``
address   ``{"number": "123", "street": "Main Street", "unit": "Apartment 4B", "city":
          "Springfield", "state": "IL", "postcode": "62704"}``, as far as it was said
postcode  upper case, spaced as it is written: ``"NW1 2DB"``, ``"94107-1234"``
========  =====================================================================
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from voice_agent.text.check_digits import CheckDigits

When = Literal["past", "future"]
EntityKind = Literal[
    "list",
    "money",
    "date",
    "time",
    "number",
    "digits",
    "name",
    "email",
    "phone",
    "postcode",
    "address",
]


class EntitySpec(BaseModel):
    """A kind of detail that callers mention.

    Attributes:
        kind: How the text becomes a value. ``list`` matches ``values``.
        values: For ``list``: each value, with other ways to say it. Add what the recogniser writes
            by mistake, if it is a real word ("expresso").
        unavailable: For ``list``: what callers ask for instead of a value and cannot have ("oat
            milk"). The agent says so, and does nothing before the caller has chosen again.
        no_values: For ``list``: phrases that contain the word of a value and mean none ("a coffee
            order").
        modifiers: For ``list``: words before a value that belong to it ("a bit of").
        min_length: For ``digits``: the fewest digits of a complete value.
        max_length: For ``digits``: the most digits of a value.
        check: For ``digits``: the check digits that a value must have: ``luhn`` (cards), ``aba``
            (American routing numbers) or ``iban`` (letters are read too).
        region: ISO 3166 country of ``phone``, ``postcode`` and past ``date``. By default, phone
            numbers and the order of day and month are American, and British, Canadian and American
            postcodes are accepted. With ``GB``, only British postcodes count, and they are found
            through mishearings.
        local: For ``phone``: true accepts numbers without an area code, as plain digits.
        full: For ``name``: true if a value needs a given and a family name. For ``address``: true
            if it needs a city or a postcode besides the street.
        past: For ``date``: true for a day in the past that is said with its year (a date of birth).
        when: For ``date``: the side of today that is meant if the words leave it open. With
            ``past`` (a charge), "Monday" is the last one; by default it is the next one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: EntityKind
    values: dict[str, list[str]] = Field(default_factory=dict)
    unavailable: list[str] = Field(default_factory=list)
    no_values: list[str] = Field(default_factory=list)
    modifiers: list[str] = Field(default_factory=list)
    min_length: int = 1
    max_length: int = 32
    check: CheckDigits | None = None
    region: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    local: bool = False
    full: bool = False
    past: bool = False
    when: When | None = None

    @model_validator(mode="after")
    def _list_has_values(self) -> EntitySpec:
        if self.kind == "list" and not self.values:
            raise ValueError("an entity of kind 'list' needs 'values'")
        of_lists = ("values", "unavailable", "no_values", "modifiers")
        given = [key for key in of_lists if getattr(self, key)]
        if self.kind != "list" and given:
            raise ValueError(f"'{given[0]}' is for kind 'list', not '{self.kind}'")
        return self

    @model_validator(mode="after")
    def _key_fits_kind(self) -> EntitySpec:
        for key, given, kinds in (
            ("check", self.check, ("digits",)),
            ("region", self.region, ("phone", "postcode", "date")),
            ("local", self.local, ("phone",)),
            ("full", self.full, ("name", "address")),
            ("past", self.past, ("date",)),
            ("when", self.when, ("date",)),
        ):
            if given and self.kind not in kinds:
                wanted = " or ".join(f"'{kind}'" for kind in kinds)
                raise ValueError(f"'{key}' is for kind {wanted}, not '{self.kind}'")
        if self.region and self.kind == "date" and not self.past:
            raise ValueError("'region' is for a 'date' only where it is 'past'")
        return self
