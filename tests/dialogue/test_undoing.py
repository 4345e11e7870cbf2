"""Taking back what was done, and doing it over."""

from fakes import TODAY, entity, reading
from turn_by_turn import BOOK, FIFTY, bank, of, sent

from voice_agent.core.turn import Response
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.moves import answer
from voice_agent.dialogue.state import CONFIRM, OFFER, DialogueState, Suspended


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


def test_what_is_undone_has_the_details_of_what_was_done() -> None:
    undo = BOOK.intents["balance"].model_copy(update={"undo": "balance"})
    book = BOOK.model_copy(update={"intents": BOOK.intents | {"balance": undo}})
    state = DialogueState(finished=("balance", {"account": "savings"}))
    move = answer(book, state, reading("undo that"), Response("undo"), TODAY)
    assert move.action == "balance"
    assert move.state.details == {"account": "savings"}


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


def test_a_way_back_that_asks_first_is_not_gone_for_what_asked_nothing() -> None:
    asks_first = bank(balance={"undo": "stop_transfer"})
    at_once = bank(balance={"undo": "balance"})
    done = DialogueState(finished=("balance", {"account": "checking"}))
    savings = entity("account", "savings", "savings")
    over = of(asks_first, done, "sorry, I meant savings", entities=[savings])
    assert (over.action, over.state.details, over.changes) == (
        "balance",
        {"account": "savings"},
        True,
    )
    back = of(at_once, done, "sorry, I meant savings", entities=[savings])
    assert (back.action, back.state.details, back.changes) == (
        "balance",
        {"account": "checking"},
        False,
    )
    assert back.state.suspended == (Suspended("balance", {"account": "savings"}, begun=False),)
