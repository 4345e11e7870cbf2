"""A person is looked for; the caller is told, hears music, and goes only to somebody."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web
from desk import with_policy, with_says
from fakes import playbook
from handoffs import FixedWay, NobodyLeaves, line
from webserver import web_server

from voice_agent.actions.http import HttpClient
from voice_agent.calls.call import Call
from voice_agent.config.handoff import HandoffConfig
from voice_agent.dialogue.state import DialogueState
from voice_agent.handoff.desk import Desk
from voice_agent.handoff.make import make_ways
from voice_agent.playbook import Playbook

pytestmark = pytest.mark.virtual_time


def ended(call: Call) -> str | None:
    return call.ended.result() if call.ended.done() else None


@pytest.mark.parametrize("ends", [True, False])
async def test_without_any_way_the_caller_is_told_and_the_agent_may_leave(ends: bool) -> None:
    async with line(book=with_policy(playbook(), handoff_ends_call=ends)) as held:
        (said,) = await held.ask()
        assert (said.text, said.source) == (held.call.playbook.says.handoff, "handoff")
        assert said.ends_call == ("handoff" if ends else None)


async def test_the_brief_has_what_was_said_and_found() -> None:
    async with line() as held:
        held.call.conversation.heard("someone took my card, I am Sarah")
        state = DialogueState(task="transfer", details={"payee": "Sarah"})
        held.call.conversation.state = state
        await held.ask()
        (brief,) = held.events("handoff")
    assert (brief["type"], brief["reason"], brief["escalation"]) == ("handoff", "because", "fraud")
    assert (brief["intent"], brief["task"], brief["details"]) == (
        "person",
        "transfer",
        {"payee": "Sarah"},
    )
    assert [line["text"] for line in brief["transcript"]] == ["someone took my card, I am Sarah"]


async def test_a_turn_that_nobody_could_read_has_no_intent() -> None:
    async with line() as held:
        await held.ask(None)
        (brief,) = held.events("handoff")
    assert (brief["intent"], brief["escalation"]) == (None, "none")


async def test_the_call_ends_when_somebody_has_it() -> None:
    async with line(FixedWay("accepted", after_s=1)) as held:
        await held.ask()
        assert ended(held.call) is None, "nobody has it yet"
        await asyncio.sleep(2)
        assert ended(held.call) == "handoff"
        assert held.results() == ["accepted"]
        assert held.events("handoff_result")[0]["by"] == "fixed"


async def test_an_agent_that_may_not_leave_stays_on_the_line() -> None:
    book = with_policy(playbook(), handoff_ends_call=False)
    async with line(FixedWay("accepted"), book=book) as held:
        await held.ask()
        await asyncio.sleep(2)
        assert (ended(held.call), held.results()) == (None, ["accepted"])
        assert held.call.handed_off == "because"


@pytest.mark.parametrize("outcome", ["failed", "declined", "busy", "no_answer"])
async def test_a_caller_whom_nobody_takes_stays_on_the_line(outcome: Any) -> None:
    async with line(FixedWay(outcome)) as held:
        await held.ask()
        await asyncio.sleep(2)
        assert held.said[-1] == held.call.playbook.says.handoff_failed
        assert (ended(held.call), held.call.handed_off) == (None, "")
        assert held.results() == [outcome]


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("busy", "My colleague is on another call. I will try somebody else."),
        ("no_answer", "Nobody answers there. I will try somebody else."),
        ("declined", "My colleague cannot take the call right now. I will try somebody else."),
        ("failed", "I will try somebody else."),
    ],
)
async def test_each_outcome_is_told_before_the_next_way(outcome: Any, told: str) -> None:
    async with line(FixedWay(outcome), FixedWay("accepted")) as held:
        await held.ask()
        await asyncio.sleep(2)
        assert held.said[1] == told
        tried = [event["outcome"] for event in held.events("handoff_tried")]
        assert (tried, held.results()) == ([outcome, "accepted"], ["accepted"])


async def test_a_caller_who_asks_again_hears_that_the_search_goes_on() -> None:
    way = FixedWay("accepted", after_s=5)
    async with line(way) as held:
        await held.ask()
        (again,) = await held.ask()
        assert again.text == held.call.playbook.says.handoff_waiting
        assert [event["update"] for event in held.events("handoff")] == [False, True]
        await asyncio.sleep(6)
        assert way.tried == 1


async def test_the_caller_is_reminded_while_a_person_is_looked_for() -> None:
    async with line(FixedWay("accepted", after_s=70), remind_s=30) as held:
        await held.ask()
        await asyncio.sleep(69)
        assert held.said[1:] == [held.call.playbook.says.handoff_waiting] * 2


async def test_a_caller_who_hangs_up_meanwhile_is_not_put_through() -> None:
    way = FixedWay("accepted", after_s=5)
    async with line(way, FixedWay("accepted")) as held:
        await held.ask()
        await asyncio.sleep(1)
        held.call.finish("caller_hangup")
        await held.responder.delivered()
        assert (held.results(), way.dropped) == (["caller_left"], 1)
        assert ended(held.call) == "caller_hangup"


async def test_a_brief_on_its_way_is_delivered_although_the_caller_has_hung_up() -> None:
    got: list[Any] = []

    async def handle(request: web.Request) -> web.Response:
        await asyncio.sleep(1)
        got.append(await request.json())
        return web.json_response({})

    async with web_server("/handoff", handle) as url:
        http = HttpClient()
        config = HandoffConfig(webhook=f"{url}/handoff")
        async with line(*make_ways(config, http, Desk(), "en")) as held:
            await held.ask()
            await asyncio.sleep(0.1)
            held.call.finish("caller_hangup")
            await held.responder.delivered()
        await http.aclose()
    assert (got[0]["call_id"], got[0]["reason"]) == ("c1", "because")
    assert "turn" not in got[0]


async def test_a_line_that_closes_because_the_call_is_moved_is_a_hand_off() -> None:
    async with line(NobodyLeaves()) as held:
        await held.ask()
        await asyncio.sleep(1)
        held.call.finish("caller_hangup")
        assert ended(held.call) == "handoff"
        assert held.results() == ["accepted"]


async def test_nobody_is_there_and_a_call_back_is_taken_up() -> None:
    book = playbook()
    entities = {**book.model_dump()["entities"], "phone": {"kind": "phone"}}
    callback = {
        "details": {"phone": {"ask": "Which number may we call?"}},
        "confirm": "We call {phone}, right?",
        "answer": "We will.",
    }
    book = Playbook.model_validate(
        {
            **book.model_dump(exclude={"entities", "intents", "policy", "phrases"}),
            "entities": entities,
            "intents": {**book.model_dump()["intents"], "callback": callback},
            "policy": {"when_unreached": "callback"},
        }
    )
    async with line(FixedWay("no_answer"), book=book) as held:
        await held.ask()
        await asyncio.sleep(2)
        state = held.call.conversation.state
        assert held.said[-1] == (
            "I am sorry, I cannot reach a colleague right now. Which number may we call?"
        )
        assert (state.task, state.awaiting) == ("callback", "phone")


async def test_what_goes_wrong_is_told_without_a_word_of_the_brief() -> None:
    async with line(FixedWay(ValueError("Sarah"))) as held:
        await held.ask()
        await asyncio.sleep(2)
        (error,) = held.events("error")
        assert "Sarah" not in error["message"]
        assert held.results() == ["failed"]


async def test_words_are_waited_for_before_something_is_said() -> None:
    async with line(FixedWay("declined")) as held:
        await held.ask()
        held.call.open_turn()
        await asyncio.sleep(10)
        assert len(held.said) == 1, "the caller was speaking"
        held.call.commit_turn()
        held.call.drop_turn("a cough")
        await asyncio.sleep(1)
        assert held.said[-1] == with_says(held.call.playbook).says.handoff_failed
