"""Going on with a task: its action, what waits, what values it takes."""

from dataclasses import replace

import pytest
from coffee_shop import shop
from fakes import TODAY, entity, reading
from turn_by_turn import AMOUNT, BOOK, PAYEE, bank, of, transfer_until_confirm, turn

from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.moves import answer
from voice_agent.dialogue.state import (
    CONFIRM,
    OFFER,
    Deed,
    DialogueState,
    Move,
    Suspended,
    Verification,
)
from voice_agent.dialogue.tasks import (
    ask_anew,
    finish_task,
    idle,
    not_valid,
    offer,
    refuse_over_limit,
    said_after,
    take,
    work,
)
from voice_agent.playbook import Playbook


def test_a_failed_action_offers_a_person_when_it_asks() -> None:
    assert offer(DialogueState(), "It failed. A colleague?").state.awaiting == OFFER
    assert offer(DialogueState(), "It failed.").state.awaiting is None
    waiting = DialogueState(task="transfer", awaiting="payee")
    assert offer(waiting, "It failed. A colleague?").state == waiting


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


def test_what_waits_is_read_back_again_before_it_is_done() -> None:
    other = turn(transfer_until_confirm(), "change the holder", "new_holder", act="request")
    left = turn(other.state, "forget it")
    assert left.action is None
    assert left.state.awaiting == CONFIRM
    assert (left.text or "").startswith(f"{BOOK.says.cancelled} {BOOK.says.resume} Send")


def test_a_failed_action_is_owned_up_to_and_forgotten() -> None:
    move = turn(transfer_until_confirm(), "yes", act="affirm")
    failed = finish_task(BOOK, move.state, None, TODAY)
    assert failed.text == BOOK.says.action_failed
    assert failed.state.task is None


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


def test_what_would_be_done_at_once_is_asked_about_where_a_value_cannot_be_used() -> None:
    book = shop().model_dump(by_alias=True)
    book["entities"]["milk"]["unavailable"] = ["oat milk"]
    found = {"drink": "latte", "milk": "oat milk"}
    move = take(Playbook.model_validate(book), DialogueState(task="order"), found, TODAY)
    assert move.action is None
    assert move.text == "I do not have oat milk there. What drink?"
    assert (move.state.awaiting, move.state.details) == ("drink", {"drink": "latte"})
    again = take(Playbook.model_validate(book), move.state, {"milk": "soy milk"}, TODAY)
    assert (again.action, again.state.details) == ("place", {"drink": "latte", "milk": "soy milk"})


def test_what_asks_for_nothing_is_not_done_with_a_value_that_cannot_be_used() -> None:
    book = shop().model_dump(by_alias=True)
    book["intents"]["balance"]["details"]["account"] = {"default": "checking"}
    book["entities"]["account"]["unavailable"] = ["brokerage"]
    move = take(
        Playbook.model_validate(book),
        DialogueState(task="balance"),
        {"account": "brokerage"},
        TODAY,
    )
    assert (move.action, move.text) == (None, "I do not have brokerage there.")
    assert move.state.task is None


def test_a_value_that_is_not_valid_is_asked_for_again() -> None:
    state = replace(transfer_until_confirm())
    move = not_valid(BOOK, state, "payee", "", TODAY)
    assert move.text == "I cannot use Sarah for that. To whom?"
    assert move.state.awaiting == "payee"
    assert not_valid(BOOK, state, "payee", "She has left.", TODAY).text == "She has left. To whom?"


def test_only_what_was_done_is_the_last_task_that_was_done() -> None:
    before = ("balance", {"account": "savings"})
    thanks = DialogueState(task="thanks", finished=before)
    assert finish_task(BOOK, thanks, {}, TODAY).state.finished == before
    state = DialogueState(task="balance", details={"account": "checking"}, finished=before)
    done = finish_task(BOOK, state, {"balance": "10 dollars"}, TODAY).state.finished
    assert done == ("balance", {"account": "checking"})


