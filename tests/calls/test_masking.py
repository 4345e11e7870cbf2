from __future__ import annotations

import json
from dataclasses import replace

import pytest
from fakes import TODAY, entity, playbook, reading

from voice_agent.calls.masking import asked_for_number, bare_details, masked
from voice_agent.core.turn import Entity, Evidence, Hit, Section
from voice_agent.dialogue.state import (
    CONFIRM,
    Deed,
    DialogueState,
    Dictated,
    Suspended,
    Verification,
)
from voice_agent.playbook import Playbook
from voice_agent.router.decision import Decision

BOOK = playbook()
AMOUNT = {"amount": 250.0, "currency": "USD"}


def decision(
    text: str, *entities: Entity, state: DialogueState = DialogueState(), **kwargs: object
) -> Decision:
    read = reading(text, "transfer", entities=entities, **kwargs)  # type: ignore[arg-type]
    return Decision(read, state, None, TODAY)


def test_words_stay_as_many() -> None:
    said = "send it to Sarah Jane Connor, card 4929 1234 5678 9012"
    safe = masked(decision(said, entity("payee", "Sarah Jane Connor", "Sarah Jane Connor")), BOOK)
    text = safe.reading.transcript.text
    assert len(text.split()) == len(said.split())
    assert {"Sarah", "Jane", "Connor", "4929", "9012"}.isdisjoint(text.replace(",", "").split())
    assert text.startswith("send it to [payee]")


@pytest.mark.parametrize(("state", "kept"), [("phone", "[digits]"), ("", "two one two")])
def test_a_piece_of_a_number_is_masked_where_one_was_asked_for(state: str, kept: str) -> None:
    data = BOOK.model_dump()
    data["entities"]["phone"] = {"kind": "phone"}
    data["intents"]["transfer"]["details"]["phone"] = {"ask": "Which number?"}
    book = Playbook.model_validate(data)
    asked = DialogueState(task="transfer", awaiting=state or None)
    assert asked_for_number(book, asked) == bool(state)
    safe = masked(decision("two one two", state=asked), book)
    assert safe.reading.transcript.text.startswith(kept)
    assert len(safe.reading.transcript.text.split()) == 3


def test_a_bare_answer_is_masked_and_still_an_answer() -> None:
    asked = DialogueState(task="transfer", awaiting="payee", details={"amount": AMOUNT})
    before = decision("uh Sarah", state=asked)
    safe = masked(before, BOOK)
    assert "Sarah" not in str(safe)
    assert safe.route(BOOK).reason == before.route(BOOK).reason == "gives payee for transfer"


@pytest.mark.parametrize(("said", "found"), [("Sarah", False), ("Frank", True)])
def test_equal_values_stay_equal_and_others_different(said: str, found: bool) -> None:
    state = DialogueState(
        task="transfer",
        awaiting=CONFIRM,
        details={"amount": AMOUNT, "payee": "Sarah", "date": "2026-11-27"},
        last_reply="Send 250 dollars to Sarah on Friday, right?",
    )
    before = decision(f"it is to {said}", entity("payee", said, said), state=state)
    safe = masked(before, BOOK)
    assert safe.route(BOOK).reason == before.route(BOOK).reason
    assert ("gives payee" in safe.route(BOOK).reason) is found
    assert "Sarah" not in str(safe)
    assert "Frank" not in str(safe)
    assert safe.state.details["amount"] == AMOUNT
    assert safe.state.last_reply == "Send 250 dollars to [payee] on Friday, right?"


def test_a_finished_task_is_masked_too() -> None:
    state = DialogueState(finished=("transfer", {"payee": "Sarah", "date": "2026-11-27"}))
    safe = masked(decision("thanks", state=state), BOOK)
    assert safe.state.finished == ("transfer", {"payee": "[payee]", "date": "2026-11-27"})


def test_earlier_answers_are_not_kept_and_what_they_helped_to_find_is() -> None:
    data = BOOK.model_dump()
    data["entities"]["payee"]["full"] = True
    book = Playbook.model_validate(data)
    asked = DialogueState(
        task="transfer",
        awaiting="payee",
        details={"amount": AMOUNT},
        heard=(("Jordan Thomas", "Gordon Thomas"),),
    )
    before = decision("t h o m a s", state=asked)
    safe = masked(before, book)
    assert safe.state.heard == ()
    assert "Jordan" not in str(safe)
    assert safe.route(book).reason == before.route(book).reason == "gives payee for transfer"


