"""Values that take the place of others once a task was read back."""

from dataclasses import replace
from typing import Any

import pytest
from fakes import TODAY, entity, playbook, reading

from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.corrections import (
    corrects,
    in_that_week,
    put_right,
    put_right_before,
    replaced_details,
    shifted_details,
)
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.state import CHANGE, CONFIRM, DialogueState
from voice_agent.language import EntitySpec
from voice_agent.playbook.schema import Playbook

BOOK = playbook()
READ_BACK = DialogueState(
    task="transfer",
    awaiting=CONFIRM,
    details={"amount": {"amount": 250.0, "currency": "USD"}, "payee": "Sarah"},
)


def test_one_name_replaces_another() -> None:
    context = TurnContext(READ_BACK, TODAY)
    assert replaced_details(BOOK, context, "Tom, not Sarah") == {"payee": "Tom"}
    assert replaced_details(BOOK, context, "Tom, not Anna") == {}
    assert replaced_details(BOOK, context, "Sarah, not Sarah") == {}
    assert replaced_details(BOOK, TurnContext(DialogueState(), TODAY), "Tom, not Sarah") == {}


@pytest.mark.parametrize(
    ("text", "awaiting", "amount"),
    [
        ("Oh no dear, it was fifty, I always mix those up", CONFIRM, 50.0),
        ("fifty", CHANGE, 50.0),
        ("fifty", CONFIRM, None),
        ("No, that is wrong", CONFIRM, None),
    ],
)
def test_a_bare_value_puts_right_the_only_detail_that_it_fits(
    text: str, awaiting: str, amount: float | None
) -> None:
    context = TurnContext(replace(READ_BACK, awaiting=awaiting), TODAY)
    expected: dict[str, Any] = {}
    if amount is not None:
        expected = {"amount": {"amount": amount, "currency": "USD"}}
    assert put_right(BOOK, context, text) == expected


def test_a_bare_value_is_the_change_whatever_the_model_takes_it_for() -> None:
    context = TurnContext(replace(READ_BACK, awaiting=CHANGE), TODAY)
    said = interpret(BOOK, context, reading("fifty please", "balance", act="request"))
    assert (said.kind, list(said.found)) == ("details", ["amount"])


def test_one_part_of_an_address_is_put_right() -> None:
    entities = BOOK.entities | {"payee": EntitySpec(kind="address")}
    book = BOOK.model_copy(update={"entities": entities})
    old = {"number": "123", "street": "Main Street", "unit": "Apartment 4"}
    state = replace(READ_BACK, details={**READ_BACK.details, "payee": old})
    for text, value in (
        ("No, apartment five.", old | {"unit": "Apartment 5"}),
        (
            "No, number one two four, apartment five.",
            old | {"number": "124", "unit": "Apartment 5"},
        ),
        ("No, it's 12 Oak Street.", {"number": "12", "street": "Oak Street"}),
    ):
        assert put_right(book, TurnContext(state, TODAY), text) == {"payee": value}
    assert put_right(book, TurnContext(state, TODAY), "No, that's wrong.") == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("that should be Lina with an L", {"payee": "Lina"}),
        ("that should be Lina with L", {}),
        ("that should be Lina", {}),
        ("No, it was fifty, that should be Lina with an L", {}),
        ("how about fifty", {"amount": {"amount": 50.0, "currency": "USD"}}),
        ("Sixty? No, fifty.", {"amount": {"amount": 50.0, "currency": "USD"}}),
        ("no the amount is wrong", {}),
        ("L I N A", {"payee": "Lina"}),
        ("No, L I N A.", {"payee": "Lina"}),
        ("no it's Lina, L, I, N, A", {"payee": "Lina"}),
        ("4 4 1 7", {}),
        ("A B", {}),
        ("yes that's right", {}),
        ("now is good", {}),
    ],
)
def test_a_proposal_and_a_spelled_name_put_right(text: str, expected: dict[str, Any]) -> None:
    assert put_right(BOOK, TurnContext(READ_BACK, TODAY), text) == expected


def test_what_is_never_asked_for_is_not_put_right_by_a_bare_value() -> None:
    state = DialogueState(task="balance", awaiting=CHANGE, details={"account": "checking"})
    assert put_right(BOOK, TurnContext(state, TODAY), "savings") == {}
    assert put_right(BOOK, TurnContext(DialogueState(awaiting=CHANGE), TODAY), "fifty") == {}


