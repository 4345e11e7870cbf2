"""What is tried next when a person is looked for. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voice_agent.core.events import HandoffOutcome

_FINAL: frozenset[HandoffOutcome] = frozenset({"accepted", "caller_left"})


@dataclass(frozen=True, slots=True)
class Rule:
    """How often a way is tried.

    Attributes:
        tries: At most.
        again: Outcomes after which it is tried once more.
    """

    tries: int = 1
    again: frozenset[HandoffOutcome] = frozenset()


@dataclass(frozen=True, slots=True)
class Tried:
    """One try.

    Attributes:
        way: Place of the way in the list.
        outcome: What came of it.
    """

    way: int
    outcome: HandoffOutcome


def next_way(rules: Sequence[Rule], tried: Sequence[Tried]) -> int | None:
    """Return the place of the way to try next; ``None`` if it is settled, or none is left."""
    if not tried:
        return 0 if rules else None
    last = tried[-1]
    if last.outcome in _FINAL:
        return None
    rule = rules[last.way]
    if last.outcome in rule.again and sum(one.way == last.way for one in tried) < rule.tries:
        return last.way
    return last.way + 1 if last.way + 1 < len(rules) else None


def result(tried: Sequence[Tried]) -> HandoffOutcome:
    """Return what came of all tries: what came of the last one."""
    return tried[-1].outcome if tried else "failed"
