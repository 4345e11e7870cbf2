"""One letter of a spelled name that may have been another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import TODAY, playbook, reading

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.letters import doubted, settled
from voice_agent.dialogue.moves import answer
from voice_agent.dialogue.state import DialogueState
from voice_agent.language import EntitySpec, en

NAME = EntitySpec(kind="name")
ASKED = DialogueState(awaiting="payee")


def said(text: str, rival: str = "") -> TurnReading:
    made = reading(text)
    return replace(made, transcript=replace(made.transcript, rival=rival))


def ask(turn: TurnReading, spec: EntitySpec = NAME, state: DialogueState = ASKED) -> Response:
    return doubted(en, spec, state, turn, TODAY) or Response("none")


def test_asks_about_the_letter_that_is_in_doubt() -> None:
    found = ask(said("K O W A L F K I", "K O W A L S K I"))
    assert found.kind == "several"
    assert found.says == "Was that F as in Frank, or S as in Sam?"
    assert found.values == {"payee": ("Kowalfki", "Kowalski")}


@pytest.mark.parametrize(
    ("turn", "spec", "state"),
    [
        (said("K O W A L S K I"), NAME, ASKED),
        (said("K O W A L S K I", "K A W A L S K Y"), NAME, ASKED),
        (said("K O W A L S K I", "K O W A L S K I E R"), NAME, ASKED),
        (said("4 4 7 7", "4 4 7 8"), EntitySpec(kind="digits"), ASKED),
        (
            said("K O W A L F K I", "K O W A L S K I"),
            NAME,
            replace(ASKED, heard=(("K O V A L S K I",),)),
        ),
        (said("K O W A L F K I", "K O W A L S K I"), NAME, DialogueState()),
    ],
)
def test_asks_only_once_and_only_about_one_letter(
    turn: TurnReading, spec: EntitySpec, state: DialogueState
) -> None:
    assert ask(turn, spec, state) == Response("none")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("S as in Sam.", "Kowalski"),
        ("F.", "Kowalfki"),
        ("The first one", "Kowalfki"),
        ("Sierra", "Kowalski"),
        ("What?", None),
        ("Yes", None),
    ],
)
def test_takes_the_answer(text: str, name: str | None) -> None:
    state = replace(ASKED, heard=(("K O W A L F K I", "K O W A L S K I"),))
    assert settled(en, NAME, state, text, TODAY) == name


def test_without_such_a_question_there_is_no_answer() -> None:
    assert settled(en, NAME, ASKED, "S", TODAY) is None
    assert settled(en, NAME, replace(ASKED, heard=(("K O W A L S K I",),)), "S", TODAY) is None
    digits = EntitySpec(kind="digits")
    assert settled(en, digits, replace(ASKED, heard=(("4 4", "4 5"),)), "four", TODAY) is None


def test_a_conversation_about_one_letter() -> None:
    book = playbook()
    asked = DialogueState(task="transfer", awaiting="payee")
    turn = said("K O W A L F K I", "K O W A L S K I")
    response = interpret(book, TurnContext(asked, TODAY, "To whom?"), turn)
    move = answer(book, asked, turn, response, TODAY)
    assert move.text == "Was that F as in Frank, or S as in Sam?"
    assert move.state.awaiting == "payee"
    context = TurnContext(move.state, TODAY, "To whom?")
    assert interpret(book, context, said("S as in Sam.")).found == {"payee": "Kowalski"}
    assert interpret(book, context, said("K A W A L S K Y")).found == {"payee": "Kawalsky"}
