"""One letter of a spelled name that may have been another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import TODAY, playbook, reading

from voice_agent.core.turn import Evidence, Response, TurnReading
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.letters import doubted, settled, unspelled
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


def heard(text: str, *, spelled: bool = False) -> TurnReading:
    made = reading(text)
    told = Evidence(((text.lower().replace(" ", ""), 0.0),), spelled)
    return replace(made, transcript=replace(made.transcript, evidence=told))


SPELL = "Please spell the name of the payee."


def test_a_conversation_about_letters_that_were_not_said() -> None:
    """The words help to read the letters, and are not taken in their place."""
    book, asked = playbook(), DialogueState(task="transfer", awaiting="payee")
    turn = heard("Banji Chitargi")
    response = interpret(book, TurnContext(asked, TODAY, SPELL), turn)
    move = answer(book, asked, turn, response, TODAY)
    assert move.text == "I need it letter by letter. To whom?"
    assert [one.evidence.spelled for one in move.state.dictated] == [False]
    context = TurnContext(move.state, TODAY, SPELL)
    letters = heard("B E N J I C H A T T E R J E E", spelled=True)
    assert interpret(book, context, letters).found == {"payee": "Benji Chatterjee"}
    again = interpret(book, context, turn)
    assert again.found == {"payee": "Banji Chitargi"}, "asked for once, and then taken"


@pytest.mark.parametrize(
    ("turn", "question"),
    [
        (heard("Banji Chitargi"), "To whom?"),
        (heard("Zane Smith"), SPELL),
        (heard("B A N J I", spelled=True), SPELL),
        (reading("Banji Chitargi"), SPELL),
    ],
)
def test_a_word_is_enough_where_no_letters_are_missing(turn: TurnReading, question: str) -> None:
    name = turn.transcript.text
    assert unspelled(en, turn, TurnContext(ASKED, TODAY, question), name) is None
