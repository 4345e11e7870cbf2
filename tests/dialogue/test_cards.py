"""Card details are asked for, given to the action, and told to nobody."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import TODAY, playbook
from pydantic import ValidationError

from voice_agent.dialogue.cards import asks_card, is_card, without_cards
from voice_agent.dialogue.state import DialogueState
from voice_agent.dialogue.verification import hidden
from voice_agent.playbook import Playbook


def book(**intent: Any) -> Playbook:
    given = playbook().model_dump(exclude={"phrases"})
    details = given["intents"]["transfer"]["details"]
    given["intents"]["transfer"] |= {"confirm": "Right?", "answer": "Sent."} | intent
    details["payee"]["card"] = True
    return Playbook.model_validate(given)


def test_what_is_said_while_it_is_asked_for_is_hidden_as_a_whole() -> None:
    asked = DialogueState(task="transfer", awaiting="payee")
    assert asks_card(book(), asked)
    assert hidden(book(), asked, "hm it is 41 11", TODAY) == "[payee]"
    other = DialogueState(task="transfer", awaiting="amount")
    assert not asks_card(book(), other)
    assert hidden(book(), other, "fifty", TODAY) == "fifty"
    assert not asks_card(book(), DialogueState())


def test_its_value_is_left_out() -> None:
    known = {"payee": "4111", "amount": 5}
    assert without_cards(book(), "transfer", known) == {"payee": "[payee]", "amount": 5}
    assert without_cards(book(), None, {}) == {}
    assert not is_card(book(), "none", "payee")


@pytest.mark.parametrize("key", ["confirm", "answer"])
@pytest.mark.parametrize("gap", ["{payee}", "{details}"])
def test_it_cannot_be_read_back(key: str, gap: str) -> None:
    with pytest.raises(ValidationError, match="cannot be said"):
        book(**{key: f"To {gap}?"})
