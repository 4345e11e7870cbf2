from dataclasses import replace

import pytest
from fakes import TODAY, entity, playbook, reading

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.moves import answer, finish_task, not_understood, not_valid, offer
from voice_agent.dialogue.render import question
from voice_agent.dialogue.state import CONFIRM, OFFER, DialogueState, Move
from voice_agent.playbook import Playbook


def with_more() -> Playbook:
    """The small bank, with an order to cancel and an address to change."""
    data = playbook().model_dump()
    data["entities"] |= {
        "holder": {"kind": "name", "full": True},
        "postcode": {"kind": "postcode", "region": "GB"},
    }
    data["intents"] |= {
        "stop_transfer": {
            "confirm": "I can stop your last transfer. Shall I do that?",
            "answer": "I have stopped it.",
        },
        "new_holder": {
            "details": {
                "holder": {"ask": "Your full name?"},
                "postcode": {"ask": "And your postcode?"},
            },
            "answer": "Thank you, {holder}, {postcode}.",
        },
    }
    return Playbook.model_validate(data)


BOOK = with_more()
AMOUNT = entity("amount", "$250", {"amount": 250.0, "currency": "USD"})
PAYEE = entity("payee", "Sarah", "Sarah")
FRIDAY = entity("date", "on Friday", "2026-11-27")


def response(state: DialogueState, read: TurnReading) -> Response:
    return interpret(BOOK, TurnContext(state, TODAY), read)


def moved(state: DialogueState, read: TurnReading) -> Move:
    return answer(BOOK, state, read, response(state, read), TODAY)


def turn(state: DialogueState, *args: object, **kwargs: object) -> Move:
    return moved(state, reading(*args, **kwargs))  # type: ignore[arg-type]


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
    done = finish_task(BOOK, move.state, {"balance": "10 dollars"}, TODAY)
    assert done.text == "Your checking balance is 10 dollars."
    assert done.state.task is None


def test_a_mentioned_detail_replaces_the_default() -> None:
    savings = entity("account", "savings", "savings")
    move = turn(DialogueState(), "balance on savings", "balance", entities=[savings])
    assert move.state.details == {"account": "savings"}


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


def test_a_failed_action_offers_a_person_when_it_asks() -> None:
    assert offer(DialogueState(), "It failed. A colleague?").state.awaiting == OFFER
    assert offer(DialogueState(), "It failed.").state.awaiting is None
    waiting = DialogueState(task="transfer", awaiting="payee")
    assert offer(waiting, "It failed. A colleague?").state == waiting


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


def test_what_may_have_been_done_is_never_done_again() -> None:
    asked = transfer_until_confirm()
    ready = turn(asked, "yes", act="affirm")
    unknown = finish_task(BOOK, ready.state, None, TODAY, unknown=True)
    assert unknown.text == BOOK.says.action_unknown
    assert unknown.state.awaiting == OFFER
    again = replace(asked, unsettled=unknown.state.unsettled)
    refused = turn(again, "yes", act="affirm")
    assert (refused.action, refused.text) == (None, BOOK.says.action_unknown)
    other = replace(again, details={**asked.details, "payee": "Tom"})
    assert turn(other, "yes", act="affirm").action == "transfer"
    balance = DialogueState(task="balance", details={"account": "checking"})
    read_only = finish_task(BOOK, balance, None, TODAY, unknown=True)
    assert read_only.text == BOOK.says.action_failed


def test_what_may_have_been_done_is_looked_up_first_if_there_is_a_way() -> None:
    data = BOOK.model_dump()
    data["actions"] |= {
        "transfer": {"webhook": "https://b", "lookup": "find"},
        "find": {"webhook": "https://b/find"},
    }
    book = Playbook.model_validate(data)

    def yes(state: DialogueState) -> Move:
        read = reading("yes", act="affirm")
        return answer(book, state, read, interpret(book, TurnContext(state, TODAY), read), TODAY)

    asked = transfer_until_confirm()
    first = yes(asked)
    assert (first.action, first.tried) == ("transfer", None)
    open_ = finish_task(book, first.state, None, TODAY, unknown=True, turn=3).state.unsettled
    again = yes(replace(asked, unsettled=open_))
    assert (again.action, again.text) == ("transfer", None)
    assert again.tried is not None
    assert again.tried.turn == 3
    still = finish_task(book, again.state, None, TODAY, unknown=True, turn=9)
    assert still.state.unsettled == open_
    assert still.state.unsettled[0].turn == 3, "the key of the first try stays"
    for result in ({"reference": "7"}, None):
        assert finish_task(book, again.state, result, TODAY).state.unsettled == ()


