"""Where the model's spans and the rules' matches become the entities of a turn.

The model says what type a detail is where the text cannot (who is paid, which of two dates); the
rules say where it begins and ends and what its value is. Where a span and a match of another kind
overlap, the longer one is right, and of equally long ones the match, unless it is a bare number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from voice_agent.core.turn import Entity
from voice_agent.language.base import Span
from voice_agent.language.en.entities.bare_amounts import is_below_zero
from voice_agent.language.en.entities.names import grow, read_name, says_who, trim
from voice_agent.language.en.entities.retractions import is_left_out, is_ruled_out
from voice_agent.language.en.entities.rules import (
    TypedMatch,
    as_entities,
    compiled,
    find,
    is_without,
    left_out,
    length,
)
from voice_agent.language.en.entities.scanners import is_full_enough, normalise, not_meant, scan
from voice_agent.language.en.entities.spelling import spelled_runs
from voice_agent.language.en.entities.tokens import Match, TokenisedText, overlap, tokenise, touched
from voice_agent.language.specs import EntitySpec

_FEWEST_LETTERS = 3
"""Two letters are initials."""


def reconcile(
    entities: Mapping[str, EntitySpec], text: str, spans: Sequence[Span], *, today: date
) -> tuple[Entity, ...]:
    """Return the entities of a turn, in spoken order, not overlapping.

    Spans of unknown types and spans without a value are left out.
    """
    turn = tokenise(text)
    rules = compiled(entities)
    by_rule = find(rules, turn, today)
    not_meant = rules.gazetteer.not_meant(turn) if rules.gazetteer else []
    kept: list[TypedMatch] = []
    for span in sorted(_joined(turn, spans, entities), key=lambda span: -span.confidence):
        spec = rules.entities.get(span.type)
        if spec is None or span.start >= span.end or is_ruled_out(turn, span.start):
            continue
        if spec.kind == "list" and any(overlap(span, other) for other in not_meant):
            continue
        first = all(other.start >= span.start for other in spans if other.type == span.type)
        if spec.kind == "list" and is_left_out(turn, span.start, span.end, first=first):
            continue
        for match in _of_span(spec, span, turn, by_rule, today):
            if spec.kind == "list" and is_left_out(turn, match.start, match.end, first=first):
                continue  # What was marked begins with the "no" of "no sugar".
            if not any(overlap(match, other.match) for other in kept):
                kept.append(TypedMatch(span.type, match))
    for rule in by_rule:
        rivals = [typed for typed in kept if overlap(typed.match, rule.match)]
        if all(_loses(typed, rule, rules.entities) for typed in rivals):
            kept = [typed for typed in kept if typed not in rivals]
            kept.append(rule)
    unwanted = left_out(rules, turn)
    kept = [one for one in kept if not any(is_without(one, other) for other in unwanted)]
    return as_entities(turn, kept)


def _joined(
    turn: TokenisedText, spans: Sequence[Span], entities: Mapping[str, EntitySpec]
) -> list[Span]:
    """Make one span of two parts of one name ("my brother" and "Tom")."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        last = joined[-1] if joined else None
        spec = entities.get(span.type)
        if (
            last
            and spec
            and spec.kind == "name"
            and last.type == span.type
            and _is_one_name(turn, last, span)
        ):
            sure = max(last.confidence, span.confidence)
            joined[-1] = Span(span.type, last.start, max(last.end, span.end), sure)
        else:
            joined.append(span)
    return joined


def _is_one_name(turn: TokenisedText, first: Span, second: Span) -> bool:
    """Tell whether nothing is between two parts, or a comma beside "my neighbour"."""
    between = [t.word for t in turn.tokens if first.end <= t.start < second.start]
    parts = (touched(turn, part) for part in (first, second))
    relation = any(says_who([turn.word(index) for index in part]) for part in parts)
    return not between or (between == [","] and relation)


def _loses(model: TypedMatch, rule: TypedMatch, entities: Mapping[str, EntitySpec]) -> bool:
    """Tell whether the model's match gives way to the rule's."""
    if model.type == rule.type or entities[model.type].kind == entities[rule.type].kind != "list":
        return False
    if entities[rule.type].kind in ("digits", "number", "postcode"):
        return length(rule.match) > length(model.match)
    return length(rule.match) >= length(model.match)


def _of_span(
    spec: EntitySpec,
    span: Span,
    turn: TokenisedText,
    by_rule: Sequence[TypedMatch],
    today: date,
) -> list[Match]:
    """Return the matches of the span's kind that it touches, with their own borders."""
    if spec.kind == "name":
        return [name for name in _name_of_span(span, turn) if is_full_enough(spec, name)]
    inside = [match for type_, match in by_rule if type_ == span.type and overlap(span, match)]
    if spec.kind != "list" or not inside:
        matches = scan(spec, turn, today, marked_by_model=True)
        inside = [match for match in matches if overlap(span, match)]
    if inside:
        return inside
    if any(overlap(span, match) for match in not_meant(spec, turn, today)):
        return []
    start, end = _whole_words(turn, span)
    words = touched(turn, span)
    if spec.kind == "money" and words and is_below_zero(turn, words[0]):
        return []
    value = normalise(spec, turn.text[start:end], today=today) if start < end else None
    return [] if value is None else [Match(start, end, value)]


def _name_of_span(span: Span, turn: TokenisedText) -> list[Match]:
    inside = touched(turn, span)
    if not inside:
        return []
    start, end = trim(turn, *_with_all_letters(turn, inside[0], inside[-1] + 1))
    if start >= end:
        return []
    end = grow(turn, start, end)
    value = read_name(turn, start, end)
    return [turn.match(start, end, value)] if value else []


def _with_all_letters(turn: TokenisedText, start: int, end: int) -> tuple[int, int]:
    """Return the tokens of a span without cutting letters that spell one name: "K A T H R Y N"."""
    for run in spelled_runs(turn):
        if len(run.letters) >= _FEWEST_LETTERS and run.first < end and start < run.end:
            start, end = min(start, run.first), max(end, run.end)
    return start, end


def _whole_words(turn: TokenisedText, span: Span) -> tuple[int, int]:
    inside = touched(turn, span)
    return (turn.tokens[inside[0]].start, turn.tokens[inside[-1]].end) if inside else (0, 0)
