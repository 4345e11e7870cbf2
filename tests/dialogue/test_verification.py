"""A caller is asked once who is calling, and nothing is told or done before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import TODAY, entity, reading
from guarded import BALANCE, PASSED, PIN, TRANSFER, VERIFY, guarded, turn

from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.moves import finish_verification
from voice_agent.dialogue.state import CONFIRM, OFFER, DialogueState, Verification
from voice_agent.dialogue.state import VERIFY as WHO
from voice_agent.dialogue.tasks import offer
from voice_agent.dialogue.verification import (
    concerns_accounts,
    hidden,
    must_verify,
    only_names,
    response,
    without_named,
    without_secrets,
)

BOOK = guarded()
NEW = DialogueState()
ASKED = turn(BOOK, NEW, BALANCE).state


def test_the_first_request_about_an_account_asks_for_the_pin() -> None:
    move = turn(BOOK, NEW, BALANCE)
    assert (move.text, move.action, move.credentials) == ("Your PIN?", None, None)
    assert (move.state.task, move.state.awaiting) == ("balance", WHO)


@pytest.mark.parametrize(
    ("changes", "task", "needed"),
    [
        ({}, "balance", True),
        ({}, "thanks", False),
        ({"exempt": ["balance"]}, "balance", False),
        ({"exempt": ["balance"]}, "transfer", True),
        ({"intents": ["transfer"]}, "transfer", True),
        ({"intents": ["transfer"]}, "balance", False),
        ({"intents": ["thanks"]}, "thanks", True),
    ],
)
def test_who_needs_a_verified_caller(changes: dict[str, object], task: str, needed: bool) -> None:
    state = DialogueState(task=task)
    assert must_verify(guarded(verify=VERIFY | changes), state) is needed
    assert not must_verify(guarded(verify=VERIFY | changes), replace(state, verification=PASSED))
    assert not must_verify(guarded(verify=None), state)


@pytest.mark.parametrize(
    "said",
    [
        "4471", "four four seven one", "forty four seventy one", "uh four four um seven one",
        "double four seven one", "It's 4471.", "sure, it is four four seven one",
        "my pin is 4471", "44 71", "four four seven two, sorry, four four seven one",
    ],
)  # fmt: skip
def test_a_pin_is_compared_by_the_action_and_kept_nowhere(said: str) -> None:
    move = turn(BOOK, ASKED, said)
    assert (move.text, move.credentials) == (None, {"pin": "4471"})
    assert "4471" not in str(move.state)


def test_a_pin_in_two_turns() -> None:
    part = turn(BOOK, ASKED, "four four")
    assert part.text == BOOK.says.go_on
    assert turn(BOOK, part.state, "seven one").credentials == {"pin": "4471"}


def test_the_task_goes_on_with_what_was_given() -> None:
    asked = turn(BOOK, NEW, TRANSFER).state
    compared = turn(BOOK, asked, "4471").state
    done = finish_verification(BOOK, compared, {"ok": True, "caller": "anna"}, TODAY)
    assert done.text == "Thank you. Send 250 dollars to Sarah on Sunday, November 22, right?"
    assert done.state.awaiting == CONFIRM
    assert done.state.verification == PASSED


def test_what_needs_no_question_is_done_at_once() -> None:
    done = finish_verification(BOOK, ASKED, {"ok": True}, TODAY)
    assert (done.action, done.before) == ("balance", "Thank you.")


def test_it_holds_for_the_rest_of_the_call() -> None:
    state = DialogueState(verification=PASSED)
    assert turn(BOOK, state, BALANCE).action == "balance"
    left = turn(BOOK, turn(BOOK, state, TRANSFER).state, reading("never mind", act="deny"))
    assert left.state.verification == PASSED


@pytest.mark.parametrize("result", [{}, {"ok": False}, {"ok": "true"}, {"ok": 1}, {"ok": None}])
def test_only_ok_true_lets_anybody_in(result: dict[str, object]) -> None:
    move = finish_verification(BOOK, ASKED, result, TODAY)
    assert not move.state.verification.passed
    assert move.text == "That does not match what we have. Your PIN?"


def test_after_the_last_try_a_person_takes_over() -> None:
    state = ASKED
    for _ in range(2):
        move = finish_verification(BOOK, state, {"ok": False}, TODAY)
        assert not move.person
        state = move.state
    move = finish_verification(BOOK, state, {"ok": False}, TODAY)
    assert (move.text, move.person) == (BOOK.says.not_verified, "could not be verified")
    again = turn(BOOK, replace(NEW, verification=move.state.verification), BALANCE)
    assert again.person
    # Not even the right PIN is compared after that.
    assert turn(BOOK, move.state, "4471").credentials is None


def test_tries_are_counted_over_several_tasks() -> None:
    wrong = finish_verification(BOOK, ASKED, {"ok": False}, TODAY).state
    left = turn(BOOK, wrong, reading("never mind", act="deny")).state
    assert (left.task, left.verification.tries) == (None, 1)


def test_an_action_that_fails_offers_a_person_and_counts_no_try() -> None:
    move = finish_verification(BOOK, ASKED, None, TODAY)
    assert move.text == BOOK.says.verify_failed
    assert (move.state.task, move.state.awaiting) == (None, OFFER)
    assert move.state.verification == Verification()


def test_a_pin_before_it_is_asked_for() -> None:
    first = replace(
        BALANCE, transcript=replace(BALANCE.transcript, text="my pin is 4471, my balance please")
    )
    move = turn(BOOK, NEW, first)
    assert (move.state.task, move.credentials) == ("balance", {"pin": "4471"})


def test_a_pin_and_nothing_else() -> None:
    move = turn(BOOK, NEW, "hi, my pin is 4471")
    assert (move.state.task, move.credentials) == (None, {"pin": "4471"})
    done = finish_verification(BOOK, move.state, {"ok": True}, TODAY)
    assert done.text == f"Thank you. {BOOK.says.anything_else}"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (reading("why do you need that?"), "It is you. Your PIN?"),
        (reading("say that again"), "Your PIN?"),
        (reading("hold on a second"), "Of course, take your time."),
        (reading("never mind", act="deny"), BOOK.says.cancelled),
        (reading("I forgot it"), BOOK.says.cannot_verify),
        (reading("no", act="deny"), BOOK.says.cannot_verify),
        (reading("4 4 7 1 5"), None),
        (reading("what PIN?", "balance", act="request"), "It is you. Your PIN?"),
        (reading("can I do it without a pin"), "It is you. Your PIN?"),
        (reading("yes", act="affirm"), "Your PIN?"),
        (reading("okay"), "Your PIN?"),
    ],
)
def test_what_else_a_caller_says(said: object, answer: str | None) -> None:
    move = turn(BOOK, ASKED, said)  # type: ignore[arg-type]
    assert move.text == answer
    assert move.action is None


def test_who_does_not_know_it_may_have_a_person_or_try_after_all() -> None:
    offered = turn(BOOK, ASKED, "I don't know my PIN").state
    assert turn(BOOK, offered, "4471").credentials == {"pin": "4471"}
    assert turn(BOOK, offered, reading("no", act="deny")).text == BOOK.says.cancelled
    assert turn(BOOK, offered, "I don't remember it").person == "could not be verified"


def test_a_request_that_says_it_is_forgotten_offers_a_person() -> None:
    said = reading("I forgot my PIN", "balance", act="request")
    assert turn(BOOK, NEW, said).text == BOOK.says.cannot_verify


def test_a_person_who_was_offered_for_something_else_is_meant_by_a_yes() -> None:
    offered = offer(ASKED, "I cannot work that out. Shall I get a colleague?").state
    assert (offered.awaiting, offered.verification.offered) == (WHO, True)
    assert turn(BOOK, offered, "4471").credentials == {"pin": "4471"}


def test_a_request_with_a_number_is_no_wrong_pin() -> None:
    said = reading(
        "send 2500 to Sarah", "transfer", act="request",
        entities=[entity("amount", "2500", {"amount": 2500.0, "currency": "USD"})],
    )  # fmt: skip
    move = turn(BOOK, ASKED, said)
    assert (move.state.task, move.text, move.credentials) == ("transfer", "Your PIN?", None)


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "kind"),
    [
        ("can't you see who I am from my number?", "balance", 0.9, "why"),
        ("can't you see who I am from my number", "balance", 0.7, "why"),
        ("you see who I am from my number", "balance", 0.7, "none"),
        ("can't you see who I am from my number?", "balance", 0.96, "none"),
        ("can't you see who I am from my number?", "fees", 0.7, "none"),
    ],
)
def test_an_unsure_question_about_an_account_is_one_about_the_pin(
    text: str, intent: str, confidence: float, kind: str
) -> None:
    read = reading(text, intent, confidence, act="request")
    assert response(BOOK, TurnContext(ASKED, TODAY), read).kind == kind


def test_three_words_beside_too_many_digits_leave_them_a_wrong_pin() -> None:
    for text, found in (
        ("I think it four four seven one five", {"pin": "44715"}),
        ("so I think it four four seven one five", {}),
    ):
        assert response(BOOK, TurnContext(ASKED, TODAY), reading(text)).found == found


@pytest.mark.parametrize(
    ("text", "heard", "kind"),
    [
        ("I think it four four seven", 0, "part"),
        ("so I think it four four seven", 0, "none"),
        ("four", 3, "identify"),
        ("four", 5, "none"),
        ("yes yes yes yes yes yes", 0, "repeat"),
        ("yes yes yes yes yes yes yes", 0, "none"),
        ("no no no no no no", 0, "unable"),
        ("no no no no no no no", 0, "none"),
    ],
)
def test_a_part_and_a_yes_are_brief(text: str, heard: int, kind: str) -> None:
    state = replace(ASKED, heard=(("four",),) * heard)
    assert response(BOOK, TurnContext(state, TODAY), reading(text)).kind == kind


def test_two_things_to_know_are_compared_together() -> None:
    zip_code = {"kind": "digits", "min_length": 5, "max_length": 5, "ask": "Your ZIP code?"}
    book = guarded(verify=VERIFY | {"ask": {"pin": PIN, "zip_code": zip_code}})
    first = turn(book, turn(book, NEW, BALANCE).state, "4471")
    assert (first.text, first.credentials) == ("Your ZIP code?", None)
    second = turn(book, first.state, "nine four one oh seven")
    assert second.credentials == {"pin": "4471", "zip_code": "94107"}
    assert "4471" not in str(second.state)
    both = turn(book, turn(book, NEW, BALANCE).state, "pin 4471, and my zip code is 94107")
    assert both.credentials == {"pin": "4471", "zip_code": "94107"}


@pytest.mark.parametrize(
    ("state", "said", "shown"),
    [
        (ASKED, "it's four four seven one", "it's [pin]"),
        (ASKED, "four four", "[pin]"),
        (ASKED, "four, no, it is 4 4 7 1 please", "[pin] please"),
        (ASKED, "oh, I have no idea", "oh, I have no idea"),
        # One digit and hardly more is part of a PIN; in a longer turn it may be a mere word.
        (ASKED, "a seven", "a [pin]"),
        (ASKED, "um seven", "um seven"),
        (ASKED, "I said 7 I think", "I said [pin] I think"),
        (NEW, "my pin number is 4471", "my pin number is [pin]"),
        (NEW, "my pin number then is 4471", "my pin number then is 4471"),
        (ASKED, "why do you need that", "why do you need that"),
        (NEW, "my pin is 4471, what is my balance", "my pin is [pin], what is my balance"),
        (NEW, "4471 is my PIN", "[pin] is my PIN"),
        (NEW, "the pin is forty four seventy one thanks", "the pin is [pin] thanks"),
        (NEW, "my pin is four four", "my pin is [pin]"),
        (NEW, "the card ends in 4471", "the card ends in 4471"),
        (replace(NEW, verification=PASSED), "pin 4471", "pin [pin]"),
    ],
)
def test_a_pin_is_never_shown(state: DialogueState, said: str, shown: str) -> None:
    assert hidden(BOOK, state, said, TODAY) == shown
    assert hidden(guarded(verify=None), NEW, said, TODAY) == said


def test_a_secret_that_is_no_number_is_hidden_as_a_whole() -> None:
    book = guarded(verify=VERIFY | {"ask": {"born": {"kind": "date", "ask": "Born when?"}}})
    asked = turn(book, NEW, BALANCE).state
    assert hidden(book, asked, "May third", TODAY) == "[born]"
    assert hidden(book, asked, "why is that", TODAY) == "why is that"


def test_a_pin_is_no_detail_of_anything_else() -> None:
    text = "my pin is 4471, activate 9912"
    four = (entity("last_four", "4471", "4471", text), entity("last_four", "9912", "9912", text))
    found = without_secrets(BOOK, NEW, reading(text, entities=four), TODAY)
    assert found.entities == four[1:]


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("my pin is 4471, what is my balance", "what is my balance"),
        ("what is my balance, my pin is 4471", "what is my balance"),
        ("my pin is 4471", "my pin is 4471"),
        ("what is my balance", "what is my balance"),
        ("balance please, my pin is 4471", "balance please"),
        ("balance, my pin is 4471", "balance, my pin is 4471"),
        # Few words before it are of no other request, more may be one.
        ("oh hi my pin is 4471, what is my balance", "what is my balance"),
        ("show my balance my pin is 4471 thanks", "show my balance my thanks"),
    ],
)
def test_a_request_is_read_without_the_pin_beside_it(said: str, rest: str) -> None:
    found = without_named(BOOK, NEW, said, TODAY)
    assert len(found) == len(said)
    assert " ".join(found.split()).strip(" ,") == rest


def test_who_only_names_a_pin_asks_for_nothing() -> None:
    assert only_names(BOOK, "hi, my pin is 4471", TODAY)
    assert not only_names(BOOK, "hi there, my pin is 4471", TODAY)
    assert not only_names(BOOK, "my pin is 4471, what is my balance", TODAY)
    assert not only_names(BOOK, "I need a new pin", TODAY)


def test_which_tasks_concern_accounts() -> None:
    assert concerns_accounts(BOOK, "transfer")
    assert not any(concerns_accounts(BOOK, task) for task in ("fees", None))
    assert not concerns_accounts(guarded(verify=None), "transfer")
