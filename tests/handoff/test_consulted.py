"""A second call over the caller's line as a switchboard: joined if the line can, else bridged."""

from __future__ import annotations

import pytest
from handoffs import make_case
from second_call import SecondCall

from voice_agent.core.errors import ActionError
from voice_agent.handoff.consulted import Consulted


async def test_the_line_joins_them_if_it_can() -> None:
    second, (case, told) = SecondCall(joins=True), make_case("sip")
    board = Consulted(second)
    leg = await board.ring(case, "+15550100", "100", "A call.")
    assert second.rung == [("+15550100", "100", "A call.")]
    assert await board.look(leg, case) == "ready"
    await board.join(case)
    assert (second.carries, case.bridge.open, told.leaving) == (None, False, [])
    await board.drop(leg)
    assert second.hung_up == 1


async def test_their_voices_are_carried_if_it_cannot() -> None:
    second, (case, told) = SecondCall(joins=False), make_case("sip")
    await Consulted(second).join(case)
    assert (second.carries, case.bridge.open) == (case.bridge, True)
    assert told.leaving == [False], "the caller stays with us"


async def test_a_caller_who_has_left_is_joined_with_nobody() -> None:
    second, (case, _) = SecondCall(joins=ActionError("the caller has left")), make_case("sip")
    with pytest.raises(ActionError):
        await Consulted(second).join(case)
    assert not case.bridge.open
