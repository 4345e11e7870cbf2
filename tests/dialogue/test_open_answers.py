"""What the agent says to an answer that gives no single value."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import TODAY, playbook, reading
from turn_by_turn import bank

from voice_agent.core.turn import Response
from voice_agent.dialogue.open_answers import open_answer, with_echo
from voice_agent.dialogue.state import CONFIRM, DialogueState, Move

BOOK = playbook()
WHEN = DialogueState(task="transfer", awaiting="date")


@pytest.mark.parametrize(
    ("response", "text"),
    [
        (Response("part"), BOOK.says.go_on),
        (Response("vague", says="Which day next week?"), "Which day next week?"),
        (Response("vague"), f"{BOOK.says.exactly} When?"),
        (Response("impossible", says="June has only 30 days."), "June has only 30 days. When?"),
        (Response("skip"), f"{BOOK.says.needed} When?"),
        (
            Response("several", values={"date": ("2026-11-23", "2026-11-24")}),
            "I heard Monday, November 23 and Tuesday, November 24. Which one is it?",
        ),
    ],
)
def test_what_is_said(response: Response, text: str) -> None:
    move = open_answer(BOOK, WHEN, reading("soon"), response, TODAY)
    assert move.text == text
    assert (move.state.task, move.state.awaiting) == ("transfer", "date")


@pytest.mark.parametrize(("kind", "kept"), [("part", True), ("vague", True), ("impossible", True)])
def test_what_may_help_with_the_next_answer_is_kept(kind: Any, kept: bool) -> None:
    move = open_answer(BOOK, WHEN, reading("soon"), Response(kind, says="?"), TODAY)
    assert move.state.heard == ((("soon",),) if kept else ())


def echoed(said: str, awaiting: str | None) -> str | None:
    how_much = DialogueState(task="transfer", awaiting="amount")
    details = {"amount": {"amount": 45.5, "currency": "USD"}}
    after = DialogueState(task="transfer", awaiting=awaiting, details=details)
    return with_echo(BOOK, how_much, Move(after, "To whom?"), said, TODAY).text


def test_an_answer_that_could_be_two_things_is_said_as_it_was_taken() -> None:
    assert echoed("forty five fifty", "payee") == "That is 45 dollars and 50 cents. To whom?"
    assert echoed("forty five dollars and fifty cents", "payee") == "To whom?"


def test_what_is_read_back_at_once_is_not_said_twice() -> None:
    assert echoed("forty five fifty", CONFIRM) == "To whom?"


@pytest.mark.parametrize("kind", ["part", "vague", "several"])
def test_the_last_five_answers_are_kept(kind: Any) -> None:
    heard = tuple((str(number),) for number in range(5))
    state = DialogueState(task="transfer", awaiting="date", heard=heard)
    move = open_answer(BOOK, state, reading("soon"), Response(kind, says="Which?"), TODAY)
    last = ("soon", "") if kind == "several" else ("soon",)
    assert move.state.heard == (*heard[1:], last)


def test_a_question_in_other_words_comes_where_the_answer_gave_nothing() -> None:
    book = bank(transfer__date={"again": ["On which day?", "Which day?"]})
    for kind, text in (
        ("vague", f"{book.says.exactly} On which day?"),
        ("skip", f"{book.says.needed} On which day?"),
        ("impossible", " When?"),
    ):
        response = Response(kind)  # type: ignore[arg-type]
        assert open_answer(book, WHEN, reading("soon"), response, TODAY).text == text


def test_nothing_is_said_again_beside_an_action_or_a_question_for_the_same() -> None:
    assert echoed("forty five fifty", "amount") == "To whom?"
    how_much = DialogueState(task="transfer", awaiting="amount")
    details = {"amount": {"amount": 45.5, "currency": "USD"}}
    acts = Move(DialogueState(task="transfer", details=details), None, action="transfer")
    assert with_echo(BOOK, how_much, acts, "forty five fifty", TODAY) == acts
    elsewhere = Move(DialogueState(task="transfer", awaiting="payee"), "To whom?")
    assert with_echo(BOOK, how_much, elsewhere, "forty five fifty", TODAY) == elsewhere
