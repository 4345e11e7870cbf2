"""The entities of a Spanish turn. Pure.

Rules never choose between two entities of the same kind. Where two matches overlap, the longer one
is right; of equally long ones, the one whose kind is first in ``_ORDER``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from voice_agent.core.turn import Entity
from voice_agent.language.base import Span
from voice_agent.language.es.addresses import scan_addresses
from voice_agent.language.es.calendar import scan_dates
from voice_agent.language.es.clock import scan_times, time_readings
from voice_agent.language.es.contact import name_of, scan_names, without_lead
from voice_agent.language.es.corrections import takes_back
from voice_agent.language.es.digits import scan_digits, scan_phones, scan_postcodes
from voice_agent.language.es.emails import scan_emails
from voice_agent.language.es.folding import words_of
from voice_agent.language.es.found import Found
from voice_agent.language.es.lists import scan_list
from voice_agent.language.es.money import scan_money
from voice_agent.language.es.numbers import ARTICLES, counted_at
from voice_agent.language.specs import EntitySpec

_ORDER = (
    "list",
    "address",
    "email",
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


def prepare(entities: Mapping[str, EntitySpec]) -> None:
    """Compile the entities and load slow libraries now rather than in the first turn."""
    for spec in entities.values():
        _scan(spec, "seis uno dos", date(2026, 1, 1))


def extract(
    entities: Mapping[str, EntitySpec],
    text: str,
    spans: Sequence[Span],
    *,
    today: date,
    alternatives: Sequence[str] = (),
) -> tuple[Entity, ...]:
    """Find the entities of a turn: what the text shows by itself, then what the model marked."""
    counts = Counter(spec.kind for spec in entities.values())
    matches = [
        (name, found)
        for name, spec in entities.items()
        if spec.kind == "list" or counts[spec.kind] == 1
        for found in _scan(spec, text, today)
    ]
    matches.sort(
        key=lambda one: (
            entities[one[0]].kind == "number",
            one[1].start - one[1].end,
            _RANK[entities[one[0]].kind],
            one[1].start,
        )
    )
    for span in spans:
        spec = entities.get(span.type)
        said = text[span.start : span.end]
        value = normalise(spec, said, today=today) if spec and said.strip() else None
        if value is not None:
            matches.append((span.type, Found(span.start, span.start + len(said), value)))
    return tuple(
        Entity(name, text[one.start : one.end], one.value, one.start, one.end)
        for name, one in _corrected(text, _apart(matches))
    )


def _apart(matches: Iterable[tuple[str, Found]]) -> list[tuple[str, Found]]:
    kept: list[tuple[str, Found]] = []
    for name, one in matches:
        if all(one.end <= other.start or other.end <= one.start for _, other in kept):
            kept.append((name, one))
    return sorted(kept, key=lambda pair: pair[1].start)


def _corrected(text: str, matches: Iterable[tuple[str, Found]]) -> list[tuple[str, Found]]:
    """Make one match of a slip and its correction: "uno pequeño, no, grande"."""
    kept: list[tuple[str, Found]] = []
    for name, one in matches:
        slip = kept[-1] if kept else None
        if slip and slip[0] == name and takes_back(text[slip[1].end : one.start]):
            kept[-1] = (name, Found(slip[1].start, one.end, one.value))
        else:
            kept.append((name, one))
    return kept


def normalise(spec: EntitySpec, text: str, *, today: date) -> Any | None:
    """Return the value of an answer, or None if it has none, or several."""
    found = sorted(_scan(spec, text, today, answer=True), key=lambda one: (one.start, -one.end))
    kept: list[Found] = []
    for one in found:
        if kept and one.start < kept[-1].end:
            continue
        if kept and takes_back(text[kept[-1].end : one.start]):
            kept.pop()
        kept.append(one)
    values = [one.value for one in kept]
    if not values or any(value != values[0] for value in values):
        return None
    if spec.kind == "name" and spec.full and len(str(values[0]).split()) < 2:
        return None
    return values[0]


def choose(
    spec: EntitySpec,
    hypotheses: Sequence[str],
    *,
    today: date,
    earlier: Sequence[Sequence[str]] = (),
) -> Any | None:
    """Return the value of the best hypothesis that has one."""
    for text in (*hypotheses, *(text for attempt in earlier for text in attempt)):
        value = normalise(spec, text, today=today)
        if value is not None:
            return value
    return None


def readings(spec: EntitySpec, text: str, *, today: date) -> tuple[Any, ...]:
    """Return the values that an answer may have: "a las tres" is 15:00 or 03:00."""
    value = normalise(spec, text, today=today)
    if value is None:
        return ()
    times = time_readings(text) if spec.kind == "time" else ()
    return times if times[:1] == (value,) else (value,)


def _scan(spec: EntitySpec, text: str, today: date, *, answer: bool = False) -> list[Found]:
    if spec.kind == "list":
        return [*scan_list(spec, text)]
    if spec.kind == "money":
        return [*scan_money(text, answer=answer)]
    if spec.kind == "date":
        return [*scan_dates(spec, text, today, answer=answer)]
    if spec.kind == "time":
        return [*scan_times(text, answer=answer)]
    if spec.kind == "digits":
        return [*scan_digits(spec, text)]
    if spec.kind == "phone":
        return [*scan_phones(spec, text)]
    if spec.kind == "postcode":
        return [*scan_postcodes(text)]
    if spec.kind == "email":
        return [*scan_emails(text)]
    if spec.kind == "number":
        return _numbers(text, answer)
    if spec.kind == "name":
        return _names(text, answer)
    return [*scan_addresses(text, full=spec.full, answer=answer)]


def _names(text: str, answer: bool) -> list[Found]:
    found = [*scan_names(text)]
    value = name_of(without_lead(text)) if answer and not found else None
    return found if value is None else [Found(0, len(text), value)]


def _numbers(text: str, answer: bool) -> list[Found]:
    said, at, found = words_of(text), 0, []
    while at < len(said):
        read = counted_at(said, at)
        alone = read is not None and read.end == at + 1 and said[at].text in ARTICLES
        if read is None or (alone and not answer):
            at += 1
            continue
        value = int(read.value) if read.value == int(read.value) else read.value
        found.append(Found(said[at].start, said[read.end - 1].end, value))
        at = read.end
    return found
