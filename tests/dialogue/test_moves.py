"""What the playbook does next."""

from dataclasses import replace

import guarded
import pytest
from fakes import TODAY, entity, playbook, reading
from turn_by_turn import (
    AMOUNT,
    BOOK,
    FRIDAY,
    PAYEE,
    bank,
    moved,
    of,
    response,
    sent,
    transfer_until_confirm,
    turn,
)

from voice_agent.core.turn import Response
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.moves import answer, finish_verification, not_understood, withhold
from voice_agent.dialogue.render import question
from voice_agent.dialogue.state import CHANGE, CONFIRM, OFFER, DialogueState
from voice_agent.dialogue.tasks import finish_task

GUARDED = guarded.guarded()


def asked_for(detail: str, **known: str) -> DialogueState:
    return DialogueState(task="new_holder", awaiting=detail, details=known)


def test_missing_details_are_asked_for_then_read_back_then_done() -> None:
    state = transfer_until_confirm()
    assert "Sarah" in (question(BOOK, state, TODAY) or "")
    move = turn(state, "yes that's right", act="affirm")
    assert move.action == "transfer"
    done = finish_task(BOOK, move.state, {}, TODAY)
    assert done.text is not None
    assert done.text.startswith("Sent ")
    assert done.text.endswith(BOOK.says.anything_else)


def test_a_bare_answer_counts_as_the_detail_that_was_asked_for() -> None:
    state = DialogueState(task="transfer", awaiting="payee", details={"amount": AMOUNT.value})
    move = turn(state, "Sarah.")
    assert move.state.details["payee"] == "Sarah"
    assert move.state.awaiting == "date"


@pytest.mark.parametrize("text", ["Yes, that's right.", "no", "that is not what I want now"])
def test_what_is_no_name_is_not_taken_for_one(text: str) -> None:
    state = DialogueState(task="transfer", awaiting="payee", details={"amount": AMOUNT.value})
    reply = response(state, reading(text, act="affirm"))
    assert reply.kind == "none"


def test_the_pending_question_is_asked_again_after_an_aside() -> None:
    asking = turn(DialogueState(), "send money", "transfer")
    once = turn(asking.state, "thank you", "thanks")
    assert once.text == "You are welcome. How much?"
    again = turn(replace(once.state, last_reply=once.text), "thank you", "thanks")
    assert again.text == "You are welcome. How much?"


def test_no_is_no_and_keeps_what_is_known() -> None:
    asked = transfer_until_confirm()
    move = turn(asked, "no", act="deny")
    assert move.action is None
    assert move.text == BOOK.says.change
    assert move.state.details == asked.details
    for text in ("no", "forget it"):
        left = turn(move.state, text, act="deny")
        assert left.action is None
        assert (left.state.task, left.text) == (None, BOOK.says.cancelled)
    again = turn(move.state, "yes it is right", act="affirm")
    assert again.action is None, "what was refused is read back once more"
    assert again.state.awaiting == CONFIRM


@pytest.mark.parametrize("text", ["no the amount is wrong", "that's the wrong amount, no"])
def test_what_is_called_wrong_is_asked_for_again(text: str) -> None:
    asked = transfer_until_confirm()
    move = turn(asked, text, act="deny")
    assert move.text == "How much?"
    assert move.state.details == {"payee": "Sarah", "date": "2026-11-27"}
    later = turn(turn(asked, "no", act="deny").state, "the amount")
    assert later.text == "How much?"


def test_a_task_that_has_nothing_to_change_is_left_with_a_no() -> None:
    asked = turn(DialogueState(), "stop it", "stop_transfer")
    move = turn(asked.state, "no", act="deny")
    assert (move.state.task, move.text) == (None, BOOK.says.cancelled)


def test_a_moment_is_given_and_the_question_stays() -> None:
    asked = transfer_until_confirm()
    move = turn(asked, "Hold on a second.")
    assert move.text == BOOK.says.hold
    assert move.state == replace(asked, holding=True)
    assert turn(move.state, "yes", act="affirm").action == "transfer"
    assert not turn(move.state, "yes", act="affirm").state.holding


def test_a_doubt_about_an_offer_repeats_it() -> None:
    offered = DialogueState(awaiting=OFFER, last_reply="Shall I get somebody?")
    move = turn(offered, "I'm not sure")
    assert move.text == "Shall I get somebody?"
    assert move.state.awaiting == OFFER


def test_an_acknowledgement_where_nothing_was_asked_needs_no_answer() -> None:
    move = turn(DialogueState(last_reply="It costs nothing."), "Okay.")
    assert (move.text, move.action) == ("", None)


