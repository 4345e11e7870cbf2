"""Several values for one detail in a turn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import TODAY, entity, playbook, reading

from voice_agent.core.turn import Entity
from voice_agent.dialogue.clashes import clashes, settled_by_unit
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.starting import start
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.playbook import Playbook

BOOK = playbook()
TRANSFER = BOOK.intents["transfer"]


def usd(amount: float) -> dict[str, object]:
    return {"amount": amount, "currency": "USD"}


def names(text: str, *said: str) -> list[Entity]:
    return [entity("payee", name, name.title(), text) for name in said]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("send it to Eva or Adam", ("Eva", "Adam")),
        ("to Eva and Adam please", ("Eva", "Adam")),
        ("to Eva, no, to Adam", None),
        ("to Eva, oh what am I saying, to Adam", None),
        ("to Eva, yes, Eva", None),
    ],
)
def test_the_last_of_two_values_counts_only_if_the_first_is_taken_back(
    text: str, values: tuple[str, ...] | None
) -> None:
    said = [word.strip(",") for word in text.split() if word.strip(",") in ("Eva", "Adam")]
    read = reading(text, "transfer", entities=names(text, *said))
    expected = {} if values is None else {"payee": values}
    assert clashes(BOOK, TRANSFER, read, TODAY) == expected


def test_an_amount_with_its_currency_outweighs_a_bare_number() -> None:
    text = "send two hundred dollars two mark"
    amounts = [
        entity("amount", "two hundred dollars", usd(200), text),
        Entity("amount", "two", usd(2), 25, 28),
    ]
    read = reading(text, "transfer", entities=amounts)
    assert clashes(BOOK, TRANSFER, read, TODAY) == {}
    assert settled_by_unit(BOOK, TRANSFER, read, TODAY) == {"amount": usd(200)}


def test_an_amount_alone_settles_nothing() -> None:
    text = "two hundred dollars"
    read = reading(text, "transfer", entities=[entity("amount", text, usd(200), text)])
    assert settled_by_unit(BOOK, TRANSFER, read, TODAY) == {}


def test_two_details_of_a_kind_take_two_values_and_no_third() -> None:
    data = BOOK.model_dump()
    data["entities"]["account"]["values"] |= {"joint": []}
    data["intents"]["transfer"]["details"] = {
        "source": {"entity": "account", "ask": "From?"},
        "target": {"entity": "account", "ask": "To?"},
    }
    data["intents"]["transfer"] |= {"confirm": "Right?", "answer": "Done."}
    book = Playbook.model_validate(data)
    text = "savings or checking or joint"
    found = [entity("account", name, name, text) for name in ("savings", "checking", "joint")]
    for count, expected in ((2, {}), (3, {"target": ("savings", "checking", "joint")})):
        read = reading(text, "transfer", entities=found[:count])
        assert clashes(book, book.intents["transfer"], read, TODAY) == expected


def test_a_detail_in_the_past_leaves_the_choice_of_past_days() -> None:
    data = BOOK.model_dump()
    data["intents"]["transfer"]["details"]["date"]["when"] = "past"
    book = Playbook.model_validate(data)
    text = "monday or tuesday"
    days = [
        replace(entity("date", "monday", "2026-11-23", text), past="2026-11-16"),
        replace(entity("date", "tuesday", "2026-11-24", text), past="2026-11-17"),
    ]
    read = reading(text, "transfer", entities=days)
    for of, values in (
        (book, ("2026-11-16", "2026-11-17")),
        (BOOK, ("2026-11-23", "2026-11-24")),
    ):
        assert clashes(of, of.intents["transfer"], read, TODAY) == {"date": values}


def test_a_request_that_leaves_the_choice_is_asked_about() -> None:
    text = "send $50 to Eva or Adam"
    amount = entity("amount", "$50", usd(50), text)
    read = reading(text, "transfer", act="request", entities=[amount, *names(text, "Eva", "Adam")])
    move = start(BOOK, DialogueState(), read, TODAY)
    assert move.state.awaiting == "payee"
    assert move.text == "I heard Eva and Adam. Which one is it?"
    assert "payee" not in move.state.details


def test_an_answer_that_leaves_the_choice_is_asked_about() -> None:
    state = DialogueState(task="transfer", awaiting="payee", details={"amount": usd(50)})
    text = "Eva or Adam"
    said = interpret(
        BOOK, TurnContext(state, TODAY), reading(text, entities=names(text, *text.split(" or ")))
    )
    assert (said.kind, said.values) == ("several", {"payee": ("Eva", "Adam")})


def test_at_the_read_back_what_is_known_is_none_of_two_values() -> None:
    known = {"amount": usd(50), "payee": "Eva", "date": "2026-11-23"}
    context = TurnContext(DialogueState(task="transfer", awaiting=CONFIRM, details=known), TODAY)
    one = interpret(BOOK, context, reading("Eva, Adam", entities=names("Eva, Adam", "Eva", "Adam")))
    assert (one.kind, dict(one.found)) == ("details", {"payee": "Adam"})
    two = reading("to Adam or Tom", entities=names("to Adam or Tom", "Adam", "Tom"))
    assert interpret(BOOK, context, two).retracted == ("payee",)
