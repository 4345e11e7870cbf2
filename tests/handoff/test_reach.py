"""The ways are tried in their order."""

from __future__ import annotations

import pytest
from handoffs import FixedWay, make_case

from voice_agent.core.clock import monotonic
from voice_agent.core.errors import ActionError
from voice_agent.core.events import HandoffOutcome
from voice_agent.handoff.plan import Rule
from voice_agent.handoff.reach import reach
from voice_agent.handoff.way import Way

pytestmark = pytest.mark.virtual_time


async def test_a_way_that_fails_is_tried_again_and_then_the_next_one() -> None:
    seen: list[tuple[str, bool]] = []

    async def on_tried(way: Way, outcome: HandoffOutcome, ms: float, more: bool) -> None:
        seen.append((outcome, more))

    broken, last = FixedWay(ActionError("no server")), FixedWay("accepted", after_s=2)
    broken.rule = Rule(3, frozenset({"failed"}))
    case, told = make_case()
    began = monotonic()
    assert await reach([broken, last], case, on_tried) == ("accepted", last)
    assert seen == [("failed", False), ("failed", False), ("failed", True), ("accepted", False)]
    assert monotonic() - began == pytest.approx(3), "half a second between two tries of one way"
    assert told.problems == ["no server"] * 3


async def test_nobody_has_a_call_that_every_way_refuses() -> None:
    async def on_tried(way: Way, outcome: HandoffOutcome, ms: float, more: bool) -> None:
        pass

    case, _ = make_case()
    ways = [FixedWay("busy"), FixedWay("no_answer")]
    assert await reach(ways, case, on_tried) == ("no_answer", None)
