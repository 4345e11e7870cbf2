"""Nobody is there: the agent says so, and takes a number or a message if the playbook has that."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import TODAY, playbook
from pydantic import ValidationError

from voice_agent.dialogue.state import DialogueState
from voice_agent.dialogue.unreached import unreached
from voice_agent.playbook import Playbook

SORRY = "I am sorry, I cannot reach a colleague right now."


def book(**callback: Any) -> Playbook:
    given = playbook().model_dump(exclude={"phrases"})
    given["entities"]["phone"] = {"kind": "phone"}
    given["intents"]["callback"] = {
        "details": {"phone": {"ask": "Which number may we call?"}},
        "confirm": "We call {phone}, right?",
        "answer": "We will call.",
    } | callback
    given["policy"]["when_unreached"] = "callback"
    return Playbook.model_validate(given)


def test_a_number_that_is_not_known_is_asked_for() -> None:
    for number in ("", "anonymous", "4155550132", "+123456", "+1234567890123456"):
        move = unreached(book(), DialogueState(), number, TODAY)
        assert move.text == f"{SORRY} Which number may we call?"
        assert (move.state.task, move.state.awaiting) == ("callback", "phone")


def test_the_callers_own_number_is_read_back() -> None:
    move = unreached(book(), DialogueState(), "+14155550132", TODAY)
    assert move.text is not None
    assert move.text.startswith(f"{SORRY} We call")
    assert (move.state.details["phone"], move.state.awaiting) == ("+14155550132", "confirm")


@pytest.mark.parametrize("number", ["+1234567", "+123456789012345"])
def test_numbers_have_seven_to_fifteen_digits(number: str) -> None:
    assert unreached(book(), DialogueState(), number, TODAY).state.details == {"phone": number}


def test_the_task_under_way_waits() -> None:
    state = DialogueState(task="transfer", details={"amount": 5}, awaiting="payee")
    assert unreached(book(), state, "", TODAY).state.suspended[0].task == "transfer"


def test_without_such_an_intent_the_conversation_goes_on() -> None:
    state = DialogueState(task="transfer", awaiting="payee")
    move = unreached(playbook(), state, "", TODAY)
    assert (move.text, move.state) == (f"{SORRY} Is there anything else that I can do?", state)
    again = DialogueState(task="callback", awaiting="phone")
    assert unreached(book(), again, "", TODAY).state == again, "it is asked about already"


@pytest.mark.parametrize("spec", [{"details": {}, "confirm": None}, {"route": "human"}])
def test_it_has_to_ask_for_something(spec: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="must have the route 'answer' and ask"):
        book(**spec)
