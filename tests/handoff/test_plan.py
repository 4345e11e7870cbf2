"""Which way is tried next."""

from __future__ import annotations

from typing import Any

import pytest

from voice_agent.core.events import HandoffOutcome
from voice_agent.handoff.plan import Rule, Tried, next_way, result

RULES = (Rule(3, frozenset({"failed"})), Rule(2, frozenset({"failed", "busy"})), Rule())


@pytest.mark.parametrize(
    ("tried", "following"),
    [
        ([], 0),
        ([(0, "accepted")], None),
        ([(0, "caller_left")], None),
        ([(0, "failed")], 0),
        ([(0, "failed")] * 3, 1),
        ([(0, "busy")], 1),
        ([(0, "declined"), (1, "busy")], 1),
        ([(0, "declined"), (1, "busy"), (1, "busy")], 2),
        ([(0, "declined"), (1, "no_answer")], 2),
        ([(2, "failed")], None),
        ([(2, "no_answer")], None),
    ],
)
def test_what_follows(tried: list[tuple[int, Any]], following: int | None) -> None:
    assert next_way(RULES, [Tried(*one) for one in tried]) == following


def test_without_a_way_nothing_is_tried() -> None:
    assert (next_way((), ()), result(())) == (None, "failed")


@pytest.mark.parametrize("outcome", ["busy", "accepted", "caller_left"])
def test_the_last_try_is_what_came_of_it(outcome: HandoffOutcome) -> None:
    assert result([Tried(0, "failed"), Tried(1, outcome)]) == outcome