def test_the_open_question_can_be_asked_about() -> None:
    details = BOOK.intents["transfer"].details
    payee = details["payee"].model_copy(
        update={"why": "I need to know where it goes.", "again": ["Say the name, or spell it."]}
    )
    intent = BOOK.intents["transfer"].model_copy(update={"details": details | {"payee": payee}})
    book = BOOK.model_copy(update={"intents": BOOK.intents | {"transfer": intent}})
    state = DialogueState(task="transfer", awaiting="payee", details={"amount": AMOUNT.value})

    def said(text: str) -> str | None:
        read = reading(text)
        context = TurnContext(state, TODAY)
        return answer(book, state, read, interpret(book, context, read), TODAY).text

    assert said("say that again") == "To whom?"
    assert said("why do you need that?") == "I need to know where it goes. To whom?"
    assert said("what do you mean?") == "Say the name, or spell it."
    assert said("let's start over") == "How much?"
    assert said("can we go back") == "How much?"
    assert question(book, replace(state, failures=1), TODAY) == "Say the name, or spell it."
    assert question(book, replace(state, failures=2), TODAY) == "To whom?"


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


def test_goodbye_ends_the_call() -> None:
    assert turn(DialogueState(), "bye", "bye").ends_call


@pytest.mark.parametrize("text", ["yes please cancel it", "yes, cancel the transfer"])
def test_a_yes_may_repeat_that_something_is_cancelled(text: str) -> None:
    asked = turn(DialogueState(), "stop my transfer", "stop_transfer")
    assert asked.state.awaiting == CONFIRM
    move = turn(asked.state, text, "stop_transfer", act="request")
    assert move.text == "I have stopped it. " + BOOK.says.anything_else


@pytest.mark.parametrize("text", ["no don't cancel it", "cancel", "yes don't cancel it"])
def test_what_is_no_plain_yes_cancels_nothing(text: str) -> None:
    asked = turn(DialogueState(), "stop my transfer", "stop_transfer")
    assert turn(asked.state, text).text == BOOK.says.cancelled


@pytest.mark.parametrize("text", ["cancel", "yes please cancel it", "yes, cancel the transfer"])
def test_money_does_not_move_on_a_yes_to_cancelling(text: str) -> None:
    move = turn(transfer_until_confirm(), text, act="affirm")
    assert move.action is None
    assert move.text == BOOK.says.cancelled


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("w c two n five d u", "WC2N 5DU"),
        ("whiskey charlie two november five delta uniform", "WC2N 5DU"),
    ],
)
def test_a_spelled_answer_may_be_long(said: str, value: str) -> None:
    move = turn(asked_for("postcode", holder="Ann Lee"), said)
    assert move.text is not None
    assert move.text.startswith("Thank you, Ann Lee, ")
    reply = response(asked_for("postcode"), reading(said))
    assert reply.found == {"postcode": value}


def test_an_entity_within_a_spelled_answer_gives_way_to_all_of_it() -> None:
    state = DialogueState(task="transfer", awaiting="payee", details={"amount": AMOUNT.value})
    part = entity("payee", "m i t h", "Mith", "s as in sugar m i t h")
    move = turn(state, "s as in sugar m i t h", entities=[part])
    assert move.state.details["payee"] == "Smith"


def test_an_alternative_is_taken_where_the_transcript_has_no_value() -> None:
    state = DialogueState(task="transfer", awaiting="amount")
    heard = reading("feel free")
    heard = replace(heard, transcript=replace(heard.transcript, alternatives=("fifty dollars",)))
    assert moved(state, heard).state.details["amount"]["amount"] == 50


def test_what_was_said_first_helps_to_read_what_is_spelled_next() -> None:
    state = asked_for("holder")
    spelled = reading("t h o m a s")
    assert response(state, spelled).kind == "none"
    state = not_understood(BOOK, state, reading("jordan thomas", heard=0.2))
    move = moved(state, spelled)
    assert move.state.details == {"holder": "Jordan Thomas"}
    assert move.state.awaiting == "postcode"
    assert move.state.heard == ()


def test_what_was_heard_before_never_stands_in_for_an_answer() -> None:
    state = not_understood(BOOK, asked_for("postcode"), reading("n w one two d b", heard=0.2))
    assert response(state, reading("oh dear me")).kind == "none"


