from __future__ import annotations

from typing import Any

import pytest

from voice_agent.core.events import (
    Ended,
    EntityFound,
    EscalationScore,
    Event,
    Failed,
    HandedOff,
    Interrupted,
    Overran,
    Partial,
    Ready,
    Replied,
    Routed,
    SpeechStarted,
    SpeechStopped,
    StageTime,
    Transcribed,
    TurnTimed,
    Understood,
)
from voice_agent.demo.view import CallView, readable, unspoken


def _view(*events: Event) -> CallView:
    view = CallView("bank", "A call")
    for event in events:
        view.apply(event)
    return view


def test_events_fold_into_turns() -> None:
    view = _view(Ready(call_id="c1"), Replied(text="Hello.", source="playbook"))
    view.note = "the first question"
    view.apply(Partial(turn=1, text="my", tentative="ballast"))
    assert (view.turn(1).certain, view.turn(1).tentative) == ("my", "ballast")
    assert view.turn(1).heard is None
    amount = {"amount": 250.0, "currency": "USD"}
    for event in (
        Transcribed(turn=1, text="my balance", confidence=0.8),
        Understood(
            turn=1, text="my balance", intent="check_balance", act="request", confidence=0.9,
            sentiment="neutral", reasoning=0.1,
            entities=(EntityFound(type="amount", text="$250", value=amount, start=0, end=4),),
            escalation=EscalationScore(score=0.7, reason="anger"),
        ),
        Routed(turn=1, to="answer", reason="because"),
        Replied(turn=1, text="Ten dollars.", source="playbook"),
        TurnTimed(
            turn=1, v2v_ms=321.0,
            stages={
                "stt": StageTime(ms=90, budget_ms=80, over=True),
                "slm": StageTime(ms=2, budget_ms=None, over=False),
            },
        ),
    ):  # fmt: skip
        view.apply(event)
    turn = view.turn(1)
    assert view.call_id == "c1"
    assert (turn.heard, turn.intent, turn.route, turn.reply) == (
        "my balance", "check_balance", "answer", "Ten dollars.",
    )  # fmt: skip
    assert turn.entities == [("amount", "250 USD")]
    assert (turn.escalation, turn.escalation_reason) == (0.7, "anger")
    assert turn.note == "the first question"
    assert turn.slowest is not None
    assert turn.slowest[0] == "stt"
    assert turn.over_budget == ["stt"]
    assert turn.shown_v2v_ms == 321.0
    turn.heard_v2v_ms = 350.0
    assert turn.shown_v2v_ms == 350.0


def test_a_turn_without_times_has_no_slowest_stage() -> None:
    assert _view(Transcribed(turn=1, text="x", confidence=1.0)).turn(1).slowest is None


def test_clauses_of_a_streamed_reply_are_joined() -> None:
    view = _view(
        Replied(turn=1, text="One moment.", source="llm"),
        Replied(turn=1, text="Here it is.", source="llm"),
    )
    assert view.turn(1).reply == "One moment. Here it is."
    assert view.state == "speaking"


def test_a_reopened_turn_forgets_its_first_answer() -> None:
    view = _view(
        Transcribed(turn=1, text="can I have", confidence=1.0),
        Replied(turn=1, text="What would you like?", source="playbook"),
        Transcribed(turn=1, text="can I have a coffee", confidence=1.0),
        Replied(turn=1, text="One coffee.", source="playbook"),
    )
    assert view.turn(1).reply == "One coffee."


REPLY = Replied(turn=1, text="You have until midnight.", source="playbook")


def test_an_interruption_splits_the_reply_that_was_playing() -> None:
    view = _view(REPLY, Interrupted(turn=2, spoken="You have"))
    assert view.turn(1).spoken == "You have"
    assert view.turn(1).unspoken == " until midnight."
    assert view.state == "listening"


def test_an_answer_that_goes_on_after_a_noise_is_whole_again() -> None:
    rest = Replied(turn=1, text="until midnight.", source="playbook")
    view = _view(REPLY, Interrupted(turn=1, spoken="You have"), rest)
    assert view.turn(1).spoken == "You have until midnight."


def test_an_interruption_of_nothing_changes_nothing() -> None:
    view = _view(Interrupted(turn=3, spoken=""))
    assert view.turns == []
    assert view.state == "connecting"


def test_pauses_of_the_caller_are_shown() -> None:
    assert _view(SpeechStarted()).state == "listening"
    assert _view(SpeechStarted(), SpeechStopped()).state == "thinking"
    assert _view(Overran(stage="stt", action="clarify")).state == "connecting"


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


def test_the_end_the_errors_and_the_handoff_are_kept() -> None:
    brief = HandedOff(
        turn=4, update=False, reason="anger", escalation="anger", intent=None, task=None,
        details={}, entities=(), transcript=(),
    )  # fmt: skip
    view = _view(brief, Failed(code="llm", message="no key"), Ended(turn=4, reason="handoff"))
    assert view.handoff == brief
    assert view.errors == ["no key"]
    assert (view.state, view.ended) == ("ended", "handoff")


@pytest.mark.parametrize(
    ("value", "text"),
    [(5.0, "5"), (2.5, "2.5"), ({"a": 1, "b": None}, "1"), (["x", "y"], "x, y"), ("z", "z")],
)
def test_values_are_readable(value: Any, text: str) -> None:
    assert readable(value) == text
