from dataclasses import replace

import pytest
from fakes import TODAY, entity, playbook, reading

from voice_agent.events import Entity
from voice_agent.responders.dialogue import CONFIRM, DialogueState
from voice_agent.turns.sense import ANSWERED, LACKING, SPELLING, UNANSWERED, sense

BOOK = playbook()


def of(text: str, state: DialogueState = DialogueState(), **kwargs: object) -> float:
    made = reading(text, **kwargs)  # type: ignore[arg-type]
    return sense(BOOK, state, replace(made, completeness=0.6), TODAY)


def test_without_a_question_the_model_decides() -> None:
    assert of("what is my balance", intent="balance") == 0.6


@pytest.mark.parametrize("text", ["yes", "no", "cancel that"])
def test_an_answer_to_the_question_is_whole(text: str) -> None:
    waiting = DialogueState(task="transfer", awaiting=CONFIRM)
    assert of(text, waiting) == ANSWERED


def test_the_detail_that_was_asked_for_is_whole_and_other_words_are_not() -> None:
    waiting = DialogueState(task="transfer", awaiting="date")
    friday = entity("date", "Friday", "2026-11-27")
    assert of("Friday", waiting, entities=[friday]) == ANSWERED
    assert of("well let me think about", waiting) == UNANSWERED


def test_a_name_that_is_being_spelled_may_go_on() -> None:
    waiting = DialogueState(task="transfer", awaiting="payee")
    assert of("s m i", waiting) == SPELLING
    assert of("Tom", waiting) == ANSWERED


def test_nothing_heard_is_not_a_turn() -> None:
    assert of("") == UNANSWERED


def test_more_may_follow_while_two_optional_details_are_still_to_come() -> None:
    details = BOOK.intents["transfer"].details["amount"].model_copy(update={"ask": None})
    intent = BOOK.intents["transfer"].model_copy(
        update={"details": dict.fromkeys(("amount", "account", "date", "payee"), details)}
    )
    book = BOOK.model_copy(update={"intents": BOOK.intents | {"transfer": intent}})
    account = entity("account", "savings", "savings")
    payee = entity("payee", "Tom", "Tom")

    def complete(*named: Entity) -> float:
        made = replace(reading("x", intent="transfer", entities=[*named]), completeness=0.9)
        return sense(book, DialogueState(), made, TODAY)

    assert complete(account) < 0.5
    assert complete(account, payee) == 0.9


def test_a_request_with_details_but_not_the_needed_one_lacks_something() -> None:
    order = playbook().intents["transfer"].model_copy()
    details = {
        "amount": order.details["amount"],
        "account": BOOK.intents["balance"].details["account"],
    }
    intent = order.model_copy(update={"details": details})
    book = BOOK.model_copy(update={"intents": BOOK.intents | {"transfer": intent}})
    savings: Entity = entity("account", "savings", "savings")
    made = replace(reading("from savings", intent="transfer", entities=[savings]), completeness=0.9)
    assert sense(book, DialogueState(), made, TODAY) == LACKING