def test_the_last_value_counts_where_it_has_one_reading() -> None:
    state = DialogueState(task="transfer", awaiting="amount")
    state = not_understood(BOOK, state, reading("fifty dollars", heard=0.2))
    state = not_understood(BOOK, state, reading("fifty dollars", heard=0.2))
    found = response(state, reading("fifteen dollars")).found
    assert found["amount"]["amount"] == 15


def test_only_the_last_answers_to_the_present_question_are_kept() -> None:
    state = asked_for("holder")
    for text in ("jordan", "jordan t", "what do you need all of that for then", "gordon", "jo"):
        state = not_understood(BOOK, state, reading(text))
    assert state.heard == (("jordan t",), ("gordon",), ("jo",))
    for awaiting in (None, CONFIRM, OFFER):
        elsewhere = replace(state, awaiting=awaiting, heard=())
        assert not_understood(BOOK, elsewhere, reading("jordan")) == elsewhere
    code = entity("postcode", "NW1 2DB", "NW1 2DB")
    still = turn(state, "it is NW1 2DB", entities=[code])
    assert (still.state.awaiting, still.state.heard) == ("holder", state.heard)
    assert turn(state, "never mind").state.heard == ()
    assert turn(state, "send money", "transfer", act="request").state.heard == ()


def test_a_state_is_a_value() -> None:
    state = transfer_until_confirm()
    assert replace(state) == state
    turn(state, "no")
    assert state.awaiting == CONFIRM


def test_a_part_of_a_number_is_kept_and_the_rest_awaited() -> None:
    state = DialogueState(task="transfer", awaiting="amount", heard=(("one",),))
    move = answer(BOOK, state, reading("two three"), Response("part"), TODAY)
    assert move.text == BOOK.says.go_on
    assert move.state.heard == (("one",), ("two three",))


def test_the_same_again_is_read_back_before_it_is_done() -> None:
    known = {"amount": AMOUNT.value, "payee": "Sarah", "date": FRIDAY.value}
    state = DialogueState(finished=("transfer", known))
    move = answer(BOOK, state, reading("x"), Response("again", {"payee": "Tom"}), TODAY)
    assert (move.action, move.state.awaiting) == (None, CONFIRM)
    assert move.state.details == {**known, "payee": "Tom"}


def test_nothing_else_ends_the_call() -> None:
    move = answer(BOOK, DialogueState(), reading("no"), Response("done"), TODAY)
    assert (move.text, move.ends_call) == (BOOK.says.goodbye, True)


def test_an_optional_detail_may_be_left_open() -> None:
    book = bank(transfer__date={"optional": True})
    first = turn(DialogueState(), "send $250 to Sarah", "transfer", entities=[AMOUNT, PAYEE])
    move = of(book, first.state, "skip that")
    assert move.state.awaiting == CONFIRM
    assert move.state.details["date"] is None
    assert (move.text or "").startswith("Send 250 dollars to Sarah")
    required = of(BOOK, first.state, "skip that")
    assert required.text == f"{BOOK.says.needed} When?"


def test_small_talk_keeps_the_question() -> None:
    first = turn(DialogueState(), "send $250 to Sarah", "transfer", entities=[AMOUNT, PAYEE])
    move = turn(first.state, "how are you today?")
    assert move.text == f"{BOOK.says.small_talk} When?"
    assert move.state.details == first.state.details


def test_a_yes_to_anything_else_invites_the_request() -> None:
    state = replace(sent(BOOK), last_reply=f"Done. {BOOK.says.anything_else}")
    assert turn(state, "yes please").text == BOOK.says.go_on


def test_leaving_one_task_for_another_drops_it() -> None:
    read = reading("never mind, what is my balance", "balance", act="request")
    move = moved(transfer_until_confirm(), read)
    assert move.action == "balance"
    assert move.state.suspended == ()


@pytest.mark.parametrize(
    ("awaiting", "task", "after"),
    [
        (CONFIRM, None, None),
        (CHANGE, None, None),
        ("payee", "transfer", "payee"),
    ],
)
def test_what_may_not_be_said_is_replaced_and_a_yes_to_it_does_nothing(
    awaiting: str, task: str | None, after: str | None
) -> None:
    move = withhold(BOOK, DialogueState(task="transfer", awaiting=awaiting), "never_say")
    assert move.text == BOOK.says.llm_fallback
    assert (move.state.task, move.state.awaiting) == (task, after)


def test_who_claimed_to_be_a_human_being_says_what_it_is() -> None:
    state = DialogueState(task="transfer", awaiting=CONFIRM)
    move = withhold(BOOK, state, "human")
    assert (move.text, move.state) == (BOOK.says.robot, state)


