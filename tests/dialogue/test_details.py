"""What a turn says about details: the other one, the one that is meant, the ones it speaks of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from coffee_shop import shop
from fakes import TODAY, entity, playbook, reading

from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.details import (
    asked_for,
    details_in_clauses,
    found_details,
    mentioned_details,
    named_details,
    narrowed_down,
    other_details,
    repeats_in_part,
    said_again,
    scattered_details,
)
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.playbook import Playbook


def with_cards() -> Playbook:
    data = playbook().model_dump()
    data["entities"]["card"] = {"kind": "list", "values": {"credit card": [], "debit card": []}}
    data["entities"]["time"] = {"kind": "time"}
    data["intents"]["freeze"] = {
        "details": {"card": {"default": "debit card"}, "time": {"ask": "What time?"}},
        "answer": "Done.",
    }
    return Playbook.model_validate(data)


BOOK = with_cards()
USD_250 = {"amount": 250.0, "currency": "USD"}
READ_BACK = DialogueState(
    task="transfer", awaiting=CONFIRM, details={"amount": USD_250, "payee": "Sarah"}
)


def found(state: DialogueState, text: str, **made: Any) -> dict[str, Any]:
    return found_details(BOOK, TurnContext(state, TODAY), reading(text, **made))


def test_once_it_was_read_back_only_what_differs_is_new() -> None:
    payee = entity("payee", "Sarah", "Sarah")
    assert found(READ_BACK, "to Sarah", entities=[payee]) == {}
    tom = entity("payee", "Tom", "Tom")
    assert found(READ_BACK, "to Tom", entities=[tom]) == {"payee": "Tom"}
    assert found(DialogueState(), "to Tom", entities=[tom]) == {}


def test_the_other_card_is_the_one_that_is_not_known() -> None:
    intent, known = BOOK.intents["freeze"], {"card": "debit card"}
    assert other_details(BOOK, intent, known, "the other card", {}) == {"card": "credit card"}
    assert other_details(BOOK, intent, known, "the other card", {"card": "debit card"}) == {}
    assert other_details(BOOK, intent, {}, "the other card", {}) == {}
    assert other_details(BOOK, intent, known, "the card", {}) == {}


def test_a_vague_answer_before_it_places_a_value() -> None:
    state = DialogueState(task="freeze", awaiting="time", heard=(("at night",),))
    assert found(state, "eight") == {"time": "20:00"}
    assert found(DialogueState(task="freeze", awaiting="time"), "eight") == {"time": "08:00"}


def test_a_detail_is_mentioned_without_its_value() -> None:
    assert mentioned_details(BOOK, READ_BACK, "the amount is wrong") == ("amount",)
    assert mentioned_details(BOOK, READ_BACK, "the person and the sum") == ("amount", "payee")
    assert mentioned_details(BOOK, READ_BACK, "the day is wrong") == ()
    assert mentioned_details(BOOK, DialogueState(), "the amount") == ()


@pytest.mark.parametrize(("awaiting", "kind"), [("payee", "name"), (CONFIRM, None), (None, None)])
def test_the_entity_that_was_asked_for(awaiting: str | None, kind: str | None) -> None:
    spec = asked_for(BOOK, "transfer", awaiting)
    assert (spec and spec.kind) == kind


def test_the_past_of_a_day_counts_only_where_a_past_day_is_asked_for() -> None:
    monday = replace(entity("date", "Monday", "2026-11-23"), past="2026-11-16")
    data = BOOK.model_dump()
    data["intents"]["transfer"]["details"]["date"]["when"] = "past"
    past = Playbook.model_validate(data)
    for book, day, value in (
        (BOOK, monday, "2026-11-23"),
        (past, monday, "2026-11-16"),
        (past, replace(monday, past=None), "2026-11-23"),
    ):
        read = reading("Monday", entities=[day])
        assert named_details(book.intents["transfer"], None, read) == {"date": value}


def test_a_value_too_many_replaces_the_first() -> None:
    anna, tom = entity("payee", "Anna", "Anna"), entity("payee", "Tom", "Tom")
    read = reading("to Anna, to Tom", entities=[anna, tom])
    assert named_details(BOOK.intents["transfer"], None, read) == {"payee": "Tom"}


def test_named_details_are_those_of_the_entities() -> None:
    tom = entity("payee", "Tom", "Tom")
    assert named_details(BOOK.intents["transfer"], None, reading("Tom", entities=[tom])) == {
        "payee": "Tom"
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("freeze my card of credit", {"account": "credit card"}),
        ("the card of my credit", {}),
        ("the card, the one for debit", {}),
        ("I have no credit and my card broke", {}),
        ("the card of credit or debit", {}),
    ],
)
def test_the_words_of_a_value_may_be_scattered(text: str, found: dict[str, str]) -> None:
    data = BOOK.model_dump()
    data["entities"]["account"]["values"] = {"credit card": [], "debit card": []}
    book = Playbook.model_validate(data)
    intent = book.intents["balance"]
    assert scattered_details(book, intent, text, {}) == found
    assert scattered_details(book, intent, text, {"account": "debit card"}) == {}


def test_cents_complete_the_amount_before() -> None:
    dollars_80 = {"amount": 80.0, "currency": "USD"}
    state = DialogueState(task="transfer", awaiting="date", details={"amount": dollars_80})
    text = "and 50 cents"
    read = reading(
        text, entities=[entity("amount", "50 cents", {"amount": 0.5, "currency": "USD"}, text)]
    )
    found = found_details(BOOK, TurnContext(state, TODAY), read)
    assert found == {"amount": {"amount": 80.5, "currency": "USD"}}
    alone = replace(read, transcript=replace(read.transcript, text="50 cents"))
    found = found_details(BOOK, TurnContext(state, TODAY), alone)
    assert found == {"amount": {"amount": 0.5, "currency": "USD"}}, (
        "nothing says that they are more"
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("scratch the sixty", ("amount",)),
        ("not tomorrow", ("date",)),
        ("not to Wanda", ("payee",)),
        ("no", ()),
        ("no thank you", ()),
    ],
)
def test_a_refusal_may_repeat_what_is_wrong(text: str, names: tuple[str, ...]) -> None:
    known = {"amount": {"amount": 60.0, "currency": "USD"}, "payee": "Wanda", "date": "2026-11-23"}
    state = DialogueState(task="transfer", awaiting=CONFIRM, details=known)
    assert said_again(BOOK, state, text, TODAY) == names


def test_an_answer_names_one_of_the_callers_own_values() -> None:
    data = BOOK.model_dump()
    data["intents"]["transfer"]["details"]["payee"]["one_of"] = ["Ann Lee", "Ann Moore", "Tom"]
    book = Playbook.model_validate(data)
    state = DialogueState(task="transfer", awaiting="payee")

    def picked(text: str) -> Any:
        return found_details(book, TurnContext(state, TODAY), reading(text)).get("payee")

    assert picked("Moore") == "Ann Moore"
    assert picked("it's for Tom") == "Tom"
    assert picked("Ann") == "Ann", "which of them is asked when it is taken"


def test_the_answer_about_a_letter_is_the_name_unless_the_turn_gives_something_else() -> None:
    pair = ("J E N F E N", "J E N S E N")
    state = DialogueState(task="transfer", awaiting="payee", heard=(pair,))
    assert found(state, "S as in Sam.") == {"payee": "Jensen"}
    amount = entity("amount", "$250", USD_250)
    assert "payee" not in found(state, "S, $250", entities=[amount])


@pytest.mark.parametrize(
    ("awaiting", "text", "entities", "expected"),
    [
        ("payee", "Sarah", [], {"payee": "Sarah"}),
        ("payee", "Sarah", [entity("payee", "Sarah", "Sara")], {"payee": "Sara"}),
        ("payee", "s m i t h", [entity("payee", "s m i", "Smi")], {"payee": "Smith"}),
        ("payee", "Sarah, $250", [entity("amount", "$250", USD_250)], {"amount": USD_250}),
        ("payee", "yes", [], {}),
        ("date", "purple", [], {}),
        (None, "Sarah", [], {}),
    ],
)
def test_what_only_the_question_makes_a_detail(
    awaiting: str | None, text: str, entities: Any, expected: dict[str, Any]
) -> None:
    assert found(DialogueState("transfer", awaiting=awaiting), text, entities=entities) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("freeze it, credit", {"card": "credit card"}),
        ("freeze it, the credit", {}),
        ("freeze it, no credit", {}),
        ("freeze it, card", {}),
        ("freeze it, ", {}),
        ("credit, freeze", {}),
    ],
)
def test_a_clause_that_is_part_of_a_value(text: str, found: dict[str, str]) -> None:
    intent = BOOK.intents["freeze"]
    assert details_in_clauses(BOOK, intent, text, {}) == found
    assert details_in_clauses(BOOK, intent, text, {"card": "debit card"}) == {}


def test_a_clause_that_is_a_whole_value_is_no_part_of_another() -> None:
    data = BOOK.model_dump()
    data["entities"]["size"] = {"kind": "list", "values": {"medium": ["mid"]}}
    data["entities"]["roast"] = {"kind": "list", "values": {"medium roast": [], "mid roast": []}}
    data["intents"]["freeze"]["details"] |= {"size": {}, "roast": {}}
    book = Playbook.model_validate(data)
    for text in ("a coffee, medium", "a coffee, mid"):
        assert details_in_clauses(book, book.intents["freeze"], text, {"size": "medium"}) == {}


def test_a_word_that_only_one_listed_value_has_is_an_answer() -> None:
    data = BOOK.model_dump()
    data["entities"]["bill"] = {"kind": "list", "values": {"gas bill": [], "water bill": []}}
    bill = {"entity": "bill", "ask": "Which bill?"}
    data["intents"]["pay"] = {"details": {"bill": bill}, "action": "balance", "answer": "Paid."}
    book = Playbook.model_validate(data)
    context = TurnContext(DialogueState(task="pay", awaiting="bill"), TODAY)
    assert found_details(book, context, reading("the gas one")) == {"bill": "gas bill"}
    assert found_details(book, context, reading("is it the gas one?")) == {}


def test_what_is_none_of_the_choices_replaces_none() -> None:
    data = BOOK.model_dump()
    data["intents"]["balance"]["details"]["account"]["one_of"] = ["savings"]
    intent = Playbook.model_validate(data).intents["balance"]
    both = [entity("account", "savings", "savings"), entity("account", "checking", "checking")]
    assert named_details(intent, None, reading("both", entities=both)) == {"account": "savings"}
    assert named_details(intent, None, reading("it", entities=both[1:])) == {"account": "checking"}


@pytest.mark.parametrize(
    ("text", "again"),
    [("debit", True), ("debit please", True), ("credit", False), ("it is the debit", False)],
)
def test_a_word_of_a_known_value_repeats_it(text: str, again: bool) -> None:
    card = {"card": "debit card"}
    for state in (
        DialogueState(task="freeze", details=card),
        DialogueState(finished=("freeze", card)),
    ):
        assert repeats_in_part(BOOK, state, reading(text)) is again
    assert not repeats_in_part(BOOK, DialogueState(), reading(text))


def test_a_word_may_narrow_down_a_value_that_is_known() -> None:
    book = shop()
    drink = book.entities["drink"]
    more = drink.model_copy(update={"values": {**drink.values, "iced latte": [], "iced mocha": []}})
    book = book.model_copy(update={"entities": book.entities | {"drink": more}})
    order, known = book.intents["order"], {"drink": "latte"}
    assert narrowed_down(book, order, known, "iced") == {"drink": "iced latte"}
    for text in ("mocha", "latte", "iced please", ""):
        assert narrowed_down(book, order, known, text) == {}
    assert narrowed_down(book, order, {}, "iced") == {}