def test_nothing_personal_is_left_anywhere_in_a_decision() -> None:
    state = DialogueState(
        task="transfer",
        details={"payee": "Sarah", "date": "2026-11-27"},
        unsettled=(Suspended("transfer", {"payee": "Walter", "amount": AMOUNT}),),
        suspended=(Suspended("transfer", {"payee": "Ursula"}),),
        finished=("transfer", {"payee": "Ulrike"}),
        earlier=(("transfer", {"payee": "Ottilie"}),),
        request="send it to Nathan",
        choices={"payees": ("Hedwig", "Gustav")},
        dictated=(Dictated("transfer", "payee", Evidence((("sarah", 0.0),))),),
        verification=Verification(passed=True, caller="Sarah Jane", given={"pin": "4471"}),
        deeds_today=(Deed("transfer", {"amount": 250.0}),),
    )
    before = decision("to Sarah", entity("payee", "Sarah", "Sarah", "to Sarah"), state=state)
    heard = replace(
        before.reading.transcript,
        alternatives=("to Zara",),
        rival="to Tara",
        evidence=Evidence((("sara", 0.0),)),
    )
    before = replace(before, reading=replace(before.reading, transcript=heard))
    safe = masked(before, BOOK)
    kept = json.dumps(safe.to_json())
    for secret in ("Sarah", "Walter", "Ursula", "Jane", "4471", "Zara", "Tara", "sara"):
        assert secret not in kept
    for secret in ("Ulrike", "Ottilie", "Nathan", "Hedwig", "Gustav"):
        assert secret not in kept
    assert safe.state.choices == {"payees": ("[payees 1]", "[payees 2]")}
    assert safe.state.details == {"payee": "[payee]", "date": "2026-11-27"}
    assert safe.state.unsettled[0].details == {"payee": "[payee 4]", "amount": AMOUNT}
    assert safe.state.suspended[0].details == {"payee": "[payee 5]"}
    assert safe.state.verification == Verification(passed=True, given={"pin": "[pin]"})
    assert safe.state.deeds_today == ()
    (found,) = safe.reading.entities
    assert (found.text, found.value, found.start, found.end) == ("[payee]", "[payee]", 0, 0)


def test_the_question_before_is_not_kept() -> None:
    state = DialogueState(looked_up=reading("is Sarah a customer", "fees"))
    assert "Sarah" not in str(masked(decision("and Tom?", state=state), BOOK))


def test_the_text_of_sections_is_not_kept() -> None:
    other = Hit(Section("hours", "Hours", "At nine."), 0.5, 2)
    hit = Hit(Section("fees", "Fees", "It is 20 dollars."), 0.8, 2, also=(other,))
    safe = masked(replace(decision("the fees"), hit=hit), BOOK).hit
    assert safe is not None
    assert [(one.section.heading, one.section.text, one.share) for one in safe.all] == [
        ("Fees", "", 0.8),
        ("Hours", "", 0.5),
    ]


def test_a_card_is_masked_whatever_it_was_taken_for() -> None:
    data = BOOK.model_dump()
    data["intents"]["transfer"] |= {"confirm": "Right?", "answer": "Sent."}
    data["intents"]["transfer"]["details"]["amount"]["card"] = True
    book = Playbook.model_validate(data)
    asked = DialogueState(task="transfer", awaiting="amount", details={"amount": AMOUNT})
    found = entity("amount", "$250", AMOUNT, "$250")
    safe = masked(decision("$250", found, state=asked), book)
    assert safe.reading.transcript.text == "[amount]"
    assert safe.reading.entities[0].text == safe.state.details["amount"] == "[amount]"
    elsewhere = masked(decision("$250", found), book)
    assert elsewhere.reading.entities[0].text == "$250"


def test_an_answer_that_gives_something_else_has_no_bare_detail() -> None:
    asked = DialogueState(task="transfer", awaiting="payee")
    amount = entity("amount", "$250", AMOUNT, "$250")
    assert bare_details(decision("$250", amount, state=asked), BOOK) == ()
    assert bare_details(decision("no", state=asked), BOOK) == ()
    assert bare_details(decision("Sarah"), BOOK) == ()
    (found,) = bare_details(decision("it is Sarah", state=asked), BOOK)
    assert (found.type, found.value, found.text) == ("payee", "Sarah", "it is Sarah")
    sarah = entity("payee", "Sarah", "Sarah", "it is Sarah")
    assert bare_details(decision("it is Sarah", sarah, state=asked), BOOK) == ()
    day = DialogueState(task="transfer", awaiting="date")
    assert bare_details(decision("tomorrow", state=day), BOOK) == (), "a date is not personal"


@pytest.mark.parametrize(
    ("said", "entities", "kept"),
    [
        ("to Sarah Jane, please", ["Sarah Jane"], "to [payee] [payee], please"),
        ("Sarah Jane Lee", ["Sarah Jane Lee"], "[payee] [payee] [payee]"),
        ("to Sarah", ["Sarah"], "to [payee]"),
        ("to nobody", [], "to nobody"),
    ],
)
def test_a_label_is_repeated_for_each_word_that_it_hides(
    said: str, entities: list[str], kept: str
) -> None:
    safe = masked(decision(said, *(entity("payee", one, one, said) for one in entities)), BOOK)
    assert safe.reading.transcript.text == kept
