"""Asking again: with other words each time, back to the question, keeping what was heard."""

from __future__ import annotations

import pytest
from desk import Desk
from fakes import playbook, reading

from voice_agent.core.turn import Route
from voice_agent.dialogue.state import DialogueState
from voice_agent.pipeline.respond.clarify import ClarifyResponder
from voice_agent.pipeline.respond.say import Say

BOOK = playbook()
ASKED = DialogueState(task="transfer", awaiting="payee", last_reply="To whom?")


def clarify(to: str = "clarify", reason: str = "unsure", says: str = "") -> Route:
    return Route(reading("Sara", heard=0.2), to, reason, says)  # type: ignore[arg-type]


async def said(desk: Desk, route: Route | None) -> list[Say]:
    return [words async for words in ClarifyResponder(desk.line).respond(route)]


async def test_it_is_asked_again_with_other_words_and_counted() -> None:
    desk = Desk()
    texts = [(await said(desk, clarify()))[0].text for _ in range(3)]
    assert texts == ["Sorry?", "Once more?", "Sorry?"]
    assert desk.line.conversation.state.failures == 3


@pytest.mark.parametrize("route", [None, clarify(reason="heard too poorly (0.20)")])
async def test_who_was_not_heard_is_told_so(route: Route | None) -> None:
    assert (await said(Desk(), route))[0].text == "I did not hear you."


async def test_the_open_question_is_asked_again_unless_that_was_just_now() -> None:
    desk = Desk()
    desk.line.conversation.state = DialogueState(task="transfer", awaiting="payee")
    assert (await said(desk, clarify()))[0].text == "Sorry? To whom?"
    desk.line.conversation.state = ASKED
    assert (await said(desk, clarify()))[0].text == "Sorry?"


@pytest.mark.parametrize(
    ("route", "kept"),
    [(clarify(), True), (clarify("answer"), False), (None, False), (clarify(says="abuse"), False)],
)
async def test_an_answer_that_is_asked_for_again_is_kept(route: Route | None, kept: bool) -> None:
    desk = Desk()
    desk.line.conversation.state = ASKED
    await said(desk, route)
    assert desk.line.conversation.state.heard == ((("Sara",),) if kept else ())


@pytest.mark.parametrize(
    ("says", "failures", "abuse", "ends"),
    [
        ("abuse", 0, 1, None),
        ("goodbye", 0, 1, "abuse"),
        ("not_possible", 1, 0, None),
        ("other_language", 1, 0, None),
    ],
)
async def test_what_is_out_of_bounds_gets_a_fixed_sentence(
    says: str, failures: int, abuse: int, ends: str | None
) -> None:
    desk = Desk()
    (words,) = await said(desk, clarify(says=says))
    assert words == Say(getattr(desk.book.says, says), "clarify", ends)  # type: ignore[arg-type]
    state = desk.line.conversation.state
    assert (state.failures, state.abuse) == (failures, abuse)


async def test_an_outcome_that_is_still_to_be_told_comes_instead() -> None:
    desk = Desk()
    desk.line.pending_outcome = "Sent."
    assert await said(desk, clarify()) == [Say("", "playbook")]
    assert desk.line.conversation.state.failures == 0
