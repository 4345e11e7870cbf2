"""What was done last is wanted once more, with other details."""

from __future__ import annotations

import pytest
from fakes import entity, playbook, reading

from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.dialogue.once_more import is_other_request, wanted_once_more
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.schema import Playbook

BOOK = playbook()
USD_250 = {"amount": 250.0, "currency": "USD"}
SENT = DialogueState(finished=("transfer", {"amount": USD_250, "payee": "Sarah"}))
TOLD = DialogueState(finished=("balance", {"account": "checking"}))


@pytest.mark.parametrize(
    ("text", "account"), [("and my savings?", "savings"), ("my savings", None), ("and that", None)]
)
def test_a_turn_goes_on_from_what_was_done(text: str, account: str | None) -> None:
    marks = [entity("account", "savings", "savings", text)] if "savings" in text else []
    said = reading(text, "balance", act="request", entities=marks)
    assert wanted_once_more(BOOK, TOLD, said) == ({"account": account} if account else {})
    assert wanted_once_more(BOOK, DialogueState(), said) == {}


def test_a_sure_intent_with_words_of_its_own_is_another_request() -> None:
    said = reading("and send money to Tom", "transfer", act="request")
    assert is_other_request(BOOK, TOLD, said, said.transcript.text)
    assert not is_other_request(BOOK, TOLD, reading("and mine", "balance"), "and mine")


def test_both_is_the_other_one_as_well() -> None:
    data = BOOK.model_dump()
    data["entities"]["account"]["values"] = {"checking": ["main account"], "savings": ["account"]}
    book = Playbook.model_validate(data)
    said = reading("actually both", "transfer", 0.4, act="deny")
    assert wanted_once_more(book, TOLD, said) == {"account": "savings"}


def test_another_amount_is_one_whatever_the_model_makes_of_it() -> None:
    more = "and another 500"
    money = entity("amount", "500", {"amount": 500.0, "currency": "USD"}, more)
    said = reading(more, OUT_OF_SCOPE, entities=[money])
    assert wanted_once_more(BOOK, SENT, said) == {"amount": {"amount": 500.0, "currency": "USD"}}
