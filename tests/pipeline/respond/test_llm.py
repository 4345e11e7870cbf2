"""What the LLM is asked, and how its words come out, on virtual time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from desk import FEES
from fakes import ScriptedLlm, reading
from stages import make_call

from voice_agent.core.budgets import Budget
from voice_agent.core.chain import EngineHandle
from voice_agent.core.errors import DeadlineError, LlmError, VoiceAgentError
from voice_agent.core.turn import Hit, Route
from voice_agent.dialogue.state import DialogueState
from voice_agent.pipeline.respond.llm import LlmResponder
from voice_agent.pipeline.respond.say import Say

pytestmark = pytest.mark.virtual_time
ROUTE = Route(reading("think hard about this", "advice"), "llm", "advice (0.90)")


async def answer(
    llm: Any, route: Route = ROUTE, at_most_ms: float | None = None, call: Any = None
) -> list[Say]:
    responder = LlmResponder(call or make_call(), EngineHandle("llm", llm), Budget(500, 1000))
    return [said async for said in responder.respond(route, at_most_ms=at_most_ms)]


async def test_clauses_come_as_soon_as_they_are_whole_and_more_may_follow() -> None:
    said = await answer(ScriptedLlm(["It dep", "ends. On", " many things."], wait_s=0.4))
    assert said == [
        Say("It depends.", "llm", final=False),
        Say("On many things.", "llm", final=False),
    ]


async def test_it_is_told_the_conversation_the_section_and_the_details() -> None:
    llm, call = ScriptedLlm(["Yes."]), make_call()
    call.conversation.heard("think hard about this")
    call.conversation.state = DialogueState(task="transfer", details={"payee": "Sarah"})
    await answer(llm, Route(ROUTE.reading, "llm", "", hit=Hit(FEES, 0.5, 2)), call=call)
    system, *lines = llm.asked[0]
    assert call.playbook.persona in system["content"]
    assert "It costs nothing." in system["content"]
    assert "Sarah" in system["content"]
    assert lines == [{"role": "user", "content": "think hard about this"}]


async def test_when_it_was_asked_is_on_the_timeline() -> None:
    call = make_call()
    call.open_turn()
    await answer(ScriptedLlm(["Yes."]), call=call)
    assert "asked_llm" in call.turn.timeline.marks


async def test_nothing_at_all_is_a_failure() -> None:
    with pytest.raises(LlmError, match="answered with nothing"):
        await answer(ScriptedLlm([]))
    with pytest.raises(LlmError, match="answered with nothing"):
        await answer(ScriptedLlm([" ", "\n"]))


@pytest.mark.parametrize(("at_most_ms", "waited_s"), [(None, 1.0), (5000, 1.0), (300, 0.3)])
async def test_the_first_clause_is_waited_for_as_long_as_the_turn_has_left(
    at_most_ms: float | None, waited_s: float
) -> None:
    call = make_call()
    began = call.clock.now()
    with pytest.raises(DeadlineError):
        await answer(ScriptedLlm(["Yes."], wait_s=9), at_most_ms=at_most_ms, call=call)
    assert call.clock.now() - began == pytest.approx(waited_s)


async def test_what_was_said_before_a_failure_stays_said() -> None:
    responder = LlmResponder(
        make_call(),
        EngineHandle("llm", ScriptedLlm(["It depends. On"], error="gone")),
        Budget(500, 1000),
    )
    said: list[Say] = []

    async def listen(words: AsyncIterator[Say]) -> None:
        async for part in words:
            said.append(part)

    with pytest.raises(VoiceAgentError, match="gone"):
        await listen(responder.respond(ROUTE, at_most_ms=None))
    assert [part.text for part in said] == ["It depends."]
