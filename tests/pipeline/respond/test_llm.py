"""What the LLM is asked, and how its words come out, on virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from desk import FEES, with_policy
from fakes import ScriptedLlm, playbook, reading
from stages import make_call

from voice_agent.calls.conversation import FILLER
from voice_agent.core.budgets import Budget
from voice_agent.core.chain import EngineHandle
from voice_agent.core.errors import AnswerCutError, DeadlineError, LlmError, VoiceAgentError
from voice_agent.core.turn import Hit, Route
from voice_agent.dialogue.state import OFFER, DialogueState
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
    assert "payee: Sarah" in system["content"]
    assert lines == [{"role": "user", "content": "think hard about this"}]


async def test_it_is_not_told_who_and_which_card_and_answers_with_both() -> None:
    card = "4111 1111 1111 1111"
    pieces = ["So [na", "me 1] pays **wi", "th** [card num", "ber 1]."]
    llm, call = ScriptedLlm(pieces), make_call()
    responder = LlmResponder(call, EngineHandle("llm", llm), Budget(500, 1000))
    call.conversation.heard(f"my card is {card}, it is for Sarah")
    call.conversation.state = DialogueState(task="transfer", details={"payee": "Sarah"})
    responder.heard(ROUTE.reading)
    said = [part.text async for part in responder.respond(ROUTE, at_most_ms=None)]
    assert said == [f"So Sarah pays with {card}."]
    system, *lines = llm.asked[0]
    assert "payee: [name 1]" in system["content"]
    assert call.playbook.lang.llm.placeholders in system["content"]
    assert [line["content"] for line in lines] == ["my card is [card number 1], it is for [name 1]"]


async def test_what_a_playbook_lets_through() -> None:
    book = with_policy(playbook(), llm_sees=["name"])
    llm, call = ScriptedLlm(["Yes."]), make_call(book)
    responder = LlmResponder(call, EngineHandle("llm", llm), Budget(500, 1000))
    call.conversation.state = DialogueState(task="transfer", details={"payee": "Sarah"})
    responder.heard(ROUTE.reading)
    assert [part.text async for part in responder.respond(ROUTE, at_most_ms=None)] == ["Yes."]
    assert "payee: Sarah" in llm.asked[0][0]["content"]


class CutLlm:
    """Reaches its limit after these pieces."""

    def __init__(self, *pieces: str) -> None:
        self.pieces = pieces

    async def stream(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
        for piece in self.pieces:
            yield piece
        raise AnswerCutError("limit", stage="llm")


async def test_an_answer_cut_at_the_limit_ends_with_a_sentence_and_an_offer() -> None:
    call = make_call()
    said = await answer(CutLlm("It depends. You would have to ab"), call=call)
    assert [part.text for part in said] == ["It depends.", call.playbook.says.llm_cut]
    assert call.conversation.state.awaiting == OFFER
    with pytest.raises(AnswerCutError):
        await answer(CutLlm())


async def test_an_answer_that_has_not_begun_is_kept_for_a_caller_who_says_hello() -> None:
    llm, call = ScriptedLlm(["All ", "is ", "well."], wait_s=0.3), make_call()
    responder = LlmResponder(call, EngineHandle("llm", llm), Budget(500, 4000))
    asking = asyncio.ensure_future(anext(responder.respond(ROUTE, at_most_ms=None)))
    await asyncio.sleep(0.4)
    asking.cancel()
    await asyncio.wait({asking})
    asked = ROUTE.reading.transcript.text
    for text in ("Hello?", f"{asked}. Hello?", asked, f"{asked} there hello"):
        assert responder.awaited(text) is ROUTE
    for text in ("", "no", f"{asked} and what about my savings then", "hello I have a question"):
        assert responder.awaited(text) is None
    said = [part async for part in responder.go_on("Hello?", at_most_ms=None)]
    assert said == [
        Say(call.playbook.says.still_here, FILLER, final=False),
        Say("All is well.", "llm", final=False),
    ]
    assert len(llm.asked) == 1
    assert responder.awaited("Hello?") is None
    with pytest.raises(LlmError):
        await anext(responder.go_on("Hello?", at_most_ms=None))


async def test_an_answer_that_has_begun_or_failed_is_not_kept() -> None:
    call = make_call()
    begun = LlmResponder(
        call, EngineHandle("llm", ScriptedLlm(["Yes. ", "No."])), Budget(500, 1000)
    )
    stream = begun.respond(ROUTE, at_most_ms=None)
    assert (await anext(stream)).text == "Yes."
    await stream.aclose()  # type: ignore[attr-defined]
    assert begun.awaited("Hello?") is None
    late = LlmResponder(call, EngineHandle("llm", ScriptedLlm(["a"], wait_s=9)), Budget(500, 1000))
    with pytest.raises(DeadlineError):
        await anext(late.respond(ROUTE, at_most_ms=None))
    assert late.awaited("Hello?") is None


async def test_an_answer_that_nobody_waits_for_is_dropped() -> None:
    llm = ScriptedLlm(["All."], wait_s=0.3)
    responder = LlmResponder(make_call(), EngineHandle("llm", llm), Budget(500, 4000))
    asking = asyncio.ensure_future(anext(responder.respond(ROUTE, at_most_ms=None)))
    await asyncio.sleep(0.1)
    asking.cancel()
    await asyncio.wait({asking})
    await responder.drop()
    assert responder.awaited("Hello?") is None


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
