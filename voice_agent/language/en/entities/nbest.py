"""The value that most of a recogniser's hypotheses (its n-best list) support.

Each hypothesis is read in every way that its kind of value allows. A reading weighs less the bolder
it is and the further down the list its hypothesis is, and equal values add up, as in a noisy
channel (Kernighan, Church and Gale 1990) with fixed costs as probabilities. Readings that are no
valid value weigh nothing, so the best hypothesis that has one counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rapidfuzz.distance import Levenshtein

from voice_agent.core.turn import Entity
from voice_agent.language.base import Span
from voice_agent.language.en.entities.addresses import has_street_kind
from voice_agent.language.en.entities.british_postcodes import BRITISH, read_postcodes
from voice_agent.language.en.entities.name_votes import vote
from voice_agent.language.en.entities.past_dates import read_past_dates
from voice_agent.language.en.entities.reconcile import reconcile
from voice_agent.language.en.entities.scanners import normalise
from voice_agent.language.en.entities.tokens import TokenisedText, overlap, tokenise, touched
from voice_agent.language.specs import EntitySpec

_SHARPNESS = 3.0
_DECAY = 0.4
# Below half of all the weight the value is not certain enough: the caller is asked again.
_LEAST_SHARE = 0.5
_NO_STREET = 0.6
"""Cost of an address of which no word says that it is one: "77 screw sway" for "Spruce Way"."""
_PAST_DATE = EntitySpec(kind="date", when="past")


def choose(
    spec: EntitySpec,
    hypotheses: Sequence[str],
    *,
    today: date,
    earlier: Sequence[Sequence[str]] = (),
) -> Any | None:
    """Return the value of one answer, or None if no hypothesis has one, or too many differ.

    Args:
        spec: Entity that was asked for.
        hypotheses: What was recognised, best first: the transcript and its alternatives.
        today: Day from which relative dates count.
        earlier: Hypotheses of earlier answers to the same question; they count alike, so a
            name that is spelled in the second answer corrects the one in the first.
    """
    attempts = [*earlier, hypotheses]
    if spec.kind == "name":
        return vote(attempts, spec.full)
    weights: dict[str, float] = {}
    values: dict[str, Any] = {}
    for heard in attempts:
        for rank, text in enumerate(heard):
            for value, cost in _readings(spec, text, today):
                key = repr(value)
                values.setdefault(key, value)
                weight = math.exp(-_SHARPNESS * cost - _DECAY * rank)
                weights[key] = weights.get(key, 0.0) + weight
    if not weights:
        return None
    best = max(weights, key=lambda key: weights[key])
    guessed = _is_guessed(spec) and not earlier
    if guessed and weights[best] < _LEAST_SHARE * sum(weights.values()):
        return None
    return values[best]


def extract(
    entities: Mapping[str, EntitySpec],
    text: str,
    spans: Sequence[Span],
    *,
    today: date,
    alternatives: Sequence[str] = (),
) -> tuple[Entity, ...]:
    """Find the entities of a turn, in spoken order, not overlapping.

    A span without a valid value takes it from the same place in the ``alternatives`` (further
    hypotheses, best first), and is left out if there is none. The ``text`` of such an entity is
    still that of the transcript.
    """
    kept = [*reconcile(entities, text, spans, today=today)]
    _add_alternatives(entities, text, spans, kept, today, alternatives)
    kept.sort(key=lambda one: one.start)
    return tuple(_with_past(entities, one, today) for one in kept)


def _with_past(entities: Mapping[str, EntitySpec], found: Entity, today: date) -> Entity:
    """Add the value of a date that may lie on either side of today."""
    spec = entities[found.type]
    if spec.kind != "date" or spec.past or spec.when:
        return found
    past = normalise(_PAST_DATE, found.text, today=today)
    return found if past in (None, found.value) else replace(found, past=past)


def _add_alternatives(
    entities: Mapping[str, EntitySpec],
    text: str,
    spans: Sequence[Span],
    kept: list[Entity],
    today: date,
    alternatives: Sequence[str],
) -> None:
    """Add the values of spans that only another hypothesis has."""
    if not alternatives:
        return
    turn = tokenise(text)
    for span in sorted(spans, key=lambda span: -span.confidence):
        spec = entities.get(span.type)
        taken = any(overlap(one, span) for one in kept)
        if spec is None or taken or span.start >= span.end:
            continue
        heard = [said for other in alternatives if (said := _counterpart(turn, span, other))]
        value = choose(spec, heard, today=today) if heard else None
        if value is not None:
            kept.append(Entity(span.type, text[span.start : span.end], value, span.start, span.end))


def _counterpart(turn: TokenisedText, span: Span, alternative: str) -> str:
    """Return the words of another hypothesis at the place of the span."""
    other = tokenise(alternative)
    inside = touched(turn, span)
    if not inside:
        return ""
    indexes: list[int] = []
    edits = Levenshtein.opcodes(
        [token.word for token in turn.tokens], [token.word for token in other.tokens]
    )
    for edit in edits:
        first, last = max(edit.src_start, inside[0]), min(edit.src_end, inside[-1] + 1)
        if edit.tag == "equal":
            shift = edit.dest_start - edit.src_start
            indexes += range(first + shift, last + shift)
        elif first < last or (
            edit.tag == "insert" and inside[0] <= edit.src_start <= inside[-1] + 1
        ):
            indexes += range(edit.dest_start, edit.dest_end)
    if not indexes:
        return ""
    return other.text[other.tokens[indexes[0]].start : other.tokens[indexes[-1]].end]


def _is_guessed(spec: EntitySpec) -> bool:
    """Tell whether one hypothesis may have several values."""
    british = spec.kind == "postcode" and spec.region in BRITISH
    return british or (spec.kind == "date" and spec.past)


def _readings(spec: EntitySpec, text: str, today: date) -> Iterator[tuple[Any, float]]:
    """Yield the values that a hypothesis may have, with their cost."""
    if spec.kind == "postcode" and spec.region in BRITISH:
        yield from ((read.value, read.cost) for read in read_postcodes(tokenise(text)))
    elif spec.kind == "date" and spec.past:
        births = read_past_dates(tokenise(text), today, day_first=spec.region not in (None, "US"))
        yield from ((birth.value.isoformat(), birth.cost) for birth in births)
    else:
        value = normalise(spec, text, today=today)
        if value is not None:
            unclear = spec.kind == "address" and not has_street_kind(value)
            yield value, _NO_STREET if unclear else 0.0
