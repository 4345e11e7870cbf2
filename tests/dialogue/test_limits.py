from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fakes import TODAY
from guarded import PASSED, guarded

from voice_agent.dialogue.limits import deed, refusal
from voice_agent.dialogue.state import OFFER, Deed, DialogueState
from voice_agent.dialogue.tasks import refuse_over_limit

DETAILS = {"amount": {"amount": 250.0, "currency": "USD"}, "payee": "Sarah"}
STATE = DialogueState(task="transfer", details=DETAILS, verification=PASSED)
SENT = Deed("transfer", {"amount": 900.0})


@pytest.mark.parametrize(
    ("limit", "here", "today", "text"),
    [
        ({"detail": "amount", "most": 250}, 0, 0, None),
        ({"detail": "amount", "most": 200}, 0, 0, "I can do that for at most 200 dollars."),
        # What was done before does not matter for each time by itself.
        ({"detail": "amount", "most": 250}, 3, 3, None),
        ({"detail": "amount", "most": 1150, "per": "call"}, 1, 1, None),
        (
            {"detail": "amount", "most": 1000, "per": "call"}, 1, 1,
            "That is limited to 1000 dollars in one call, so 100 dollars is still possible.",
        ),
        # What was done in another call counts for the day only.
        ({"detail": "amount", "most": 1000, "per": "call"}, 0, 1, None),
        (
            {"detail": "amount", "most": 1000, "per": "day"}, 0, 1,
            "That is limited to 1000 dollars in one day, so 100 dollars is still possible today.",
        ),
        (
            {"detail": "amount", "most": 900, "per": "day"}, 0, 1,
            "I have done as much of that as I may in one day, and can do more tomorrow. "
            "Shall I get a colleague?",
        ),
        ({"most": 2, "per": "call"}, 1, 5, None),
        (
            {"most": 2, "per": "call"}, 2, 2,
            "I have done as much of that as I may in one call. Shall I get a colleague?",
        ),
        ({"most": 2, "per": "day", "says": "Twice a day, no more."}, 0, 2, "Twice a day, no more."),
        (
            {"detail": "amount", "most": 200, "says": "Only {limit}, so {left}."}, 0, 0,
            "Only 200 dollars, so 200 dollars.",
        ),
    ],
)  # fmt: skip
def test_a_refusal_says_why_and_what_is_possible(
    limit: dict[str, Any], here: int, today: int, text: str | None
) -> None:
    state = replace(STATE, deeds=(SENT,) * here, deeds_today=(SENT,) * today)
    found = refusal(guarded(limits=[limit]), state, TODAY)
    said = found.text.replace(",000", "000") if found else None
    assert said == text


def test_another_action_does_not_count() -> None:
    book = guarded(limits=[{"most": 1, "per": "call"}])
    assert refusal(book, replace(STATE, deeds=(Deed("balance"),)), TODAY) is None


def test_the_day_of_a_caller_without_a_name_is_the_call() -> None:
    book = guarded(limits=[{"most": 1, "per": "day"}])
    nameless = replace(STATE, verification=replace(PASSED, caller=""))
    assert refusal(book, replace(nameless, deeds_today=(SENT,)), TODAY) is None
    assert refusal(book, replace(nameless, deeds=(SENT,)), TODAY) is not None


def test_what_is_counted_are_numbers() -> None:
    book = guarded(limits=[{"most": 1, "per": "day"}])
    assert deed(book, "transfer", DETAILS) == Deed("transfer", {"amount": 250.0})
    assert deed(book, "balance", {}) is None


def test_what_is_too_much_is_asked_for_again_and_the_rest_is_kept() -> None:
    book = guarded(limits=[{"detail": "amount", "most": 200}])
    move = refuse_over_limit(book, STATE, TODAY)
    assert move is not None
    assert move.text == "I can do that for at most 200 dollars. How much?"
    assert (dict(move.state.details), move.state.awaiting) == ({"payee": "Sarah"}, "amount")


def test_where_nothing_is_left_a_person_is_offered() -> None:
    book = guarded(limits=[{"most": 1, "per": "call"}])
    move = refuse_over_limit(book, replace(STATE, deeds=(SENT,)), TODAY)
    assert move is not None
    assert (move.state.task, move.state.awaiting) == (None, OFFER)
