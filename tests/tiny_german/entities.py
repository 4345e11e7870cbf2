"""What German callers mention, and its value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from tiny_german.numbers import UNITS, number
from voice_agent.core.turn import Entity
from voice_agent.language import EntitySpec, Span, Vague

_WORD = re.compile(r"\w+")
_DAYS = {"heute": 0, "morgen": 1, "übermorgen": 2}
_NO_NAME = {"an", "die", "der", "den", "meine", "meinen", "frau", "herr", "herrn", "bitte", "ich"}


def prepare(entities: Mapping[str, EntitySpec]) -> None:
    """Compile nothing: there is nothing slow in a small language."""


def extract(
    entities: Mapping[str, EntitySpec],
    text: str,
    spans: Sequence[Span],
    *,
    today: date,
    alternatives: Sequence[str] = (),
) -> tuple[Entity, ...]:
    """Take what the model marked first, then what the text shows by itself."""
    found: list[Entity] = []
    for span in spans:
        spec = entities.get(span.type)
        said = text[span.start : span.end]
        value = normalise(spec, said, today=today) if spec else None
        if value is not None and _is_free(span.start, span.end, found):
            found.append(Entity(span.type, said, value, span.start, span.end))
    for name, spec in entities.items():
        for start, end, value in _matches(spec, text, today):
            if _is_free(start, end, found):
                found.append(Entity(name, text[start:end], value, start, end))
    return tuple(sorted(found, key=lambda one: one.start))


def _is_free(start: int, end: int, found: Sequence[Entity]) -> bool:
    return all(end <= one.start or one.end <= start for one in found)


def normalise(spec: EntitySpec, text: str, *, today: date) -> Any | None:
    """Return the value of a text that is one."""
    if spec.kind == "name":
        named = [word for word in _WORD.findall(text) if word.lower() not in _NO_NAME]
        return " ".join(word.capitalize() for word in named) or None
    for _, _, value in _matches(spec, text, today):
        return value
    read = [number(word.lower()) for word in _WORD.findall(text)]
    known = [one for one in read if one is not None]
    if spec.kind == "money" and known:
        return {"amount": float(known[-1]), "currency": "EUR"}
    return None


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
    """Return the one value of an answer: none has two."""
    value = normalise(spec, text, today=today)
    return () if value is None else (value,)


def vague(spec: EntitySpec, text: str, *, today: date) -> Vague | None:
    """Return what "am Vormittag" narrows a time down to."""
    if spec.kind == "time" and "vormittag" in text.lower():
        return Vague("am Vormittag", "06:00", "12:00", ask="Um wie viel Uhr am Vormittag?")
    return None


def join(spec: EntitySpec, parts: Sequence[str], *, today: date) -> Any | None:
    """Return the value of all pieces together, or that of the last one."""
    last = parts[-1] if parts else ""
    whole = normalise(spec, " ".join(parts), today=today) if spec.kind == "digits" else None
    return whole or normalise(spec, last, today=today)


def missing(spec: EntitySpec, parts: Sequence[str]) -> int | None:
    """Return how many digits are still to come."""
    words = [word for part in parts for word in _WORD.findall(part.lower())]
    digits = "".join(str(UNITS.get(w, w)) for w in words if w in UNITS or w.isdecimal())
    known = spec.kind == "digits" and digits and len(digits) <= spec.max_length
    return max(0, spec.min_length - len(digits)) if known else None


def pick(values: Sequence[str], hypotheses: Sequence[str]) -> tuple[str, ...]:
    """Return the values that are said as they are written."""
    said = " ".join(hypotheses).lower()
    return tuple(value for value in values if value.lower() in said)


def _matches(spec: EntitySpec, text: str, today: date) -> Iterator[tuple[int, int, Any]]:
    tokens = [(m.start(), m.end(), m.group().lower()) for m in _WORD.finditer(text)]
    if spec.kind == "list":
        for value, others in spec.values.items():
            for said in (value, *others):
                for match in re.finditer(rf"\b{re.escape(said)}\b", text, re.IGNORECASE):
                    yield match.start(), match.end(), value
    elif spec.kind == "money":
        for (start, _, word), (_, end, unit) in pairwise(tokens):
            amount = number(word)
            if amount is not None and unit == "euro":
                yield start, end, {"amount": float(amount), "currency": "EUR"}
    elif spec.kind == "number":
        for start, end, word in tokens:
            if (value := number(word)) is not None:
                yield start, end, value
    elif spec.kind == "date":
        for start, end, word in tokens:
            if word in _DAYS:
                yield start, end, (today + timedelta(_DAYS[word])).isoformat()
    elif spec.kind == "digits":
        digits = [(s, e, str(UNITS.get(w, w))) for s, e, w in tokens if w in UNITS or w.isdecimal()]
        joined = "".join(digit for _, _, digit in digits)
        if spec.min_length <= len(joined) <= spec.max_length:
            yield digits[0][0], digits[-1][1], joined
