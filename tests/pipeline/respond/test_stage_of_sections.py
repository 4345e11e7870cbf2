"""What is read out from the knowledge folder."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk import FEES, Desk, with_says
from fakes import playbook, reading

from voice_agent.core.turn import Hit, Section
from voice_agent.dialogue.state import OFFER
from voice_agent.knowledge.index import Knowledge
from voice_agent.language import en
from voice_agent.llm.engine import NoLlm
from voice_agent.pipeline.respond.preview import preview

pytestmark = pytest.mark.virtual_time

HOURS = Section("hours", "The hours", "We open at nine.")
FEES_HIT = Hit(FEES, 1.0, 2, 0.9)
HOURS_HIT = Hit(HOURS, 1.0, 2, 0.9)
BOOK = with_says(playbook(), llm_fallback="I cannot say. Shall I get a colleague?")
TURN = reading("what are the fees and when do you open", "fees")


class Found(Knowledge):
    """Finds what it is told to find."""

    def __init__(self, hit: Hit) -> None:
        super().__init__([FEES, HOURS], en)
        self._hit_to_find = hit

    def best(self, question: str, topic: str = "") -> Hit:
        return self._hit_to_find


async def said(desk: Desk, hit: Hit) -> list[tuple[str, str]]:
    desk.knowledge = Found(hit)
    await desk.open()
    desk.caller_stops()
    await desk.route(TURN)
    heard = [(source, text) for _, source, text in desk.said]
    await desk.cleanup()
    return heard


async def test_two_sections_are_one_reply_of_two_segments() -> None:
    desk = Desk()
    assert await said(desk, replace(FEES_HIT, also=(HOURS_HIT,))) == [
        ("knowledge:fees", FEES.text),
        ("knowledge:hours", HOURS.text),
    ]
    assert [reply.final for reply in desk.replies] == [False, True]
    assert desk.line.turn.reply == f"{FEES.text} {HOURS.text}"


async def test_a_question_that_is_left_open_is_admitted_and_a_person_offered() -> None:
    desk = Desk(book=BOOK)
    unknown = replace(HOURS_HIT, answers=0.1)
    apology = desk.book.says.llm_fallback
    heard = await said(desk, replace(FEES_HIT, also=(unknown,)))
    assert heard == [("knowledge:fees", FEES.text), ("fallback", apology)]
    assert desk.line.conversation.state.awaiting == OFFER


async def test_a_section_that_does_not_answer_is_not_read_out_without_an_llm_either() -> None:
    desk = Desk(llm=NoLlm("none"), book=BOOK)
    heard = await said(desk, replace(FEES_HIT, answers=0.1))
    assert heard == [("fallback", desk.book.says.llm_fallback)]
    assert desk.line.conversation.state.awaiting == OFFER


async def test_the_preview_has_both_sections() -> None:
    desk = Desk()
    desk.knowledge = Found(replace(FEES_HIT, also=(HOURS_HIT,)))
    await desk.open()
    desk.caller_stops()
    context = desk.line.context()
    route = await desk.route(TURN)
    assert preview(desk.book, desk._actions, context, route) == f"{FEES.text} {HOURS.text}"
    await desk.cleanup()
