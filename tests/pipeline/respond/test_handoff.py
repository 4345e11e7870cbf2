"""A person gets the call and a brief; the caller is told; a webhook that fails costs nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web
from desk import with_policy
from fakes import entity, playbook, reading
from stages import ListeningHub, make_call
from webserver import web_server

from voice_agent.actions.http import HttpClient
from voice_agent.calls.call import Call
from voice_agent.config.schema import HandoffConfig
from voice_agent.core.turn import Escalation, Route
from voice_agent.dialogue.state import DialogueState
from voice_agent.pipeline.respond.handoff import HandoffResponder
from voice_agent.pipeline.respond.say import Say

ROUTE = Route(
    reading(
        "someone took my card, I am Sarah",
        "person",
        entities=[entity("payee", "Sarah", "Sarah")],
        escalation=Escalation(0.9, "fraud"),
    ),
    "human",
    "caller speaks of fraud (0.90)",
)


def events(call: Call) -> list[dict[str, Any]]:
    hub = call._hub
    assert isinstance(hub, ListeningHub)
    return [event.model_dump() for event in hub.events]


async def hand_over(
    call: Call, route: Route | None = ROUTE, handoff: HandoffConfig = HandoffConfig()
) -> list[Say]:
    http = HttpClient()
    responder = HandoffResponder(call, handoff, http)
    said = [part async for part in responder.respond(route, "because")]
    await responder.delivered()
    await http.aclose()
    return said


@pytest.mark.parametrize("ends", [True, False])
async def test_the_caller_is_told_and_the_agent_may_leave(ends: bool) -> None:
    call = make_call(with_policy(playbook(), handoff_ends_call=ends))
    (said,) = await hand_over(call)
    assert (said.text, said.source) == (call.playbook.says.handoff, "handoff")
    assert said.ends_call == ("handoff" if ends else None)


async def test_the_brief_has_what_was_said_and_found() -> None:
    call = make_call()
    call.conversation.heard("someone took my card, I am Sarah")
    call.conversation.state = DialogueState(task="transfer", details={"payee": "Sarah"})
    await hand_over(call)
    (brief,) = events(call)
    assert (brief["type"], brief["reason"], brief["escalation"]) == ("handoff", "because", "fraud")
    assert (brief["intent"], brief["task"], brief["details"]) == (
        "person",
        "transfer",
        {"payee": "Sarah"},
    )
    assert [line["text"] for line in brief["transcript"]] == ["someone took my card, I am Sarah"]
    assert call.handed_off == "because"


async def test_a_turn_that_nobody_could_read_has_no_intent() -> None:
    call = make_call()
    await hand_over(call, None)
    assert (events(call)[0]["intent"], events(call)[0]["escalation"]) == (None, "none")


async def test_a_second_brief_replaces_the_first() -> None:
    call = make_call()
    for _ in range(2):
        await hand_over(call)
    assert [event["update"] for event in events(call)] == [False, True]


async def test_the_webhook_gets_the_brief_while_the_caller_is_told() -> None:
    got: list[Any] = []

    async def handle(request: web.Request) -> web.Response:
        got.append(await request.json())
        return web.json_response({})

    async with web_server("/handoff", handle) as url:
        call = make_call()
        await hand_over(call, handoff=HandoffConfig(webhook=f"{url}/handoff"))
    assert (got[0]["call_id"], got[0]["reason"]) == ("c1", "because")
    assert "turn" not in got[0]


@pytest.mark.virtual_time
async def test_a_webhook_that_fails_is_a_problem_of_the_call_and_no_more() -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.json_response({})

    async with web_server("/handoff", slow) as url:
        call = make_call()
        began = call.clock.now()
        said = await hand_over(call, handoff=HandoffConfig(webhook=f"{url}/handoff"))
        assert call.clock.now() - began == pytest.approx(3.0), "its own deadline"
    assert len(said) == 1
    assert [event["type"] for event in events(call)] == ["handoff", "error"]
