"""Going on with a task: its action, what waits, what values it takes."""

from dataclasses import replace

from fakes import TODAY, entity, reading
from turn_by_turn import AMOUNT, BOOK, PAYEE, bank, of, transfer_until_confirm, turn

from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.moves import answer
from voice_agent.dialogue.state import CONFIRM, OFFER, DialogueState, Move
from voice_agent.dialogue.tasks import finish_task, not_valid, offer
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


def test_a_value_that_is_not_valid_is_asked_for_again() -> None:
    state = replace(transfer_until_confirm())
    move = not_valid(BOOK, state, "payee", "", TODAY)
    assert move.text == "I cannot use Sarah for that. To whom?"
    assert move.state.awaiting == "payee"
    assert not_valid(BOOK, state, "payee", "She has left.", TODAY).text == "She has left. To whom?"