def test_going_back_forgets_the_detail_that_was_given_last() -> None:
    known = {"amount": AMOUNT.value, "payee": "Sarah"}
    state = DialogueState(task="transfer", awaiting="date", details=known)
    move = answer(BOOK, state, reading("go back"), Response("back"), TODAY)
    assert (dict(move.state.details), move.state.awaiting) == ({"amount": AMOUNT.value}, "payee")
    anew = answer(BOOK, state, reading("start over"), Response("restart"), TODAY)
    assert (dict(anew.state.details), anew.state.awaiting) == ({}, "amount")


def test_a_part_that_was_wrong_is_forgotten_beside_what_is_put_right() -> None:
    state = transfer_until_confirm()
    response = Response("details", {"payee": "Tom"}, retracted=("date",))
    move = answer(BOOK, state, reading("to Tom on another day"), response, TODAY)
    assert dict(move.state.details) == {"amount": AMOUNT.value, "payee": "Tom"}
    assert move.text == "When?"


@pytest.mark.parametrize("ok", [None, False, 1, "true", True])
def test_only_a_plain_true_verifies_a_caller(ok: object) -> None:
    asked = guarded.turn(GUARDED, DialogueState(), guarded.BALANCE).state
    move = finish_verification(GUARDED, asked, {"ok": ok, "caller": "anna"}, TODAY)
    assert move.state.verification.passed is (ok is True)
    assert move.state.verification.caller == ("anna" if ok is True else "")
    assert move.action == ("balance" if ok is True else None)


def test_a_comparison_that_failed_leaves_the_task() -> None:
    asked = guarded.turn(GUARDED, DialogueState(), guarded.BALANCE).state
    move = finish_verification(GUARDED, asked, None, TODAY)
    assert (move.text, move.state.task) == (GUARDED.says.verify_failed, None)


def test_what_a_turn_tells_of_the_task_beside_a_secret_is_kept() -> None:
    asked = guarded.turn(GUARDED, DialogueState(), guarded.TRANSFER).state
    asked = replace(asked, details={"payee": "Sarah"})
    read = reading("4471, send $250 to Tom", entities=[AMOUNT, entity("payee", "Tom", "Tom")])
    move = answer(GUARDED, asked, read, Response("identify", {"pin": "4471"}), TODAY)
    assert move.credentials == {"pin": "4471"}
    assert move.state.details == {"payee": "Sarah", "amount": AMOUNT.value}
    nothing = replace(asked, task=None, details={})
    alone = answer(GUARDED, nothing, read, Response("identify", {"pin": "4471"}), TODAY)
    assert (alone.credentials, alone.state.details) == ({"pin": "4471"}, {})


def test_what_cannot_be_taken_back_is_left_to_a_person() -> None:
    done = DialogueState(finished=("transfer", {"payee": "Sarah"}))
    move = answer(BOOK, done, reading("undo that"), Response("undo"), TODAY)
    assert (move.text, move.state.awaiting) == (BOOK.says.nothing_to_undo, OFFER)


def test_who_gives_up_and_says_goodbye_is_let_go() -> None:
    book = playbook().model_copy(update={"phrases": {"bye": ["goodbye"]}})
    asked = DialogueState(task="transfer", awaiting="amount")
    for text, ends in (("no, leave it, goodbye", True), ("leave it, another time", False)):
        move = answer(book, asked, reading(text, "bye", act="bye"), Response("leave"), TODAY)
        assert move.ends_call == ends


def test_who_has_to_go_at_a_read_back_changes_nothing() -> None:
    book = playbook().model_copy(update={"phrases": {"bye": ["bye"]}})
    known = {"payee": "Sarah", "amount": AMOUNT.value}
    asked = DialogueState(task="transfer", details=known, awaiting=CONFIRM)
    gone = reading("oh no the door, I have to go. Bye.", "bye", act="bye")
    assert answer(book, asked, gone, Response("no"), TODAY).ends_call
    for other in (replace(gone, act="deny"), reading("no that is wrong", "bye", act="bye")):
        assert answer(book, asked, other, Response("no"), TODAY).state.awaiting == CHANGE


def test_who_wants_no_person_and_takes_leave_is_done() -> None:
    offered = DialogueState(awaiting=OFFER, last_reply="Shall I get a colleague?")
    left = reading("no that's alright thanks bye", "bye", act="bye")
    assert answer(BOOK, offered, left, Response("no"), TODAY).ends_call
    for other in (replace(left, act="deny"), replace(left, intent="balance")):
        assert not answer(BOOK, offered, other, Response("no"), TODAY).ends_call
