from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from voice_agent.demo.plain import clock_text, describe, print_event
from voice_agent.phone.values import CallEvent


def _event(kind: str, **data: Any) -> CallEvent:
    return CallEvent(kind, 1500.0, 2, {"type": kind, "turn": 2, **data})


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (_event("transcript", text="hello", confidence=0.5), ("caller", "hello  (50% sure)")),
        (_event("transcript"), ("caller", "(nothing understood)  (? sure)")),
        (
            _event(
                "reading", intent="x", confidence=0.9, escalation={"score": 0.8, "reason": "anger"}
            ),
            ("reads", "x 90%, escalation 0.80 anger"),
        ),
        (_event("route", to="llm", reason="why"), ("route", "llm: why")),
        (_event("interrupted", spoken=""), ("broke in", "the agent had said: (nothing)")),
        (_event("turn", v2v_ms=None), ("turn 2", "not answered")),
        (
            _event(
                "turn", v2v_ms=300.4, stages={"stt": {"ms": 90.0, "budget_ms": 80, "over": True}}
            ),
            ("turn 2", "voice-to-voice 300 ms, stt 90/80 OVER"),
        ),
        (_event("handoff", reason="anger"), ("hand-off", "to a person: anger")),
        (_event("error", code="stt", message="bad"), ("error", "stt: bad")),
        (_event("speech_started"), None),
    ],
)
def test_an_event_in_words(event: CallEvent, line: tuple[str, str] | None) -> None:
    assert describe(event) == line


@pytest.mark.parametrize(("ms", "text"), [(0, "00:00.0"), (61949, "01:01.9"), (59999, "01:00.0")])
def test_the_clock(ms: float, text: str) -> None:
    assert clock_text(ms) == text


def test_brackets_in_what_was_said_are_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    for options in ({}, {"force_terminal": True, "_environ": {}}):
        out = io.StringIO()
        print_event(
            Console(file=out, width=80, **options), _event("reply", text="a [red]b[/] [/x]")
        )
        assert "a [red]b[/] [/x]" in out.getvalue()