def test_a_conversation_without_its_task_keeps_what_is_not_of_the_task() -> None:
    deed = Deed("transfer", {"amount": 5.0})
    waiting = Suspended("transfer")
    kept = {
        "last_reply": "Hello.",
        "finished": ("balance", {}),
        "abuse": 1,
        "suspended": (waiting,),
        "unsettled": (waiting,),
        "choices": {"payees": ("Ann",)},
        "deeds": (deed,),
        "deeds_today": (deed, deed),
    }
    of_the_task = {
        "task": "transfer",
        "details": {"payee": "Tom"},
        "awaiting": "payee",
        "failures": 2,
        "heard": (("Tom",),),
        "holding": True,
        "unsure": True,
        "verification": Verification(True, "anna", {"pin": "4471"}, tries=1, offered=True),
    }
    after = DialogueState(verification=Verification(True, "anna", tries=1), **kept)  # type: ignore[arg-type]
    assert idle(DialogueState(**kept, **of_the_task)) == after  # type: ignore[arg-type]


def test_what_is_not_asked_for_is_not_forgotten() -> None:
    book = bank(transfer__date={"ask": None, "default": "2026-11-23"})
    known = {"payee": "Tom", "date": "2026-11-24", "amount": AMOUNT.value}
    state = DialogueState(task="transfer", awaiting=CONFIRM, details=known)
    move = ask_anew(book, state, ("payee", "date"), TODAY)
    assert move.state.details == {"date": "2026-11-24", "amount": AMOUNT.value}
    assert (move.state.awaiting, move.text) == ("payee", "To whom?")


def test_something_else_is_said_first() -> None:
    state = DialogueState()
    assert said_after(Move(state, "Hello."), "Done.").text == "Done. Hello."
    assert said_after(Move(state, ""), "Done.").text == "Done."
    later = said_after(Move(state, None, before="First."), "Done.")
    assert (later.text, later.before) == (None, "Done. First.")


def test_without_a_task_an_action_has_failed() -> None:
    assert finish_task(BOOK, DialogueState(), {}, TODAY).text == BOOK.says.action_failed


def test_what_is_over_a_limit_is_refused_and_a_person_offered() -> None:
    data = BOOK.model_dump()
    data["actions"]["balance"]["limits"] = [{"most": 1, "per": "call"}]
    book = Playbook.model_validate(data)
    state = DialogueState(task="balance", deeds=(Deed("balance"),))
    refused = refuse_over_limit(book, state, TODAY)
    assert refused is not None
    assert refused.text == book.says.limit_call_reached
    assert (refused.state.task, refused.state.awaiting) == (None, OFFER)
    waiting = replace(state, suspended=(Suspended("transfer"),))
    resumed = refuse_over_limit(book, waiting, TODAY)
    assert resumed is not None
    assert resumed.text == f"{book.says.limit_call_reached} {book.says.resume} How much?"
    tried = replace(state, unsettled=(Suspended("balance"),))
    assert refuse_over_limit(book, tried, TODAY) is None, "it counts already"
    assert refuse_over_limit(book, replace(state, deeds=()), TODAY) is None


def test_only_the_detail_that_is_over_a_limit_is_asked_for_again() -> None:
    data = BOOK.model_dump()
    data["actions"]["transfer"]["limits"] = [{"detail": "amount", "most": 200}]
    book = Playbook.model_validate(data)
    known = {"amount": AMOUNT.value, "payee": "Sarah"}
    refused = refuse_over_limit(book, DialogueState(task="transfer", details=known), TODAY)
    assert refused is not None
    assert (dict(refused.state.details), refused.state.awaiting) == ({"payee": "Sarah"}, "amount")
    assert refused.text == "I can do that for at most 200 dollars. How much?"


@pytest.mark.parametrize(
    ("request_", "asked"),
    [
        ("send Tom 50 dollars next week", "Which day next week?"),
        ("send Tom 50 dollars on February thirtieth", "February has only 29 days. When?"),
        ("send Tom 50 dollars", "When?"),
    ],
)
def test_what_the_request_narrowed_down_is_asked_for_more_closely(
    request_: str, asked: str
) -> None:
    known = {"amount": {"amount": 50.0, "currency": "USD"}, "payee": "Tom"}
    state = DialogueState(task="transfer", details=known, request=request_)
    move = work(BOOK, state, TODAY)
    assert (move.text, move.state.awaiting) == (asked, "date")
    assert (move.state.heard == ((request_,),)) is (asked != "When?")
    # Once it is asked again, that is over.
    assert work(BOOK, move.state, TODAY).text == "When?"