@pytest.mark.parametrize(
    ("text", "confidence", "awaiting", "expected"),
    [
        ("I got that mixed up, it's Tom who gets it", 0.55, CONFIRM, True),
        ("I got that mixed up, it's Tom who gets it", 0.95, CONFIRM, False),
        ("I got that mixed up, it's Tom who gets it", 0.55, "payee", False),
        ("put me through to Tom", 0.55, CONFIRM, False),
    ],
)
def test_what_puts_something_right_is_no_request_that_the_model_guesses(
    text: str, confidence: float, awaiting: str, expected: bool
) -> None:
    state = replace(READ_BACK, awaiting=awaiting)
    turn = reading(text, "person", confidence, act="request")
    assert corrects(BOOK, state, {"payee": "Tom"}, turn) == expected
    assert not corrects(BOOK, state, {}, turn)


def test_a_correction_is_no_aside() -> None:
    text = "sorry, I got that mixed up, it's Tom who gets it"
    tom = entity("payee", "Tom", "Tom", text)
    turn = reading(text, "person", 0.55, act="request", entities=[tom])
    said = interpret(BOOK, TurnContext(READ_BACK, TODAY), turn)
    assert (said.kind, said.found) == ("details", {"payee": "Tom"})


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("could it be a day earlier", {"date": "2026-11-29"}),
        ("a week later please", {"date": "2026-12-07"}),
        ("an hour later", {"time": "10:30"}),
        ("fifteen hours later", {}),
        ("on another day", {}),
    ],
)
def test_a_day_or_a_time_is_moved(text: str, moved: dict[str, str]) -> None:
    data = BOOK.model_dump()
    data["entities"] |= {"time": {"kind": "time"}, "date": {"kind": "date"}}
    data["intents"]["visit"] = {"answer": "Done.", "details": {"date": {}, "time": {}}}
    book = Playbook.model_validate(data)
    state = DialogueState("visit", {"date": "2026-11-30", "time": "09:30"}, awaiting=CONFIRM)
    assert shifted_details(book, TurnContext(state, TODAY), text) == moved
    assert shifted_details(book, TurnContext(DialogueState(), TODAY), text) == {}


@pytest.mark.parametrize(
    ("known", "said", "found", "day"),
    [
        ("2026-12-03", "Friday", "2026-11-27", "2026-12-04"),
        ("2026-12-03", "Monday", "2026-11-23", "2026-11-30"),
        ("2026-11-24", "Friday", "2026-11-27", None),
        ("2026-12-03", "this Friday", "2026-11-27", None),
        ("2026-12-03", "tomorrow", "2026-11-23", None),
    ],
)
def test_a_bare_weekday_is_of_the_week_that_was_given(
    known: str, said: str, found: str, day: str | None
) -> None:
    state = replace(READ_BACK, details={**READ_BACK.details, "date": known})
    turn = reading(f"no, {said}", entities=[entity("date", said, found, f"no, {said}")])
    moved = in_that_week(BOOK, TurnContext(state, TODAY), turn, {"date": found})
    assert moved == ({} if day is None else {"date": day})


def test_a_name_may_be_put_right_by_its_spelling_alone() -> None:
    state = replace(READ_BACK, details={**READ_BACK.details, "payee": "Maria Gonzalez"})
    context = TurnContext(state, TODAY)
    assert put_right(BOOK, context, "Gonzales with an s") == {"payee": "Maria Gonzales"}
    assert put_right(BOOK, context, "is that Gonzales with an s") == {}
    assert put_right(BOOK, context, "Maria") == {}


@pytest.mark.parametrize(
    ("text", "awaiting", "found"),
    [
        ("No wait, make that eleven.", "payee", {"time": "11:00"}),
        ("sorry, I meant at noon", "payee", {"time": "12:00"}),
        ("eleven", "payee", {}),
        ("make that eleven", "amount", {}),
        ("make that nine thirty", "payee", {}),
        ("make that Anna", "payee", {}),
    ],
)
def test_a_time_is_put_right_while_something_else_is_asked(
    text: str, awaiting: str, found: dict[str, str]
) -> None:
    data = BOOK.model_dump()
    data["entities"] |= {"time": {"kind": "time"}}
    details = {"time": {"ask": "When?"}, "payee": {"ask": "Who?"}, "amount": {"ask": "How much?"}}
    data["intents"]["visit"] = {"answer": "Done.", "details": details}
    book = Playbook.model_validate(data)
    state = DialogueState("visit", {"time": "09:30"}, awaiting=awaiting)
    assert put_right_before(book, TurnContext(state, TODAY), text) == found
    assert put_right_before(book, TurnContext(DialogueState(), TODAY), text) == {}
