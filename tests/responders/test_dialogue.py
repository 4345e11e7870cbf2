from dataclasses import replace

import pytest
from fakes import TODAY, entity, playbook, reading

from voice_agent.responders.dialogue import (
    CONFIRM,
    OFFER,
    DialogueState,
    Move,
    answer,
    confirmation,
    finish_task,
    offer,
    question,
    response,
)

BOOK = playbook()
AMOUNT = entity("amount", "$250", {"amount": 250.0, "currency": "USD"})
PAYEE = entity("payee", "Sarah", "Sarah")
FRIDAY = entity("date", "on Friday", "2026-11-27")


def turn(state: DialogueState, *args: object, **kwargs: object) -> Move:
    return answer(BOOK, state, reading(*args, **kwargs), TODAY)  # type: ignore[arg-type]


def transfer_until_confirm() -> DialogueState:
    first = turn(DialogueState(), "send $250 to Sarah", "transfer", entities=[AMOUNT, PAYEE])
    assert first.text == "When?"
    second = turn(first.state, "on Friday", entities=[FRIDAY])
    assert second.state.awaiting == CONFIRM
    return second.state


def test_a_detail_with_a_default_is_not_asked_for() -> None:
    move = turn(DialogueState(), "what's my balance", "balance")
    assert move.action == "balance"
    assert move.state.details == {"account": "checking"}
    done = finish_task(BOOK, move.state, {"balance": "10 dollars"})
    assert done.text == "Your checking balance is 10 dollars."
    assert done.state.task is None


def test_a_mentioned_detail_replaces_the_default() -> None:
    savings = entity("account", "savings", "savings")
    move = turn(DialogueState(), "balance on savings", "balance", entities=[savings])
    assert move.state.details == {"account": "savings"}


def test_missing_details_are_asked_for_then_read_back_then_done() -> None:
    state = transfer_until_confirm()
    assert "Sarah" in (question(BOOK, state) or "")
    move = turn(state, "yes that's right", act="affirm")
    assert move.action == "transfer"
    done = finish_task(BOOK, move.state, {})
    assert done.text is not None
    assert done.text.startswith("Sent ")
    assert done.text.endswith(BOOK.says.anything_else)


def test_a_bare_answer_counts_as_the_detail_that_was_asked_for() -> None:
    state = DialogueState(task="transfer", awaiting="payee", details={"amount": AMOUNT.value})
    move = turn(state, "Sarah.")
    assert move.state.details["payee"] == "Sarah"
    assert move.state.awaiting == "date"


@pytest.mark.parametrize("text", ["Yes, that's right.", "no", "what do you mean by that exactly"])
def test_what_is_no_name_is_not_taken_for_one(text: str) -> None:
    state = DialogueState(task="transfer", awaiting="payee", details={"amount": AMOUNT.value})
    reply = response(BOOK, state, reading(text, act="affirm"), TODAY)
    assert reply.kind == "none"


def test_a_pending_question_is_not_repeated_after_every_aside() -> None:
    asking = turn(DialogueState(), "send money", "transfer")
    once = turn(asking.state, "thank you", "thanks")
    assert once.text == "You are welcome. How much?"
    again = turn(replace(once.state, last_reply=once.text), "thank you", "thanks")
    assert again.text == "You are welcome."


def test_a_failed_action_offers_a_person_when_it_asks() -> None:
    assert offer(DialogueState(), "It failed. A colleague?").state.awaiting == OFFER
    assert offer(DialogueState(), "It failed.").state.awaiting is None
    waiting = DialogueState(task="transfer", awaiting="payee")
    assert offer(waiting, "It failed. A colleague?").state == waiting


def test_no_is_no() -> None:
    move = turn(transfer_until_confirm(), "no", act="deny")
    assert move.action is None
    assert move.state.task is None
    assert move.text == BOOK.says.cancelled


def test_a_correction_is_read_back_again() -> None:
    fifty = entity("amount", "$50", {"amount": 50.0, "currency": "USD"})
    move = turn(transfer_until_confirm(), "no make it $50", act="deny", entities=[fifty])
    assert move.action is None
    assert move.state.awaiting == CONFIRM
    assert "50" in (move.text or "")


def test_a_task_can_be_left_while_details_are_missing() -> None:
    asking = turn(DialogueState(), "send money", "transfer")
    assert asking.text == "How much?"
    move = turn(asking.state, "oh never mind")
    assert move.state.task is None
    assert move.text == BOOK.says.cancelled


def test_a_side_question_is_answered_and_the_question_asked_again() -> None:
    asking = turn(DialogueState(), "send money", "transfer")
    move = turn(asking.state, "thank you", "thanks")
    assert move.text == "You are welcome. How much?"
    assert move.state.task == "transfer"


def test_another_task_replaces_the_one_under_way() -> None:
    book_state = turn(DialogueState(), "what's my balance", "transfer").state
    move = turn(book_state, "what's my balance", "balance")
    assert move.action == "balance"


def test_a_failed_action_is_owned_up_to_and_forgotten() -> None:
    move = turn(transfer_until_confirm(), "yes", act="affirm")
    failed = finish_task(BOOK, move.state, None)
    assert failed.text == BOOK.says.action_failed
    assert failed.state.task is None


def test_a_task_that_was_just_done_can_be_changed() -> None:
    done = finish_task(BOOK, turn(transfer_until_confirm(), "yes").state, {})
    fifty = entity("amount", "$50", {"amount": 50.0, "currency": "USD"})
    move = turn(done.state, "actually make it $50", "transfer", entities=[fifty])
    assert move.state.awaiting == CONFIRM
    assert move.state.details["payee"] == "Sarah"
    assert move.state.details["amount"] == fifty.value
    fresh = turn(done.state, "I want to send money", "transfer")
    assert fresh.text == "How much?"


def test_goodbye_ends_the_call() -> None:
    assert turn(DialogueState(), "bye", "bye").ends_call


@pytest.mark.parametrize(
    ("text", "act", "expected"),
    [
        ("yes", "inform", "yes"),
        ("Yeah that's right", "inform", "yes"),
        ("mm-hm", "affirm", "yes"),
        ("no", "inform", "no"),
        ("yes no wait", "affirm", "no"),
        ("that's not right", "affirm", "no"),
        ("don't do it", "affirm", "no"),
        ("yes no problem", "affirm", "yes"),
        ("cancel it", "inform", "no"),
        ("purple", "inform", "unclear"),
        ("uh-uh", "deny", "no"),
    ],
)
def test_confirmation(text: str, act: str, expected: str) -> None:
    assert confirmation(text, act) == expected


def test_a_state_is_a_value() -> None:
    state = transfer_until_confirm()
    assert replace(state) == state
    turn(state, "no")
    assert state.awaiting == CONFIRM
