"""A transfer by SIP REFER: the caller's telephone calls the desk itself, and we hear of it."""

from __future__ import annotations

import asyncio

import pytest
from handoffs import make_case
from referring import referring
from second_call import SecondCall

from voice_agent.calls.consulting import LegState
from voice_agent.config.handoff import TransferWay
from voice_agent.core.errors import ActionError
from voice_agent.core.events import HandoffOutcome
from voice_agent.handoff.transfer import Switchboard, Transfer
from voice_agent.handoff.way import Case

pytestmark = pytest.mark.virtual_time


def no_board(case: Case) -> Switchboard:
    raise ActionError("no carrier was to be asked")


def way(to: str, *, warm: bool = True) -> Transfer:
    return Transfer(TransferWay(way="transfer", to=to, ring_s=20, warm=warm), no_board)


@pytest.mark.parametrize(
    ("desk", "refuses", "outcome"),
    [
        (200, 0, "accepted"),
        (486, 0, "busy"),
        (600, 0, "busy"),
        (603, 0, "declined"),
        (480, 0, "no_answer"),
        (404, 0, "failed"),
        (0, 0, "no_answer"),
        (200, 603, "declined"),
        (200, 405, "failed"),
    ],
)
async def test_what_became_of_it(desk: int, refuses: int, outcome: HandoffOutcome) -> None:
    async with referring(desk, refuses) as (connection, target, caller, _):
        case, told = make_case("sip")
        case.refer = connection.transfer
        assert await way(target).reach(case) == outcome
        assert told.leaving == ([True] if outcome == "accepted" else [True, False])
        assert caller.called == ([] if refuses else [target])


async def test_a_caller_who_hangs_up_meanwhile_was_not_transferred() -> None:
    async with referring(0) as (connection, target, _, wire):
        case, told = make_case("sip")
        case.refer = connection.transfer
        reaching = asyncio.create_task(way(target).reach(case))
        await asyncio.sleep(3)
        await wire.close(0, "")
        async with asyncio.timeout(5):
            assert await reaching == "failed"
        assert told.leaving == [True, False]


async def test_the_end_of_a_first_transfer_is_not_taken_for_that_of_the_second() -> None:
    async with referring(0) as (connection, target, caller, _):
        case, _ = make_case("sip")
        case.refer = connection.transfer
        assert await way(target).reach(case) == "no_answer"
        reaching = asyncio.create_task(way(target).reach(case))
        await asyncio.sleep(2)
        first = next(iter(caller.agent.calls.values()))
        number = str(first.dialog.remote_number - 1)
        caller._notify(first, number, "terminated", "SIP/2.0 200 OK")
        await asyncio.sleep(1)
        assert not reaching.done()
        assert await reaching == "no_answer"


@pytest.mark.parametrize(
    ("state", "outcome"), [("ready", "accepted"), ("busy", "busy"), ("declined", "declined")]
)
async def test_the_person_is_told_over_a_second_call_first(
    state: LegState, outcome: HandoffOutcome
) -> None:
    async with referring() as (connection, target, caller, _):
        case, told = make_case("sip")
        second = SecondCall(state, joins=True)
        case.refer, case.consult = connection.transfer, lambda: second
        assert await way(target).reach(case) == outcome
        assert second.rung == [(target, "+15550199", "A call for the bank.")]
        assert (caller.called, second.hung_up) == ([], int(state != "ready"))
        assert told.connecting == int(state == "ready")


async def test_the_callers_side_is_asked_where_the_second_call_cannot_be_made() -> None:
    class Impossible(SecondCall):
        async def ring(self, to: str, caller_id: str, text: str) -> None:
            raise ActionError("the person cannot be called")

    async with referring() as (connection, target, caller, _):
        case, told = make_case("sip")
        case.refer, case.consult = connection.transfer, Impossible
        assert await way(target).reach(case) == "accepted"
        assert (caller.called, told.problems) == ([target], ["the person cannot be called"])


@pytest.mark.parametrize(("warm", "state"), [(True, "failed"), (False, "ready")])
async def test_the_callers_side_is_asked_where_we_may_not_call_or_nothing_is_to_be_told(
    warm: bool, state: LegState
) -> None:
    async with referring() as (connection, target, caller, _):
        case, _ = make_case("sip")
        second = SecondCall(state)
        case.refer, case.consult = connection.transfer, lambda: second
        assert await way(target, warm=warm).reach(case) == "accepted"
        assert (caller.called, len(second.rung)) == ([target], int(warm))


async def test_two_ends_that_nobody_can_join_hear_each_other_through_us() -> None:
    async with referring() as (connection, target, _, _):
        case, told = make_case("sip")
        second = SecondCall("ready", joins=False)
        case.refer, case.consult = connection.transfer, lambda: second
        assert await way(target).reach(case) == "accepted"
        assert (second.carries, case.bridge.open) == (case.bridge, True)
        assert (told.leaving, second.hung_up) == ([True, False], 0)
