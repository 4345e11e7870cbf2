"""Words that can be prepared before a turn is surely over, because nothing is done for them."""

from __future__ import annotations

import pytest
from fakes import TODAY, entity, playbook, reading
from guarded import PASSED, guarded

from voice_agent.actions.run import Actions
from voice_agent.core.turn import Hit, Section
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.state import CONFIRM, VERIFY, DialogueState
from voice_agent.pipeline.respond.preview import preview
from voice_agent.playbook import Playbook
from voice_agent.router.decision import Decision

BOOK = playbook()
FEES = Hit(Section("fees", "The fees", "It costs nothing."), 1.0, 2)
ASKED = DialogueState(
    task="transfer",
    awaiting=CONFIRM,
    details={"amount": {"amount": 5.0, "currency": "USD"}, "payee": "Tom", "date": "2026-11-23"},
)


def prepared(
    text: str,
    intent: str,
    state: DialogueState = DialogueState(),
    *,
    hit: Hit | None = None,
    book: Playbook = BOOK,
    **kwargs: object,
) -> str | None:
    read = reading(text, intent, **kwargs)  # type: ignore[arg-type]
    route = Decision(read, state, hit, TODAY).route(book)
    return preview(book, Actions(book), TurnContext(state, TODAY), route)


def test_what_is_known_without_doing_anything() -> None:
    assert prepared("my balance", "balance") == "Your checking balance is 10 dollars."
    assert prepared("the fees", "fees", hit=FEES) == "It costs nothing."
    assert prepared("a person", "person") == BOOK.says.handoff
    amount = entity("amount", "$5", {"amount": 5.0, "currency": "USD"})
    assert prepared("send $5", "transfer", entities=[amount]) == "To whom?"
    done = prepared("yes", "out_of_scope", ASKED, act="affirm")
    assert done == f"Sent 5 dollars to Tom. {BOOK.says.anything_else}"


@pytest.mark.parametrize("text", ["compare these for me", "mumble"])
def test_an_llm_or_a_misheard_turn_is_not_prepared(text: str) -> None:
    assert prepared(text, "advice" if text != "mumble" else "out_of_scope") is None


def test_what_has_to_be_done_first_is_not_known() -> None:
    data = BOOK.model_dump()
    data["actions"]["transfer"] = {"webhook": "http://127.0.0.1:1/transfer"}
    book = Playbook.model_validate(data)
    assert prepared("yes", "out_of_scope", ASKED, book=book, act="affirm") is None


def test_a_result_that_is_missing_is_not_said() -> None:
    data = BOOK.model_dump()
    data["actions"]["balance"] = {"returns": {"balance": None}}
    assert prepared("my balance", "balance", book=Playbook.model_validate(data)) is None


def test_nothing_is_prepared_before_the_caller_is_verified() -> None:
    book = guarded()
    assert prepared("my balance", "balance", book=book) == "Your PIN?"
    asked = DialogueState(task="balance", awaiting=VERIFY, details={"account": "checking"})
    assert prepared("4471", "balance", asked, book=book) is None
    assert prepared("my pin is 4471, and now my balance", "balance", book=book) is None
    verified = DialogueState(verification=PASSED)
    assert prepared("my balance", "balance", verified, book=book) is not None
