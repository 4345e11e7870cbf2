"""A number is rung, told, and joined with the caller; whatever goes wrong, the leg is dropped."""

from __future__ import annotations

import asyncio

import pytest
from handoffs import make_case

from voice_agent.calls.consulting import LegState
from voice_agent.config.handoff import TransferWay
from voice_agent.core.clock import monotonic
from voice_agent.core.errors import ActionError
from voice_agent.core.events import HandoffOutcome
from voice_agent.handoff.transfer import Transfer
from voice_agent.handoff.way import Case

pytestmark = pytest.mark.virtual_time
CONFIG = TransferWay(way="transfer", to="+15550100", ring_s=20, brief_s=30)


class Board:
    """A switchboard whose leg goes through a list of states, one a second; the last one stays."""

    def __init__(self, *states: LegState | Exception, join: Exception | None = None) -> None:
        self.states = list(states)
        self.rung: list[tuple[str, str, str]] = []
        self.joined = self.dropped = 0
        self._join = join

    async def ring(self, case: Case, to: str, caller_id: str, text: str) -> str:
        self.rung.append((to, caller_id, text))
        return "leg"

    async def look(self, leg: str, case: Case) -> LegState:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        if isinstance(state, Exception):
            raise state
        return state

    async def join(self, case: Case) -> None:
        if self._join:
            raise self._join
        self.joined += 1

    async def drop(self, leg: str) -> None:
        self.dropped += 1


def transfer(board: Board, config: TransferWay = CONFIG) -> Transfer:
    return Transfer(config, lambda case: board)


async def test_the_person_hears_the_brief_before_the_caller_is_moved() -> None:
    board = Board("ringing", "briefing", "briefing", "ready")
    case, told = make_case()
    assert await transfer(board).reach(case) == "accepted"
    assert board.rung == [("+15550100", "+15550199", "A call for the bank.")]
    assert (board.joined, board.dropped, told.connecting, told.leaving) == (1, 0, 1, [True])


async def test_a_cold_transfer_tells_nothing() -> None:
    board, (case, _) = Board("ready"), make_case()
    cold = CONFIG.model_copy(update={"warm": False, "caller_id": "+15550177"})
    assert await transfer(board, cold).reach(case) == "accepted"
    assert board.rung == [("+15550100", "+15550177", "")]


async def test_a_number_that_the_person_sees_is_needed() -> None:
    board, (case, _) = Board("ready"), make_case()
    case.info = None
    with pytest.raises(ActionError, match="needs caller_id"):
        await transfer(board).reach(case)
    assert not board.rung


@pytest.mark.parametrize("state", ["busy", "no_answer", "declined", "failed"])
async def test_nobody_takes_the_call(state: LegState) -> None:
    board, (case, told) = Board("ringing", state), make_case()
    assert await transfer(board).reach(case) == state
    assert (board.joined, board.dropped, told.connecting) == (0, 1, 0)


@pytest.mark.parametrize(("state", "most_s"), [("ringing", 26), ("briefing", 32)])
async def test_a_leg_that_never_gets_anywhere_is_given_up(state: LegState, most_s: float) -> None:
    board, (case, _) = Board(state), make_case()
    began = monotonic()
    assert await transfer(board).reach(case) == "no_answer"
    assert (board.dropped, monotonic() - began < most_s) == (1, True)


@pytest.mark.parametrize(
    ("to", "target"), [("+15550100", "tel:+15550100"), ("sip:desk@pbx", "sip:desk@pbx")]
)
async def test_a_line_that_can_transfer_does_it_itself(to: str, target: str) -> None:
    board, (case, told), asked = Board("ready"), make_case("sip"), []

    async def refer(uri: str) -> HandoffOutcome:
        asked.append(uri)
        return "busy" if len(asked) == 1 else "accepted"

    case.refer = refer
    way = transfer(board, CONFIG.model_copy(update={"to": to}))
    assert [await way.reach(case), await way.reach(case)] == ["busy", "accepted"]
    assert (asked, board.rung, told.leaving) == ([target] * 2, [], [True, False, True])


async def test_a_line_that_never_says_what_came_of_it_is_given_up() -> None:
    case, told = make_case("sip")

    async def refer(uri: str) -> HandoffOutcome:
        await asyncio.sleep(3600)
        return "accepted"

    case.refer = refer
    assert await transfer(Board("ready")).reach(case) == "no_answer"
    assert told.leaving == [True, False]


async def test_one_lost_answer_of_the_api_loses_nobody() -> None:
    board = Board("ringing", ActionError("status 503"), "ready")
    case, told = make_case()
    assert await transfer(board).reach(case) == "accepted"
    assert told.problems == ["status 503"]


async def test_a_caller_who_cannot_be_moved_stays() -> None:
    board, (case, told) = Board("ready", join=ActionError("status 404")), make_case()
    with pytest.raises(ActionError):
        await transfer(board).reach(case)
    assert (board.dropped, told.leaving) == (1, [True, False])


async def test_a_caller_who_hangs_up_stops_the_ringing() -> None:
    board, (case, _) = Board("ringing"), make_case()
    reaching = asyncio.create_task(transfer(board).reach(case))
    await asyncio.sleep(3)
    reaching.cancel()
    await asyncio.wait({reaching})
    assert board.dropped == 1
