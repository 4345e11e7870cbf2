"""Where the model's spans and the rules' finds become the entities of a turn.

The model says what type a detail is where words cannot (who is paid, which of two dates);
rules say where it begins and ends and what it is worth. Rules alone never choose between
two entities of the same kind (digits: of the same length). Where a span and a find of
another kind meet, the longer one is right, and if they are equally long the find, unless it
is a bare number.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from voice_agent.core.turn import Entity
from voice_agent.language.en.entities.dates import parse_odd_date, scan_dates
from voice_agent.language.en.entities.digits import scan_digits, scan_phones
from voice_agent.language.en.entities.emails import scan_emails
from voice_agent.language.en.entities.gazetteer import Gazetteer, last_said
from voice_agent.language.en.entities.money import scan_money
from voice_agent.language.en.entities.name_votes import vote
from voice_agent.language.en.entities.names import (
    grow,
    is_introduction,
    read_name,
    scan_names,
    trim,
)
from voice_agent.language.en.entities.numbers import scan_numbers
from voice_agent.language.en.entities.past_dates import scan_past_dates
from voice_agent.language.en.entities.spelling import scan_ibans, scan_postcodes
from voice_agent.language.en.entities.times import scan_times
from voice_agent.language.en.entities.tokens import (
    Match,
    TokenisedText,
    collapse,
    corrects,
    tokenise,
)
from voice_agent.language.specs import EntitySpec
from voice_agent.text.check_digits import passes
from voice_agent.text.word_lists import word_set


@dataclass(frozen=True, slots=True)
class Span:
    """What the model marked.

    Attributes:
        type: Name of the entity in the playbook.
        start: First character.
        end: One past the last character.
        confidence: How sure the model is, 0..1.
    """

    type: str
    start: int
    end: int
    confidence: float = 1.0


class _Typed(NamedTuple):
    type: str
    found: Match


class _Compiled(NamedTuple):
    """What is worked out once for a set of entities. It keeps the specs, so ids stay theirs."""

    entities: dict[str, EntitySpec]
    gazetteer: Gazetteer | None
    by_rule: dict[str, EntitySpec]


_CACHE_SIZE = 64
_cache: OrderedDict[tuple[tuple[str, int], ...], _Compiled] = OrderedDict()
_OWN_NAME = word_set("name caller customer")
_OTHERS_NAME = word_set("payee recipient beneficiary receiver")
_PHONE_SHAPE = re.compile(r"[-().+]|plus")
# When two finds are equally long, the kind further left is right.
_ORDER = ("list", "email", "money", "date", "time", "phone", "postcode", "digits", "name", "number")
_RANK = {kind: rank for rank, kind in enumerate(_ORDER)}
_DIGIT_KINDS = ("digits", "phone", "postcode")


def prepare(entities: Mapping[str, EntitySpec]) -> None:
    """Compile the entities and load slow libraries now rather than in the first turn."""
    _compile(entities)
    for spec in entities.values():
        if spec.kind == "list":
            _gazetteer(spec)
    kinds = {spec.kind for spec in entities.values()}
    if "name" in kinds:
        vote([["sarah connor", "sara connor"]])
    if "phone" in kinds:
        scan_phones(tokenise("415 555 2671"))
    if "date" in kinds:
        parse_odd_date("2026.11.27", date(2026, 1, 1))


def normalise(spec: EntitySpec, text: str, *, today: date) -> Any | None:
    """The value of spoken words, or None if they are not one of ``spec``.

    Of several values the one said last after a correction counts, else the longest.
    """
    turn = tokenise(text)
    if spec.kind == "name":
        return vote([[text]], spec.full)
    found = last_said(turn, _scan(spec, turn, today, marked_by_model=True))
    if found is not None:
        return found.value
    if spec.kind == "list":
        nearest = _gazetteer(spec).closest(turn)
        return nearest.value if nearest else None
    return parse_odd_date(text, today) if spec.kind == "date" and not spec.past else None


def find(entities: Mapping[str, EntitySpec], text: str, *, today: date) -> tuple[Entity, ...]:
    """Entities that the words alone show, in spoken order, not overlapping."""
    turn = tokenise(text)
    return _as_entities(turn, _by_rules(_compile(entities), turn, today))


def extract(
    entities: Mapping[str, EntitySpec], text: str, spans: Sequence[Span], *, today: date
) -> tuple[Entity, ...]:
    """Entities of a turn from the model's spans and the rules, in spoken order, not overlapping.

    Spans of unknown types and spans without a value are left out.
    """
    turn = tokenise(text)
    compiled = _compile(entities)
    finds = _by_rules(compiled, turn, today)
    marked: list[_Typed] = []
    for span in sorted(_joined(turn, spans, entities), key=lambda span: -span.confidence):
        spec = compiled.entities.get(span.type)
        if spec is None or span.start >= span.end:
            continue
        for found in _of_span(spec, span, turn, finds, today):
            if not any(_meet(found, other.found) for other in marked):
                marked.append(_Typed(span.type, found))
    kept = list(marked)
    for rule in finds:
        rivals = [typed for typed in kept if _meet(typed.found, rule.found)]
        if all(_loses(typed, rule, compiled.entities) for typed in rivals):
            kept = [typed for typed in kept if typed not in rivals]
            kept.append(rule)
    return _as_entities(turn, kept)


def _joined(
    turn: TokenisedText, spans: Sequence[Span], entities: Mapping[str, EntitySpec]
) -> list[Span]:
    """The spans, with two parts of one name ("my brother" and "Tom") made one."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        last = joined[-1] if joined else None
        spec = entities.get(span.type)
        if (
            last
            and spec
            and spec.kind == "name"
            and last.type == span.type
            and not any(last.end <= token.start < span.start for token in turn.tokens)
        ):
            sure = max(last.confidence, span.confidence)
            joined[-1] = Span(span.type, last.start, max(last.end, span.end), sure)
        else:
            joined.append(span)
    return joined


