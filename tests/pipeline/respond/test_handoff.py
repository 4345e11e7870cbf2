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


Answer = tuple[int, dict[str, Any]]


async def answered(*answers: Answer, tries: int = 3) -> tuple[Call, list[Say]]:
    """Hand a call over to a server that gives these answers, the last one again and again."""
    left = list(answers)

    async def handle(request: web.Request) -> web.Response:
        status, body = left.pop(0) if len(left) > 1 else left[0]
        return web.json_response(body, status=status)

    async with web_server("/handoff", handle) as url:
        call = make_call()
        config = HandoffConfig(webhook=f"{url}/handoff", tries=tries)
        return call, await hand_over(call, handoff=config)


@pytest.mark.virtual_time
async def test_the_call_ends_when_somebody_has_it() -> None:
    call, said = await answered((200, {}))
    assert [(part.text, part.ends_call, part.final) for part in said] == [
        (call.playbook.says.handoff, None, False),
        ("", "handoff", True),
    ]
    assert call.handed_off == "because"
    assert events(call)[-1]["outcome"] == "accepted"


@pytest.mark.virtual_time
async def test_one_who_is_busy_is_asked_again() -> None:
    call, said = await answered((500, {}), (200, {"outcome": "accepted"}))
    assert said[-1].ends_call == "handoff"
    assert [event["type"] for event in events(call)] == ["handoff", "error", "handoff_result"]


@pytest.mark.virtual_time
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((500, {}), "failed"),
        ((200, {"outcome": "declined"}), "declined"),
        ((200, {"outcome": "busy"}), "busy"),
        ((200, {"outcome": "no_answer"}), "no_answer"),
        ((200, {"outcome": 7}), "failed"),
    ],
)
async def test_a_caller_whom_nobody_takes_stays_on_the_line(answer: Answer, outcome: str) -> None:
    call, said = await answered(answer)
    assert said[-1].text == call.playbook.says.handoff_failed
    assert said[-1].ends_call is None
    assert call.handed_off == ""
    assert events(call)[-1]["outcome"] == outcome


@pytest.mark.virtual_time
async def test_a_webhook_that_hangs_is_given_up() -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.json_response({})

    async with web_server("/handoff", slow) as url:
        call = make_call()
        began = call.clock.now()
        config = HandoffConfig(webhook=f"{url}/handoff", tries=2)
        said = await hand_over(call, handoff=config)
        assert call.clock.now() - began == pytest.approx(6.5), "two deadlines and half a second"
    assert said[-1].text == call.playbook.says.handoff_failed


@pytest.mark.virtual_time
async def test_a_caller_who_speaks_meanwhile_hears_it_with_the_next_answer() -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(1)
        return web.json_response({"outcome": "no_answer"})

    async with web_server("/handoff", slow) as url:
        call, http = make_call(), HttpClient()
        responder = HandoffResponder(call, HandoffConfig(webhook=f"{url}/handoff"), http)
        words = responder.respond(ROUTE, "because")
        await anext(words)
        speaking = asyncio.create_task(anext(words))  # type: ignore[arg-type]
        await asyncio.sleep(0.1)
        speaking.cancel()
        await responder.delivered()
        await asyncio.sleep(0)
        await http.aclose()
    assert call.pending_outcome == call.playbook.says.handoff_failed
    assert call.handed_off == ""
