"""What a turn is to an agent that has asked nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fakes import entity, playbook, reading

from voice_agent.core.turn import Response
from voice_agent.dialogue.state import DialogueState
from voice_agent.dialogue.unasked import unasked
from voice_agent.playbook.schema import Playbook

BOOK = playbook()
ENDED = f"Done. {BOOK.says.anything_else}"
USD_250 = {"amount": 250.0, "currency": "USD"}
SENT = DialogueState(finished=("transfer", {"amount": USD_250, "payee": "Sarah"}))
TOLD = DialogueState(finished=("balance", {"account": "checking"}))
TOM = entity("payee", "Tom", "Tom")
SARAH = entity("payee", "Sarah", "Sarah")


def to(state: DialogueState, text: str, *args: Any, **made: Any) -> Response:
    return unasked(BOOK, state, reading(text, *args, **made))


@pytest.mark.parametrize(
    ("text", "last_reply", "kind"),
    [
        ("No, that's all.", ENDED, "done"),
        ("No, that's all.", "Hello.", "none"),
        ("Yes, please.", ENDED, "invite"),
        ("Yes, please, yes.", ENDED, "invite"),
        ("Yes, please, yes please.", ENDED, "none"),
        ("Yes.", "Hello.", "none"),
        ("How are you?", "Hello.", "small_talk"),
        ("Okay.", "Hello.", "acknowledge"),
        ("Okay.", "Hello?", "none"),
        ("Undo that.", "Hello.", "none"),
    ],
)
def test_what_it_is(text: str, last_reply: str, kind: str) -> None:
    assert to(DialogueState(last_reply=last_reply), text).kind == kind


def test_a_yes_with_a_request_is_the_request() -> None:
    state = DialogueState(last_reply=ENDED)
    assert to(state, "yes, my balance", "balance", act="request").kind == "none"


def test_what_was_done_is_taken_back_or_put_right() -> None:
    assert to(SENT, "undo that") == Response("undo")
    assert to(SENT, "I meant Tom", entities=[TOM]) == Response("redo", {"payee": "Tom"})
    assert to(SENT, "sorry, to Tom", entities=[TOM]) == Response("redo", {"payee": "Tom"})
    assert to(SENT, "to Tom", entities=[TOM]).kind == "none"


def test_another_request_is_none_of_what_was_done() -> None:
    text = "sorry, send a statement for savings"
    savings = entity("account", "savings", "savings", text)
    made: Any = {"act": "request", "entities": [savings]}
    assert to(TOLD, text, "transfer", **made).kind == "none"
    also = "and transfer my savings"
    savings = entity("account", "savings", "savings", also)
    assert to(TOLD, also, "transfer", entities=[savings]).kind == "none"
    assert to(TOLD, "and my savings", "transfer", entities=[savings]).kind == "again"


def test_a_detail_alone_changes_what_was_done_last() -> None:
    said = "the savings please"
    named = to(TOLD, said, "transfer", entities=[entity("account", "savings", "savings", said)])
    assert named == Response("redo", {"account": "savings"})
    savings = entity("account", "Savings.", "savings")
    assert to(TOLD, "Savings.", "transfer", entities=[savings]) == Response(
        "redo", {"account": "savings"}
    )
    assert to(TOLD, "to savings", "transfer", entities=[savings]) == Response("none")
    assert to(DialogueState(), "Savings.", "transfer", entities=[savings]) == Response("none")


def test_a_name_that_the_model_did_not_mark_is_who_gets_the_same() -> None:
    assert to(SENT, "Do that again for Pia.") == Response("again", {"payee": "Pia"})
    assert to(SENT, "Do that again please.").kind == "none"
    assert to(TOLD, "Do that again for Pia.").kind == "none", "nobody is named in a balance"


def test_too_goes_on_from_what_was_done() -> None:
    text = "the savings too please"
    savings = entity("account", "savings", "savings", text)
    made: Any = {"act": "request", "entities": [savings]}
    assert to(TOLD, text, "transfer", **made) == Response("again", {"account": "savings"})


def test_a_value_of_what_was_done_is_not_done_again() -> None:
    assert to(SENT, "to Sarah", "transfer", entities=[SARAH]).kind == "repeat"
    assert to(SENT, "Sarah", "transfer", entities=[SARAH]).kind == "repeat"
    assert to(SENT, "now to Sarah", "transfer", entities=[SARAH]).kind == "none"
    assert to(SENT, "and to Bob too").found == {"payee": "Bob"}
    request = "send it to Sarah please"
    assert to(SENT, request, "transfer", entities=[SARAH], act="request").kind == "none"


def test_a_number_that_is_put_right_needs_no_mark_of_the_model() -> None:
    code = {"entity": "code", "ask": "Which digits?"}
    data = BOOK.model_dump()
    data["entities"]["code"] = {"kind": "digits", "min_length": 4, "max_length": 4}
    data["intents"]["fees"] = {"details": {"code": code}, "action": "balance", "answer": "Done."}
    book = Playbook.model_validate(data)
    state = DialogueState(finished=("fees", {"code": "3300"}))
    money: Any = {"act": "request", "confidence": 0.9}
    for text in ("Wait, make it 3400", "sorry, 3 4 0 0"):
        assert unasked(book, state, reading(text, "transfer", **money)).found == {"code": "3400"}
    assert unasked(book, state, reading("make it 34", "transfer", **money)).kind == "none"
    assert unasked(book, state, reading("no, send 3400", "transfer", **money)).kind == "none"


def test_what_was_done_is_asked_for_once_more_as_it_was() -> None:
    assert to(SENT, "same again for my colleague") == Response("again")
    assert to(DialogueState(), "same again for my colleague").kind == "none"


def test_the_other_of_two_may_be_named_in_part() -> None:
    accounts = {"kind": "list", "values": {"credit card": [], "debit card": []}}
    data = BOOK.model_dump()
    data["entities"]["account"] = accounts
    data["intents"]["balance"]["details"]["account"] = {"default": "debit card"}
    book = Playbook.model_validate(data)
    state = DialogueState(finished=("balance", {"account": "debit card"}))
    said = unasked(book, state, reading("the credit one too"))
    assert said == Response("again", {"account": "credit card"})
    assert unasked(book, state, reading("the card too")).kind == "none"


def test_another_amount_is_the_same_once_more() -> None:
    twenty = {"amount": 20.0, "currency": "USD"}
    made: Any = {"act": "request", "confidence": 0.9}
    assert to(SENT, "and another twenty", "transfer", **made) == Response(
        "again", {"amount": twenty}
    )
    assert to(SENT, "and another twenty", "balance", **made).kind == "none"
    assert to(TOLD, "and another twenty", "balance", **made).kind == "none"


def test_who_takes_it_back_and_leaves_takes_it_back() -> None:
    assert to(SENT, "scrap that order, I gotta run", "bye") == Response("undo")
    assert to(SENT, "scrap that order, I gotta run", "transfer").kind == "none"
    assert to(SENT, "thanks, I gotta run", "bye").kind == "none"


def test_a_yes_to_what_was_no_question_is_heard_and_no_more() -> None:
    assert to(DialogueState(last_reply="Done."), "yes", act="affirm").kind == "acknowledge"
    assert to(DialogueState(last_reply="Done?"), "yes", act="affirm").kind == "none"


def test_what_takes_back_what_was_done_may_be_named() -> None:
    data = BOOK.model_dump()
    card: dict[str, Any] = {"details": {"account": {"default": "checking"}}, "answer": "Done."}
    data["intents"]["freeze"] = card | {"undo": "unfreeze", "action": "transfer"}
    data["intents"]["unfreeze"] = card | {"confirm_if_unsure": "I can unfreeze it, right?"}
    data["phrases"] = {"unfreeze": [f"unlock {what}" for what in "abcdef"], "freeze": ["lock it"]}
    book = Playbook.model_validate(data)
    frozen = DialogueState(finished=("freeze", {"account": "savings"}))
    for text in ("sorry, please unfreeze it again", "unlock it again"):
        assert unasked(book, frozen, reading(text, "thanks")) == Response("undo")
    assert unasked(book, frozen, reading("lock it again", "thanks")).kind != "undo"
    for text in ("yes", "what did I unlock", "did I unlock it?"):
        assert unasked(book, frozen, reading(text, "thanks")).kind != "undo"


def test_the_same_with_another_amount_is_no_longer_all_the_same() -> None:
    found = to(SENT, "the same for Pia, but thirty").found
    assert found == {"payee": "Pia", "amount": {"amount": 30.0, "currency": "USD"}}


def test_a_time_alone_puts_right_what_was_done() -> None:
    data = BOOK.model_dump()
    data["entities"]["time"] = {"kind": "time"}
    visit = {"time": {"ask": "When?", "entity": "time"}}
    data["intents"]["visit"] = {"details": visit, "action": "balance", "answer": "Booked."}
    book = Playbook.model_validate(data)
    state = DialogueState(finished=("visit", {"time": "10:00"}))
    turn = reading("sorry, could you move that to eleven?", "transfer", act="request")
    assert unasked(book, state, turn) == Response("redo", {"time": "11:00"})


def test_what_was_told_is_told_again_and_what_was_ordered_is_not_ordered_again() -> None:
    checking = entity("account", "checking", "checking", "checking please")
    asked = replace(TOLD, finished=("balance", {"account": "checking"}))
    assert to(asked, "checking please", "transfer", entities=[checking]).kind == "repeat"