def _loses(model: _Typed, rule: _Typed, entities: Mapping[str, EntitySpec]) -> bool:
    """Whether the model's find gives way to the rule's."""
    if model.type == rule.type or entities[model.type].kind == entities[rule.type].kind != "list":
        return False
    if entities[rule.type].kind in ("digits", "number", "postcode"):
        return _length(rule.found) > _length(model.found)
    return _length(rule.found) >= _length(model.found)


def _of_span(
    spec: EntitySpec, span: Span, turn: TokenisedText, finds: Sequence[_Typed], today: date
) -> list[Match]:
    """Finds of the kind the span names, where it stands, with their own borders."""
    if spec.kind == "name":
        return [name for name in _name_of_span(span, turn) if _full_enough(spec, name)]
    inside = [f for t, f in finds if t == span.type and f.start < span.end and span.start < f.end]
    if spec.kind != "list" or not inside:
        inside = [
            found
            for found in _scan(spec, turn, today, marked_by_model=True)
            if found.start < span.end and span.start < found.end
        ]
    if inside:
        return inside
    start, end = _whole_words(turn, span)
    value = normalise(spec, turn.text[start:end], today=today) if start < end else None
    return [] if value is None else [Match(start, end, value)]


def _full_enough(spec: EntitySpec, name: Match) -> bool:
    return not spec.full or " " in name.value


def _name_of_span(span: Span, turn: TokenisedText) -> list[Match]:
    touched = [
        index
        for index, token in enumerate(turn.tokens)
        if token.start < span.end and span.start < token.end
    ]
    if not touched:
        return []
    start, end = trim(turn, touched[0], touched[-1] + 1)
    if start >= end:
        return []
    end = grow(turn, start, end)
    value = read_name(turn, start, end)
    return [turn.found(start, end, value)] if value else []


def _by_rules(compiled: _Compiled, turn: TokenisedText, today: date) -> list[_Typed]:
    finds: list[_Typed] = []
    if compiled.gazetteer:
        finds += [_Typed(*pair) for pair in compiled.gazetteer.find(turn)]
    for name, spec in compiled.by_rule.items():
        for found in _scan(spec, turn, today):
            if spec.kind != "name" or _may_be(name, turn, found):
                finds.append(_Typed(name, found))
    finds = _without_doubt(turn, finds, compiled.entities)
    finds.sort(key=lambda t: (
        compiled.entities[t.type].kind == "number",
        -_length(t.found),
        _RANK[compiled.entities[t.type].kind],
        t.found.start,
    ))  # fmt: skip
    kept: list[_Typed] = []
    for typed in finds:
        if not any(_meet(typed.found, other.found) for other in kept):
            kept.append(typed)
    return _corrected(turn, sorted(kept, key=lambda typed: typed.found.start))