def test_an_acknowledgement_where_nothing_was_asked_needs_no_answer() -> None:
    move = turn(DialogueState(last_reply="It costs nothing."), "Okay.")
    assert (move.text, move.action) == ("", None)


def test_a_task_waits_while_another_one_is_settled() -> None:
    asked = turn(DialogueState(), "send $250", "transfer", entities=[AMOUNT])
    other = turn(asked.state, "change the holder", "new_holder", act="request")
    assert other.text == "Your full name?"
    assert [one.task for one in other.state.suspended] == ["transfer"]
    ready = replace(other.state, details={"holder": "Ann Lee", "postcode": "NW1 2DB"})
    done = finish_task(BOOK, ready, {}, TODAY)
    assert done.text is not None
    assert done.text.endswith(f"{BOOK.says.resume} To whom?")
    assert (done.state.task, done.state.awaiting) == ("transfer", "payee")
    assert done.state.details == {"amount": AMOUNT.value}
    assert done.state.suspended == ()


def test_what_waits_is_read_back_again_before_it_is_done() -> None:
    other = turn(transfer_until_confirm(), "change the holder", "new_holder", act="request")
    left = turn(other.state, "forget it")
    assert left.action is None
    assert left.state.awaiting == CONFIRM
    assert (left.text or "").startswith(f"{BOOK.says.cancelled} {BOOK.says.resume} Send")


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


def test_what_was_done_is_taken_back_where_the_playbook_says_how() -> None:
    undo = BOOK.intents["transfer"].model_copy(update={"undo": "stop_transfer"})
    book = BOOK.model_copy(update={"intents": BOOK.intents | {"transfer": undo}})
    done = DialogueState(finished=("transfer", {}))
    read = reading("undo that")
    response = interpret(book, TurnContext(done, TODAY), read)
    assert response.kind == "undo"
    move = answer(book, done, read, response, TODAY)
    assert (move.state.task, move.state.awaiting) == ("stop_transfer", CONFIRM)
    refused = answer(BOOK, done, read, response, TODAY)
    assert refused.text == BOOK.says.nothing_to_undo
    assert refused.state.awaiting == OFFER
    assert interpret(BOOK, TurnContext(DialogueState(), TODAY), read).kind == "none"


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
    failed = finish_task(BOOK, move.state, None, TODAY)
    assert failed.text == BOOK.says.action_failed
    assert failed.state.task is None


def test_a_task_that_was_just_done_can_be_changed() -> None:
    done = finish_task(BOOK, turn(transfer_until_confirm(), "yes").state, {}, TODAY)
    fifty = entity("amount", "$50", {"amount": 50.0, "currency": "USD"})
    move = turn(done.state, "with $50", "transfer", entities=[fifty])
    assert move.state.awaiting == CONFIRM
    assert move.state.details["payee"] == "Sarah"
    assert move.state.details["amount"] == fifty.value
    fresh = turn(done.state, "I want to send money", "transfer")
    assert fresh.text == "How much?"


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


def asked_for(detail: str, **known: str) -> DialogueState:
    return DialogueState(task="new_holder", awaiting=detail, details=known)


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
    assert response(state, reading("hello there")).kind == "none"


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


def test_what_is_undone_has_the_details_of_what_was_done() -> None:
    undo = BOOK.intents["balance"].model_copy(update={"undo": "balance"})
    book = BOOK.model_copy(update={"intents": BOOK.intents | {"balance": undo}})
    state = DialogueState(finished=("balance", {"account": "savings"}))
    move = answer(book, state, reading("undo that"), Response("undo"), TODAY)
    assert move.action == "balance"
    assert move.state.details == {"account": "savings"}


def bank(**keys: dict[str, object]) -> Playbook:
    """The small bank with further keys of intents and details."""
    data = BOOK.model_dump()
    for name, given in keys.items():
        intent, _, detail = name.partition("__")
        place = data["intents"][intent]
        (place["details"][detail] if detail else place).update(given)
    return Playbook.model_validate(data)


