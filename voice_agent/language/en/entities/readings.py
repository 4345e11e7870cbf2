"""Everything that an answer may mean, the likeliest first."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from voice_agent.language.en.entities.dates import other_dates
from voice_agent.language.en.entities.money import other_amounts
from voice_agent.language.en.entities.scanners import normalise, scan
from voice_agent.language.en.entities.tokens import Match, TokenisedText, last_said, tokenise
from voice_agent.language.specs import EntitySpec

_CHOICE = frozenset((",", "maybe", "perhaps"))
_JOINS = frozenset(("or", "and"))


def readings(spec: EntitySpec, text: str, *, today: date) -> tuple[Any, ...]:
    """Return the values that an answer may have: none, one, or several if it is ambiguous.

    "Forty five fifty" is 45.50 or 4,550, "next Friday" may be the coming one, and "Monday or
    Tuesday" leaves the choice, as "Monday and Tuesday" does where one value was asked for.
    """
    first = normalise(spec, text, today=today)
    if first is None:
        return ()
    found = [first]
    turn = tokenise(text)
    if spec.kind not in ("name", "list"):
        matches = scan(spec, turn, today, marked_by_model=True)
        best = last_said(turn, matches)
        if best is not None:
            found += [match.value for match in _choices(turn, matches, best)]
            found += _others(spec, turn, best, today)
    return tuple(value for index, value in enumerate(found) if value not in found[:index])


def _others(spec: EntitySpec, turn: TokenisedText, match: Match, today: date) -> list[Any]:
    if spec.kind == "money":
        return list(other_amounts(turn, match))
    if spec.kind == "date" and not spec.past:
        return list(other_dates(turn, match, today, spec.when))
    return []


def _choices(turn: TokenisedText, matches: list[Match], best: Match) -> list[Match]:
    """Return the values that "or" and "and" join to the one that was chosen."""
    groups: list[list[Match]] = [[match] for match in matches[:1]]
    for low, high in pairwise(matches):
        between = {t.word for t in turn.tokens if low.end <= t.start and t.end <= high.start}
        if len(between - _CHOICE) == 1 and between & _JOINS:
            groups[-1].append(high)
        else:
            groups.append([high])
    return next((group for group in groups if best in group), [])
