"""Two requests in one turn: what counts as two, and that the second one is done after the first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import TODAY, entity, playbook, reading

from voice_agent.core.turn import Entity, Escalation, Response, TurnReading
from voice_agent.dialogue.details import named_details
from voice_agent.dialogue.moves import answer
from voice_agent.dialogue.requests import (
    are_requests,
    filled,
    for_both,
    in_order,
    is_further_request,
    may_be_several,
    own_part,
    puts_right,
    question_beside,
    rest_after_leaving,
    rest_after_yes,
    several,
    shared,
    with_it,
    with_rest,
    with_verb,
    without_unwanted,
)
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.dialogue.tasks import finish_task
from voice_agent.playbook import Playbook

BOOK = playbook()
SAVINGS = entity("account", "savings", "savings")
CHECKING = entity("account", "checking", "checking")


def request(text: str, intent: str, **made: object) -> TurnReading:
    return reading(text, intent, act="request", **made)  # type: ignore[arg-type]


def to(name: str, dollars: float) -> TurnReading:
    money = entity("amount", f"${dollars}", {"amount": dollars, "currency": "USD"})
    return request(
        f"${dollars} to {name}", "transfer", entities=[money, entity("payee", name, name)]
    )


BALANCE = request("what is my balance", "balance")
WHOLE = request("what is my balance and send money to Sarah", "transfer")


def test_only_a_long_turn_that_answers_no_question_is_read_in_parts() -> None:
    assert may_be_several(DialogueState(), WHOLE)
    assert not may_be_several(DialogueState(awaiting=CONFIRM), WHOLE)
    assert not may_be_several(DialogueState(), BALANCE)
    assert may_be_several(DialogueState(), request("one two three four five six", "fees"))
    assert not may_be_several(DialogueState(), request("one two three four five", "fees"))
    assert not may_be_several(DialogueState(), several(WHOLE, [BALANCE, to("Tom", 50.0)]))


@pytest.mark.parametrize(
    ("first", "second", "two"),
    [
        (BALANCE, to("Tom", 50.0), True),
        (to("Ann", 20.0), to("Tom", 50.0), True),
        (to("Ann", 20.0), to("Ann", 50.0), False),
        (BALANCE, BALANCE, False),
        (BALANCE, replace(to("Tom", 50.0), confidence=0.8), True),
        (BALANCE, replace(to("Tom", 50.0), confidence=0.79), False),
        (BALANCE, replace(to("Tom", 50.0), act="inform"), False),
        (BALANCE, request("the fees", "fees"), False),
        (BALANCE, request("the weather", "out_of_scope"), False),
    ],
)
def test_both_parts_must_be_sure_requests(
    first: TurnReading, second: TurnReading, two: bool
) -> None:
    assert are_requests(BOOK, first, [first, second]) is two


def test_what_only_speaks_of_a_task_is_no_part_of_two_requests() -> None:
    data = BOOK.model_dump()
    data["intents"]["balance"]["confirm_if_unsure"] = "Your balance?"
    book = Playbook.model_validate(data)
    speaks = request("my husband looked at my balance", "balance")
    assert not are_requests(book, WHOLE, [speaks, to("Tom", 50.0)])
    assert are_requests(book, WHOLE, [request("tell me my balance", "balance"), to("Tom", 50.0)])


def test_what_only_tells_why_is_no_part_of_two_requests() -> None:
    data = BOOK.model_dump()
    data["intents"]["transfer"]["details"]["date"]["when"] = "future"
    book = Playbook.model_validate(data)
    why = request("the rent goes out to Tom tomorrow", "transfer")
    whole = replace(WHOLE, intent="balance", ranking=(("balance", 0.9), ("transfer", 0.05)))
    assert not are_requests(book, whole, [why, BALANCE])
    assert are_requests(BOOK, whole, [why, BALANCE]), "what is over is reported"
    likely = replace(whole, ranking=(("balance", 0.8), ("transfer", 0.1)))
    assert are_requests(book, likely, [why, BALANCE])
    asked = request("please send the rent to Tom tomorrow", "transfer")
    assert are_requests(book, whole, [asked, BALANCE])


def test_a_question_to_the_folder_beside_a_request_is_told_at_once() -> None:
    asks = request("what are the fees", "fees")
    assert are_requests(BOOK, WHOLE, [asks, BALANCE])
    assert not are_requests(BOOK, WHOLE, [asks, asks])
    turn = several(WHOLE, in_order(BOOK, [asks, BALANCE]))
    assert turn.intent == "balance"
    assert question_beside(BOOK, turn) is asks
    move = answer(BOOK, DialogueState(), turn, Response("none"), TODAY)
    assert (move.action, move.state.suspended) == ("balance", ())


def test_parts_may_be_less_sure_where_the_whole_would_go_to_a_person() -> None:
    parts = [BALANCE, replace(to("Tom", 50.0), confidence=0.6)]
    fraud = replace(WHOLE, escalation=Escalation(0.9, "fraud"))
    assert are_requests(BOOK, fraud, parts)
    assert several(fraud, parts).escalation.score == 0.0
    assert not are_requests(BOOK, replace(WHOLE, escalation=Escalation(0.9, "person")), parts)
    threshold = BOOK.policy.escalation_threshold
    for score, several_ in ((threshold - 0.01, True), (threshold, False)):
        upset = [BALANCE, replace(parts[1], escalation=Escalation(score, "fraud"))]
        assert are_requests(BOOK, fraud, upset) is several_
        whole = replace(WHOLE, escalation=Escalation(score, "fraud"))
        assert are_requests(BOOK, whole, parts) is not several_
    assert are_requests(BOOK, replace(WHOLE, intent="person"), parts)
    assert not are_requests(BOOK, fraud, [BALANCE, replace(parts[1], confidence=0.59)])


def test_the_second_request_is_done_after_the_first() -> None:
    turn = several(WHOLE, [BALANCE, to("Tom", 50.0)])
    assert turn.intent == "balance"
    move = answer(BOOK, DialogueState(), turn, Response("none"), TODAY)
    assert move.action == "balance"
    done = finish_task(BOOK, move.state, {"balance": "10 dollars"}, TODAY)
    assert done.text == "Your checking balance is 10 dollars. When?"
    assert (done.state.task, done.state.awaiting) == ("transfer", "date")
    assert done.state.details["payee"] == "Tom"


def test_a_second_request_that_needs_nothing_is_done_at_once() -> None:
    both = several(
        WHOLE, [BALANCE, replace(BALANCE, entities=(entity("account", "savings", "savings"),))]
    )
    move = answer(BOOK, DialogueState(), both, Response("none"), TODAY)
    done = finish_task(BOOK, move.state, {"balance": "10 dollars"}, TODAY)
    assert (done.text, done.action) == (None, "balance")
    assert done.before == "Your checking balance is 10 dollars."
    assert done.state.details == {"account": "savings"}


def test_the_values_of_a_second_request_are_checked_too() -> None:
    turn = several(WHOLE, [BALANCE, to("Tom", 0.0)])
    move = answer(BOOK, DialogueState(), turn, Response("none"), TODAY)
    done = finish_task(BOOK, move.state, {"balance": "10 dollars"}, TODAY)
    assert done.state.awaiting == "amount"


ASKED = DialogueState(task="transfer", awaiting=CONFIRM, details={"payee": "Ann"})


def test_what_follows_a_yes_is_read_only_where_something_was_read_back() -> None:
    yes = reading("yes, and freeze my debit card")
    assert rest_after_yes(BOOK, ASKED, yes) == "freeze my debit card"
    assert rest_after_yes(BOOK, DialogueState(), yes) == ""
    assert rest_after_yes(BOOK, ASKED, with_rest(yes, BALANCE)) == ""


def test_what_is_asked_for_instead_of_the_task_is_read() -> None:
    turn = reading("no, leave that, and tell me my balance")
    rest = "tell me my balance".rjust(len(turn.transcript.text))
    assert rest_after_leaving(BOOK, ASKED, turn, Response("leave")) == rest
    assert rest_after_leaving(BOOK, ASKED, turn, Response("aside", leaves=True)) == ""
    assert rest_after_leaving(BOOK, DialogueState(), turn, Response("none")) == ""


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (BALANCE, True),
        (replace(BALANCE, confidence=0.8), True),
        (replace(BALANCE, confidence=0.79), False),
        (replace(BALANCE, act="inform"), False),
        (request("the fees", "fees"), False),
        (to("Tom", 50.0), True),
        (request("make it $50", "transfer", entities=[to("Tom", 50.0).entities[0]]), False),
    ],
)
def test_a_further_request_is_no_change_of_what_was_read_back(
    rest: TurnReading, expected: bool
) -> None:
    assert is_further_request(BOOK, ASKED, rest) is expected


def named(text: str, *names: tuple[str, str, object]) -> TurnReading:
    found = [entity(kind, said, value, text) for kind, said, value in names]
    return request(text, "transfer", entities=found)


def test_two_that_share_a_verb_share_what_only_one_says() -> None:
    amount = {"amount": 20.0, "currency": "USD"}
    ann = named("send $20 to Ann", ("amount", "$20", amount), ("payee", "Ann", "Ann"))
    assert with_verb(ann, "Tom") == "send Tom"
    tom = named("send Tom", ("payee", "Tom", "Tom"))
    both = shared(BOOK, ann, tom)
    assert both is not None
    details = [named_details(BOOK.intents["transfer"], None, one) for one in both]
    assert details == [{"amount": amount, "payee": "Ann"}, {"amount": amount, "payee": "Tom"}]
    assert shared(BOOK, ann, ann) is None
    assert shared(BOOK, ann, BALANCE) is None
    assert shared(BOOK, replace(ann, act="inform"), tom) is None
    least = BOOK.policy.min_intent_confidence
    assert shared(BOOK, replace(ann, confidence=least), tom) is not None
    assert shared(BOOK, replace(ann, confidence=least - 0.01), tom) is None
    assert shared(BOOK, BALANCE, BALANCE) is None


@pytest.mark.parametrize(
    ("part", "right"),
    [
        ("Scratch that, a triple.", True),
        ("Actually, a mocha.", True),
        ("Actually also a mocha.", False),
        ("And a mocha.", False),
    ],
)
def test_a_correction_is_no_second_request(part: str, right: bool) -> None:
    assert puts_right(BOOK, part) is right


def test_a_part_without_entities_has_no_verb_to_share() -> None:
    assert with_verb(BALANCE, "Tom") == ""


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("just tell me my balance, you idiot", "just tell me my balance,"),
        ("you stupid machine! I said Hugh", "I said Hugh"),
        ("don't give me a person, freeze my card", "freeze my card"),
        ("you idiot", "you idiot"),
        ("send 1,250.50 to Tom", "send 1,250.50 to Tom"),
    ],
)
def test_insults_are_no_part_of_a_request(text: str, rest: str) -> None:
    left = without_unwanted(BOOK, text)
    assert len(left) == len(text)
    assert left.strip() == rest


def test_what_one_of_two_requests_says_holds_for_both() -> None:
    today = entity("date", "today", "2026-11-22")
    first, second = to("Ann", 20), to("Tom", 30)
    second = replace(second, entities=(*second.entities, today))
    one, other = filled(BOOK, [first, second])
    assert one.entities == (*first.entities, today)
    assert other == second
    balance = request("my balance", "balance")
    assert filled(BOOK, [balance, second]) == [balance, second]


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "accounts"),
    [
        ("the balances on both accounts", "balance", 0.9, ["checking", "savings"]),
        ("the balances on both accounts", "balance", 0.3, []),
        ("my balance", "balance", 0.9, []),
        ("both accounts", "fees", 0.9, []),
    ],
)
def test_a_request_for_both_is_two(
    text: str, intent: str, confidence: float, accounts: list[str]
) -> None:
    values = {"checking": ["checking account"], "savings": ["savings account"]}
    account = BOOK.entities["account"].model_copy(update={"values": values})
    book = BOOK.model_copy(update={"entities": {**BOOK.entities, "account": account}})
    found = for_both(book, reading(text, intent, confidence, act="request"))
    assert [named_details(book.intents[intent], None, one)["account"] for one in found] == accounts


def test_a_part_that_only_gives_what_the_other_lacks_is_no_request() -> None:
    send = request("I have to send money to Tom", "transfer", entities=[_named("Tom")])
    amount = entity("amount", "20 dollars", {"amount": 20.0, "currency": "USD"})
    rest = request("it is 20 dollars", "balance", entities=[amount])
    assert not are_requests(BOOK, send, [send, rest])
    assert are_requests(BOOK, send, [send, request("my balance", "balance")])
    known = replace(send, entities=(*send.entities, amount))
    assert are_requests(BOOK, send, [known, rest])
    own = request("my savings", "balance", entities=[entity("account", "savings", "savings")])
    assert are_requests(BOOK, send, [send, own])


def _named(name: str) -> Entity:
    return entity("payee", name, name)


def test_a_part_that_was_read_with_a_verb_has_its_own_values_only() -> None:
    text = "transfer to my daughter, for Friday"
    whom, day = entity("payee", "daughter", "Daughter", text), entity("date", "Friday", "d", text)
    read = request(text, "transfer", entities=[whom, day])
    assert own_part(read, "for Friday").entities == (day,)


def test_it_is_what_the_request_before_names() -> None:
    first = request("my savings balance", "balance", entities=[SAVINGS])
    for text, named in (("and tell me more about it", True), ("and my balance", False)):
        _, second = with_it(BOOK, [first, request(text, "balance")])
        assert (second.entities == (SAVINGS,)) is named
    own = request("and the checking one, tell me about it", "balance", entities=[CHECKING])
    assert with_it(BOOK, [first, own])[1].entities == (CHECKING,)
