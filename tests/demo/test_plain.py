from __future__ import annotations

import io

import pytest
from rich.console import Console

from voice_agent.core.events import (
    Ended,
    EntityFound,
    EscalationScore,
    Event,
    Failed,
    HandedOff,
    Interrupted,
    Ready,
    Replied,
    Routed,
    SpeechStarted,
    StageTime,
    Transcribed,
    TurnTimed,
    Understood,
)
from voice_agent.demo.plain import clock_text, describe, print_event
from voice_agent.phone.values import Received

ESCALATION = EscalationScore(score=0.8, reason="anger")
CALM = EscalationScore(score=0.0, reason="none")
ACCOUNT = EntityFound(type="account", text="x", value="checking", start=0, end=1)


def _understood(escalation: EscalationScore, *entities: EntityFound) -> Understood:
    return Understood(
        turn=2, text="x", intent="x", act="request", confidence=0.9, sentiment="neutral",
        reasoning=0.1, entities=entities, escalation=escalation,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (Ready(call_id="c1"), ("call", "connected, c1")),
        (Transcribed(text="hello", confidence=0.5), ("caller", "hello  (50% sure)")),
        (Transcribed(text="", confidence=0.0), ("caller", "(nothing understood)  (0% sure)")),
        (_understood(ESCALATION), ("reads", "x 90%, request, escalation 0.80 anger")),
        (_understood(CALM, ACCOUNT), ("reads", "x 90%, request, account=checking")),
        (Routed(to="llm", reason="why"), ("route", "llm: why")),
        (Replied(text="hi", source="llm"), ("agent", "hi  (llm)")),
        (Interrupted(spoken=""), ("broke in", "the agent had said: (nothing)")),
        (TurnTimed(turn=2, v2v_ms=1.0, stages={}), ("turn 2", "voice-to-voice 1 ms")),
        (
            TurnTimed(
                turn=2, v2v_ms=300.4,
                stages={
                    "stt": StageTime(ms=90.0, budget_ms=80, over=True),
                    "slm": StageTime(ms=2.0, budget_ms=None, over=False),
                },
            ),
            ("turn 2", "voice-to-voice 300 ms, stt 90/80 OVER, slm 2"),
        ),
        (
            HandedOff(
                update=False, reason="anger", escalation="anger", intent=None, task=None,
                details={}, entities=(), transcript=(),
            ),
            ("hand-off", "to a person: anger"),
        ),
        (Failed(code="stt", message="bad"), ("error", "stt: bad")),
        (Ended(reason="handoff"), ("ended", "handoff")),
        (SpeechStarted(), None),
    ],
)  # fmt: skip
def test_an_event_in_words(event: Event, line: tuple[str, str] | None) -> None:
    assert describe(event) == line


@pytest.mark.parametrize(("ms", "text"), [(0, "00:00.0"), (61949, "01:01.9"), (59999, "01:00.0")])
def test_the_clock(ms: float, text: str) -> None:
    assert clock_text(ms) == text


def test_brackets_in_what_was_said_are_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    for options in ({}, {"force_terminal": True, "_environ": {}}):
        out = io.StringIO()
        reply = Replied(text="a [red]b[/] [/x]", source="llm")
        print_event(Console(file=out, width=80, **options), Received(1500.0, reply))
        assert "a [red]b[/] [/x]" in out.getvalue()
