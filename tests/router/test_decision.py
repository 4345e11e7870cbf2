"""What is recorded of a decision is enough to make it again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest
from fakes import TODAY, entity, playbook, reading

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Escalation, Hit, Section
from voice_agent.dialogue.state import CHANGE, CONFIRM, OFFER, DialogueState
from voice_agent.router.decision import Decision

BOOK = playbook()
AMOUNT = {"amount": 250.0, "currency": "USD"}
FULL = Decision(
    reading(
        "no $300",
        "transfer",
        0.123456789012345,
        act="deny",
        entities=[entity("amount", "$300", {"amount": 300.0, "currency": "USD"}, "no $300")],
        escalation=Escalation(0.25, "anger"),
    ),
    DialogueState(
        task="transfer",
        awaiting=CONFIRM,
        details=MappingProxyType({"amount": AMOUNT}),
        finished=("balance", MappingProxyType({"account": "savings"})),
        heard=(("s m i", "s n i"), ("t h",)),
    ),
    Hit(Section("fees", "The fees", "It costs nothing."), 0.5, 2),
    TODAY,
)


def test_a_decision_survives_the_record_to_the_last_digit() -> None:
    again = Decision.from_json(json.loads(json.dumps(FULL.to_json())))
    assert again == FULL
    assert again.route(BOOK) == FULL.route(BOOK)


def test_the_same_decision_gives_the_same_route() -> None:
    route = FULL.route(BOOK)
    assert (route.to, route.reason) == ("answer", "gives amount for transfer")
    assert route.hit is FULL.hit


def test_the_context_is_the_conversation_as_the_turn_found_it() -> None:
    context = FULL.context(BOOK)
    assert (context.state, context.today) == (FULL.state, TODAY)


def test_a_yes_in_the_words_of_the_question_is_decided_again_as_it_was() -> None:
    asked = DialogueState("transfer", {"payee": "Sarah", "amount": AMOUNT}, CONFIRM)
    route = Decision(reading("okay send it to sarah", act="affirm"), asked, None, TODAY).route(BOOK)
    assert route.response.kind == "yes"


def test_dates_count_from_the_day_of_the_call() -> None:
    asked = DialogueState(task="transfer", awaiting="date")
    then = Decision(reading("tomorrow"), asked, None, date(2020, 2, 28)).route(BOOK)
    assert then.response.found == {"date": "2020-02-29"}


def test_keys_of_a_later_version_are_left_out() -> None:
    data = FULL.to_json()
    data["mood"] = "good"
    data["reading"]["shoe_size"] = 43
    assert Decision.from_json(data) == FULL


@pytest.mark.parametrize("data", [None, [], {"reading": 7}, {"state": {}}, "x"])
def test_something_else_is_one_clear_error(data: Any) -> None:
    with pytest.raises(ConfigError, match="not a recorded decision: "):
        Decision.from_json(data)


@pytest.mark.parametrize(
    ("task", "awaiting", "why"),
    [
        (None, None, ""),
        (None, OFFER, ""),
        ("transfer", None, ""),
        ("transfer", "amount", ""),
        ("transfer", CONFIRM, ""),
        ("transfer", CHANGE, ""),
        ("transfer", OFFER, ""),
        ("mortgage", None, "the playbook no longer has the intent 'mortgage'"),
        ("transfer", "colour", "the intent 'transfer' no longer has the detail 'colour'"),
    ],
)
def test_why_a_changed_playbook_cannot_decide_it(
    task: str | None, awaiting: str | None, why: str
) -> None:
    state = DialogueState(task=task, awaiting=awaiting)
    assert replace(FULL, state=state).misfit(BOOK) == why


def test_a_detail_that_was_known_and_is_gone_is_a_misfit_too() -> None:
    state = replace(FULL.state, details=MappingProxyType({"colour": "red"}))
    why = "the intent 'transfer' no longer has the detail 'colour'"
    assert replace(FULL, state=state).misfit(BOOK) == why
