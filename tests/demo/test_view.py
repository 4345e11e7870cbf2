from __future__ import annotations

from typing import Any

import pytest

from voice_agent.demo.view import CallView, readable, unspoken
from voice_agent.phone.values import CallEvent


def _apply(view: CallView, kind: str, turn: int | None, **data: Any) -> None:
    head = {"type": kind, "call_id": "c1", "turn": turn}
    view.apply(CallEvent(kind, 0.0, turn, {**head, **data}))


def test_events_fold_into_turns() -> None:
    view = CallView("bank", "A call")
    _apply(view, "ready", 0)
    _apply(view, "reply", 0, text="Hello.", source="playbook")
    view.note = "the first question"
    _apply(view, "partial", 1, text="my", tentative="ballast")
    assert (view.turn(1).certain, view.turn(1).tentative) == ("my", "ballast")
    assert view.turn(1).heard is None
    _apply(view, "transcript", 1, text="my balance", confidence=0.8)
    _apply(
        view, "reading", 1, intent="check_balance", act="request", confidence=0.9,
        entities=[{"type": "amount", "value": {"amount": 250.0, "currency": "USD"}}],
        escalation={"score": 0.7, "reason": "anger"},
    )  # fmt: skip
    _apply(view, "route", 1, to="answer", reason="because")
    _apply(view, "reply", 1, text="Ten dollars.", source="playbook")
    stages = {
        "stt": {"ms": 90, "budget_ms": 80, "over": True},
        "slm": {"ms": 2, "budget_ms": None, "over": False},
    }
    _apply(view, "turn", 1, v2v_ms=321.0, stages=stages)
    turn = view.turn(1)
    assert view.call_id == "c1"
    assert (turn.heard, turn.intent, turn.route, turn.reply) == (
        "my balance", "check_balance", "answer", "Ten dollars.",
    )  # fmt: skip
    assert turn.entities == [("amount", "250 USD")]
    assert (turn.escalation, turn.escalation_reason) == (0.7, "anger")
    assert turn.note == "the first question"
    assert turn.slowest is not None
    assert turn.slowest.name == "stt"
    assert turn.over_budget == ["stt"]
    assert turn.shown_v2v_ms == 321.0
    turn.heard_v2v_ms = 350.0
    assert turn.shown_v2v_ms == 350.0


def test_clauses_of_a_streamed_reply_are_joined() -> None:
    view = CallView("bank", "A call")
    _apply(view, "reply", 1, text="One moment.", source="llm")
    _apply(view, "reply", 1, text="Here it is.", source="llm")
    assert view.turn(1).reply == "One moment. Here it is."


def test_a_reopened_turn_forgets_its_first_answer() -> None:
    view = CallView("bank", "A call")
    _apply(view, "transcript", 1, text="can I have")
    _apply(view, "reply", 1, text="What would you like?")
    _apply(view, "transcript", 1, text="can I have a coffee")
    _apply(view, "reply", 1, text="One coffee.")
    assert view.turn(1).reply == "One coffee."


def test_an_interruption_splits_the_reply_that_was_playing() -> None:
    view = CallView("bank", "A call")
    _apply(view, "reply", 1, text="You have until midnight.")
    _apply(view, "interrupted", 2, spoken="You have")
    assert view.turn(1).spoken == "You have"
    assert view.turn(1).unspoken == " until midnight."
    assert view.state == "listening"


def test_an_answer_that_goes_on_after_a_noise_is_whole_again() -> None:
    view = CallView("bank", "A call")
    _apply(view, "reply", 1, text="You have until midnight.")
    _apply(view, "interrupted", 1, spoken="You have")
    _apply(view, "reply", 1, text="until midnight.")
    assert view.turn(1).spoken == "You have until midnight."


@pytest.mark.parametrize(
    ("reply", "spoken", "rest"),
    [
        ("One two three.", "", "One two three."),
        ("One two three.", "One two", " three."),
        ("One two three.", "one 2", " three."),
        ("One two three.", "One two three.", ""),
        ("One two.", "far more words than that", ""),
    ],
)
def test_unspoken_is_what_the_spoken_words_do_not_cover(reply: str, spoken: str, rest: str) -> None:
    assert unspoken(reply, spoken) == rest


def test_unknown_events_and_missing_keys_change_nothing() -> None:
    view = CallView("bank", "A call")
    for kind in ("later_version", "interrupted"):
        _apply(view, kind, 3)
    assert view.turns == []
    for kind in ("reading", "route", "turn", "reply", "transcript", "error", "handoff"):
        _apply(view, kind, None)
    assert view.turn(0).reply == ""
    assert view.errors == ["unknown error"]


def test_the_end_and_the_handoff_are_kept() -> None:
    view = CallView("bank", "A call")
    _apply(view, "handoff", 4, reason="anger")
    _apply(view, "ended", 4, reason="handoff")
    assert view.handoff is not None
    assert view.handoff["reason"] == "anger"
    assert (view.state, view.ended) == ("ended", "handoff")


@pytest.mark.parametrize(
    ("value", "text"),
    [(5.0, "5"), (2.5, "2.5"), ({"a": 1, "b": None}, "1"), (["x", "y"], "x, y"), ("z", "z")],
)
def test_values_are_readable(value: Any, text: str) -> None:
    assert readable(value) == text
