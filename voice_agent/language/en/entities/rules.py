"""The entities that the text of a turn shows without the model. Pure.

Rules alone never choose between two entities of the same kind (digits: of the same length). Where
two matches overlap, the longer one is right; of equally long ones, the one whose kind is first in
``_ORDER``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from voice_agent.core.turn import Entity
from voice_agent.language.en.entities.compiled import CompileOnce
from voice_agent.language.en.entities.dates import scan_dates
from voice_agent.language.en.entities.digits import scan_phones
from voice_agent.language.en.entities.gazetteer import Gazetteer, gazetteer_of
from voice_agent.language.en.entities.name_votes import vote
from voice_agent.language.en.entities.names import is_introduction
from voice_agent.language.en.entities.retractions import is_left_out, is_ruled_out
from voice_agent.language.en.entities.scanners import scan
from voice_agent.language.en.entities.tokens import (
    Match,
    TokenisedText,
    corrects,
    overlap,
    tokenise,
)
from voice_agent.language.specs import EntitySpec
from voice_agent.text.word_lists import word_set

_OWN_NAME = word_set("name caller customer")
_OTHERS_NAME = word_set("payee recipient beneficiary receiver")
_PHONE_SHAPE = re.compile(r"[-().+]|plus")
_ORDER = (
    "list",
    "email",
    "address",
    "money",
    "date",
    "time",
    "phone",
    "postcode",
    "digits",
    "name",
    "number",
)
_RANK = {kind: rank for rank, kind in enumerate(_ORDER)}
_DIGIT_KINDS = ("digits", "phone", "postcode")


class TypedMatch(NamedTuple):
    """A match and the name of the entity it is a value of."""

    type: str
    match: Match


class Compiled(NamedTuple):
    """What is worked out once for a set of entities.

    Attributes:
        entities: The set.
        gazetteer: Its lists, if it has any.
        by_rule: Entities whose values can be told from those of all others by rule.
    """

    entities: Mapping[str, EntitySpec]
    gazetteer: Gazetteer | None
    by_rule: Mapping[str, EntitySpec]


def _compiled(entities: Mapping[str, EntitySpec]) -> Compiled:
    lists = {name: spec for name, spec in entities.items() if spec.kind == "list"}
    counts = Counter((spec.kind, spec.past) for spec in entities.values())
    return Compiled(
        entities=entities,
        gazetteer=gazetteer_of(lists) if lists else None,
        by_rule={
            name: spec
            for name, spec in entities.items()
            if spec.kind == "digits" or (spec.kind != "list" and counts[spec.kind, spec.past] == 1)
        },
    )


compiled = CompileOnce(_compiled)


def prepare(entities: Mapping[str, EntitySpec]) -> None:
    """Compile the entities and load slow libraries now rather than in the first turn."""
    compiled(entities)
    for spec in entities.values():
        if spec.kind == "list":
            gazetteer_of({"": spec})
    kinds = {spec.kind for spec in entities.values()}
    if "name" in kinds:
        vote([["sarah connor", "sara connor"]])
        vote([["s a r a h"]])
    if "phone" in kinds:
        scan_phones(tokenise("415 555 2671"))
    if "date" in kinds:
        scan_dates(tokenise("diwali"), date(2026, 1, 1))


def find(rules: Compiled, turn: TokenisedText, today: date) -> list[TypedMatch]:
    """Find what the text alone shows, in spoken order, not overlapping."""
    matches: list[TypedMatch] = []
    if rules.gazetteer:
        matches += _wanted(turn, rules.gazetteer.find(turn))
    for name, spec in rules.by_rule.items():
        for match in scan(spec, turn, today):
            if spec.kind != "name" or _may_be(name, turn, match):
                matches.append(TypedMatch(name, match))
    matches = _without_doubt(turn, matches, rules.entities)
    matches.sort(key=lambda t: (
        rules.entities[t.type].kind == "number",
        -length(t.match),
        _RANK[rules.entities[t.type].kind],
        t.match.start,
    ))  # fmt: skip
    kept: list[TypedMatch] = []
    for typed in matches:
        if not any(overlap(typed.match, other.match) for other in kept):
            kept.append(typed)
    return _corrected(turn, sorted(kept, key=lambda typed: typed.match.start))


def _wanted(turn: TokenisedText, named: Sequence[tuple[str, Match]]) -> list[TypedMatch]:
    """Return listed values without those that the caller rules out or does without."""
    unwanted = _left_out(turn, named)
    return [
        TypedMatch(name, match)
        for name, match in named
        if not is_ruled_out(turn, match.start)
        and not any(is_without(TypedMatch(name, match), other) for other in unwanted)
    ]


def _left_out(turn: TokenisedText, named: Iterable[tuple[str, Match]]) -> list[TypedMatch]:
    seen: dict[str, list[str]] = {}
    unwanted = []
    for name, match in named:
        before, value = seen.setdefault(name, []), str(match.value)
        # "A small no large" is a correction, but "with sugar, sorry, no sugar" does without.
        alike = all(one.endswith(value) for one in before)
        if is_left_out(turn, match.start, match.end, first=alike):
            unwanted.append(TypedMatch(name, match))
        before.append(value)
    return unwanted


def left_out(rules: Compiled, turn: TokenisedText) -> list[TypedMatch]:
    """Return the listed values that a turn does without, in spoken order: "no milk"."""
    return _left_out(turn, rules.gazetteer.find(turn)) if rules.gazetteer else []


def is_without(typed: TypedMatch, unwanted: TypedMatch) -> bool:
    """Tell whether a value is what the same turn does without, then or later.

    "With a bit of cream, actually leave the cream out": the first is no value either.
    """
    alike = str(typed.match.value).endswith(str(unwanted.match.value))
    return typed.type == unwanted.type and alike and typed.match.start <= unwanted.match.start


def _may_be(name: str, turn: TokenisedText, match: Match) -> bool:
    """Tell whether a name can be this entity: "my name is X" is the caller, not a payee."""
    if not is_introduction(turn, match):
        return True
    words = set(re.split(r"[_\W]+", name.lower()))
    return bool(words & _OWN_NAME) and not words & _OTHERS_NAME


def _without_doubt(
    turn: TokenisedText, matches: list[TypedMatch], entities: Mapping[str, EntitySpec]
) -> list[TypedMatch]:
    """Leave out digits that may be two things, unless they are written as a phone number.

    A day that may be in the past or in the future is left to the model too.
    """
    kept = []
    for typed in matches:
        match, kind = typed.match, entities[typed.type].kind
        rivals = [
            entities[other.type].kind
            for other in matches
            if other.type != typed.type and overlap(other.match, match)
        ]
        if kind == "date" and "date" in rivals:
            continue
        if kind in _DIGIT_KINDS and not {*rivals}.isdisjoint(_DIGIT_KINDS):
            written = turn.text[match.start : match.end]
            phone = kind == "phone" and _PHONE_SHAPE.search(written) is not None
            lettered = kind == "postcode" and any(c.isalpha() for c in str(match.value))
            if not phone and not lettered:
                continue
        kept.append(typed)
    return kept


def _corrected(turn: TokenisedText, matches: Iterable[TypedMatch]) -> list[TypedMatch]:
    """Make one match of a slip and its correction, "a small no large coffee"."""
    kept: list[TypedMatch] = []
    for typed in matches:
        slip = kept[-1] if kept else None
        if slip and slip.type == typed.type and corrects(turn, slip.match.end, typed.match.start):
            match = Match(slip.match.start, typed.match.end, typed.match.value)
            kept[-1] = TypedMatch(typed.type, match)
        else:
            kept.append(typed)
    return kept


def length(match: Match) -> int:
    """Return how many characters a match covers."""
    return match.end - match.start


def as_entities(turn: TokenisedText, matches: Iterable[TypedMatch]) -> tuple[Entity, ...]:
    """Return matches as entities of the turn, in spoken order."""
    return tuple(
        Entity(
            type=name,
            text=turn.text[match.start : match.end],
            value=match.value,
            start=match.start,
            end=match.end,
        )
        for name, match in sorted(matches, key=lambda typed: typed.match.start)
    )