def of(book: Playbook, state: DialogueState, *args: object, **kwargs: object) -> Move:
    read = reading(*args, **kwargs)  # type: ignore[arg-type]
    return answer(book, state, read, interpret(book, TurnContext(state, TODAY), read), TODAY)


FIFTY = entity("amount", "$50", {"amount": 50.0, "currency": "USD"})
TOM = entity("payee", "Tom", "Tom")


def sent(book: Playbook) -> DialogueState:
    confirmed = turn(transfer_until_confirm(), "yes").state
    return finish_task(book, confirmed, {}, TODAY).state


def test_money_is_not_sent_twice_to_put_it_right() -> None:
    move = of(BOOK, sent(BOOK), "actually make it $50", entities=[FIFTY])
    assert move.text == BOOK.says.nothing_to_undo
    assert move.state.task is None


def test_what_can_be_taken_back_is_taken_back_and_then_done_as_corrected() -> None:
    book = bank(transfer={"undo": "stop_transfer"})
    asked = of(book, sent(book), "oh no, I meant $50", entities=[FIFTY])
    assert asked.text == "I can stop your last transfer. Shall I do that?"
    done = of(book, asked.state, "yes")
    assert done.action is None
    assert done.state.details["amount"] == FIFTY.value
    assert done.state.details["payee"] == "Sarah"
    assert done.state.awaiting == CONFIRM


def test_what_moves_nothing_is_done_over_when_it_is_put_right() -> None:
    holder = entity("holder", "Ann Lee", "Ann Lee")
    done = DialogueState(finished=("new_holder", {"holder": "An Lea", "postcode": "W1 2DB"}))
    move = of(BOOK, done, "sorry, I meant Ann Lee", entities=[holder])
    assert move.text == "Thank you, Ann Lee, W 1, 2 D B."
    assert move.changes


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


def test_a_further_request_after_a_yes_waits_until_it_is_done() -> None:
    read = replace(reading("yes, and $50 to Tom"), requests=(
        reading("$50 to Tom", "transfer", act="request", entities=[FIFTY, TOM]),
    ))  # fmt: skip
    move = moved(transfer_until_confirm(), read)
    assert (move.action, move.state.details["payee"]) == ("transfer", "Sarah")
    after = finish_task(BOOK, move.state, {}, TODAY)
    assert (after.text or "").endswith("When?")
    assert after.state.details == {"amount": FIFTY.value, "payee": "Tom"}


def test_a_yes_to_anything_else_invites_the_request() -> None:
    state = replace(sent(BOOK), last_reply=f"Done. {BOOK.says.anything_else}")
    assert turn(state, "yes please").text == BOOK.says.go_on


def test_values_are_chosen_from_those_that_there_are() -> None:
    book = bank(transfer__payee={"one_of": ["Sarah Connor", "Sarah Miller", "Thomas"]})
    asked = DialogueState(task="transfer", awaiting="payee", details={"amount": AMOUNT.value})
    assert of(book, asked, "to Thomas").state.details["payee"] == "Thomas"
    sarah = of(
        book, asked, "Sarah Connor", entities=[entity("payee", "Sarah Connor", "Sarah Connor")]
    )
    assert sarah.state.details["payee"] == "Sarah Connor"
    both = of(book, asked, "Sarah", entities=[PAYEE])
    assert both.text == "I heard Sarah Connor and Sarah Miller. Which one is it? To whom?"
    none = of(book, asked, "Bob", entities=[entity("payee", "Bob", "Bob")])
    assert none.text == "I do not have Bob there. To whom?"
    assert "payee" not in none.state.details


def test_a_value_that_is_not_valid_is_asked_for_again() -> None:
    state = replace(transfer_until_confirm())
    move = not_valid(BOOK, state, "payee", "", TODAY)
    assert move.text == "I cannot use Sarah for that. To whom?"
    assert move.state.awaiting == "payee"
    assert not_valid(BOOK, state, "payee", "She has left.", TODAY).text == "She has left. To whom?"


def test_leaving_one_task_for_another_drops_it() -> None:
    read = reading("never mind, what is my balance", "balance", act="request")
    move = moved(transfer_until_confirm(), read)
    assert move.action == "balance"
    assert move.state.suspended == ()