def _scan(
    spec: EntitySpec, turn: TokenisedText, today: date, *, marked_by_model: bool = False
) -> list[Match]:
    """Finds of one kind; without the model's mark only those that speak for themselves."""
    kind = spec.kind
    finds: list[Match]
    if kind == "list":
        finds = [found for _, found in _gazetteer(spec).find(turn)]
    elif kind == "money":
        finds = scan_money(turn)
    elif kind == "date":
        finds = scan_past_dates(turn, today, spec.region) if spec.past else scan_dates(turn, today)
    elif kind == "time":
        finds = scan_times(turn)
    elif kind == "number":
        finds = scan_numbers(turn)
    elif kind == "digits":
        finds = _scan_digits(spec, turn, marked_by_model)
    elif kind == "phone":
        finds = scan_phones(turn, marked_by_model, spec.region, spec.local)
    elif kind == "postcode":
        finds = scan_postcodes(turn, spec.region, misheard=marked_by_model)
    elif kind == "email":
        finds = scan_emails(turn)
    else:
        finds = [name for name in scan_names(turn) if _full_enough(spec, name)]
    finds = collapse(turn, finds)
    return finds if marked_by_model else [found for found in finds if found.marked]


def _scan_digits(spec: EntitySpec, turn: TokenisedText, marked_by_model: bool) -> list[Match]:
    if spec.check == "iban":
        return scan_ibans(turn)
    finds = scan_digits(turn, spec.min_length, spec.max_length, marked_by_model)
    check = spec.check
    return finds if check is None else [f for f in finds if passes(check, f.value)]


def _may_be(name: str, turn: TokenisedText, found: Match) -> bool:
    """Whether a found name can be this entity: "my name is X" is the caller, not a payee."""
    if not is_introduction(turn, found):
        return True
    words = set(re.split(r"[_\W]+", name.lower()))
    return bool(words & _OWN_NAME) and not words & _OTHERS_NAME


def _without_doubt(
    turn: TokenisedText, finds: list[_Typed], entities: Mapping[str, EntitySpec]
) -> list[_Typed]:
    """Leave out digits that may be two things, unless they are written as a phone number.

    A day that may be a past one and one ahead is left to the model too.
    """
    kept = []
    for typed in finds:
        kind = entities[typed.type].kind
        if kind == "date" and any(
            t.type != typed.type and entities[t.type].kind == kind and _meet(t.found, typed.found)
            for t in finds
        ):
            continue
        if kind in _DIGIT_KINDS:
            found = typed.found
            rivals = {
                entities[t.type].kind
                for t in finds
                if t.type != typed.type
                and entities[t.type].kind in _DIGIT_KINDS
                and _meet(t.found, found)
            }
            shaped = _PHONE_SHAPE.search(turn.text[found.start : found.end]) is not None
            if (
                rivals
                and not (kind == "phone" and shaped)
                and not (kind == "postcode" and any(c.isalpha() for c in str(found.value)))
            ):
                continue
        kept.append(typed)
    return kept


def _corrected(turn: TokenisedText, finds: Iterable[_Typed]) -> list[_Typed]:
    """One find for a slip and its correction, "a small no large coffee"."""
    kept: list[_Typed] = []
    for typed in finds:
        slip = kept[-1] if kept else None
        if slip and slip.type == typed.type and corrects(turn, slip.found.end, typed.found.start):
            found = Match(slip.found.start, typed.found.end, typed.found.value)
            kept[-1] = _Typed(typed.type, found)
        else:
            kept.append(typed)
    return kept


def _compile(entities: Mapping[str, EntitySpec]) -> _Compiled:
    key = tuple((name, id(spec)) for name, spec in entities.items())
    compiled = _cache.get(key)
    if compiled is None:
        lists = {name: spec for name, spec in entities.items() if spec.kind == "list"}
        counts = Counter((spec.kind, spec.past) for spec in entities.values())
        compiled = _Compiled(
            entities=dict(entities),
            gazetteer=Gazetteer(lists) if lists else None,
            by_rule={
                name: spec
                for name, spec in entities.items()
                if spec.kind == "digits"
                or (spec.kind != "list" and counts[spec.kind, spec.past] == 1)
            },
        )
        _cache[key] = compiled
        while len(_cache) > _CACHE_SIZE:
            _cache.popitem(last=False)
    return compiled


def _gazetteer(spec: EntitySpec) -> Gazetteer:
    gazetteer = _compile({"": spec}).gazetteer
    assert gazetteer is not None
    return gazetteer


def _whole_words(turn: TokenisedText, span: Span) -> tuple[int, int]:
    touched = [t for t in turn.tokens if t.start < span.end and span.start < t.end]
    return (touched[0].start, touched[-1].end) if touched else (0, 0)


def _meet(one: Match, other: Match) -> bool:
    return one.start < other.end and other.start < one.end


def _length(found: Match) -> int:
    return found.end - found.start


def _as_entities(turn: TokenisedText, finds: Iterable[_Typed]) -> tuple[Entity, ...]:
    return tuple(
        Entity(
            type=name,
            text=turn.text[found.start : found.end],
            value=found.value,
            start=found.start,
            end=found.end,
        )
        for name, found in sorted(finds, key=lambda typed: typed.found.start)
    )
