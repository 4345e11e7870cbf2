from __future__ import annotations

import io
from pathlib import Path
from typing import Any

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
    StageTime,
    Transcribed,
    TurnTimed,
    Understood,
)
from voice_agent.demo.display import LiveDisplay, PlainDisplay, choose_display, dashboard, save_svg
from voice_agent.demo.view import CallView
from voice_agent.phone.values import Received

LONG = "This is ridiculous, I have called three times about this already, get me a real person!"


def _events() -> list[Event]:
    stages = {
        name: StageTime(ms=40.0 * number, budget_ms=100.0, over=number > 2)
        for number, name in enumerate(("vad", "turns", "stt", "slm", "router", "answer", "tts"))
    }
    account = EntityFound(type="account", text="x", value="checking", start=0, end=1)
    events: list[Event] = [
        Ready(),
        Replied(text="Hello, how can I help?", source="playbook"),
        Transcribed(turn=1, text=LONG, confidence=0.92),
        Understood(
            turn=1, text=LONG, intent="speak_to_human", act="request", confidence=0.91,
            sentiment="negative", reasoning=0.1, entities=(account,),
            escalation=EscalationScore(score=0.93, reason="anger"),
        ),
        Routed(turn=1, to="human", reason="escalation 0.93 (anger)"),
        Replied(turn=1, text="I am putting you through now.", source="handoff"),
        Interrupted(turn=1, spoken="I am putting"),
        TurnTimed(turn=1, v2v_ms=412.0, stages=stages),
        HandedOff(
            turn=1, update=False, reason="anger", escalation="anger", intent=None, task=None,
            details={}, entities=(), transcript=(),
        ),
        Failed(turn=1, code="llm", message="no key"),
        Ended(turn=1, reason="handoff"),
    ]  # fmt: skip
    return [event.model_copy(update={"call_id": "c1"}) for event in events]


@pytest.fixture
def view() -> CallView:
    call = CallView("bank", "A call to the bank")
    for event in _events():
        call.apply(event)
    return call


def _terminal(width: int, **options: Any) -> Console:
    return Console(
        file=io.StringIO(), force_terminal=True, width=width, height=30, _environ={}, **options
    )


def _text(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [20, 40, 60, 90, 100, 200])
def test_the_dashboard_fits_any_width(view: CallView, width: int) -> None:
    console = Console(file=io.StringIO(), width=width)
    console.print(dashboard(view, width, 29, 61234.0, -20.0, -30.0))
    lines = _text(console).rstrip("\n").split("\n")
    assert len(lines) == 29
    assert max(map(len, lines)) <= width


def test_a_wide_dashboard_shows_everything_of_the_turn(view: CallView) -> None:
    console = Console(file=io.StringIO(), width=100)
    console.print(dashboard(view, 100, 29, 61234.0))
    text = _text(console)
    for part in (
        "bank", "01:01.2", "speak_to_human", "91%", "request", "account", "checking", "0.93 anger",
        "HUMAN", "escalation 0.93", "stt", "80/100 ms", "412 ms", "a person takes over", "no key",
    ):  # fmt: skip
        assert part in text, part


def test_a_narrow_dashboard_puts_the_times_into_the_conversation(view: CallView) -> None:
    console = Console(file=io.StringIO(), width=60)
    console.print(dashboard(view, 60, 29, 0.0))
    assert "voice-to-voice 412 ms" in _text(console)


def test_the_words_that_were_cut_off_are_struck_out(view: CallView) -> None:
    console = _terminal(100, color_system="truecolor")
    console.print(dashboard(view, 100, 29, 0.0))
    struck = [part for part in _text(console).split("\x1b[") if part.startswith(("2;9", "9;"))]
    assert any("you through now." in part for part in struck)
    assert not any("I am putting" in part for part in struck)


def test_the_newest_turn_stays_in_sight_of_a_long_call() -> None:
    view = CallView("bank", "A call")
    for number in range(30):
        view.apply(Transcribed(turn=number, text=f"utterance {number}", confidence=0.9))
    console = Console(file=io.StringIO(), width=100)
    console.print(dashboard(view, 100, 24, 0.0))
    assert "utterance 29" in _text(console)
    assert "utterance 3 " not in _text(console)


def test_a_colour_terminal_gets_the_live_display(
    view: CallView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    console = _terminal(100)
    display = choose_display(console, view)
    assert isinstance(display, LiveDisplay)
    with display:
        display.refresh(1000.0, -20.0, -30.0)
    assert "speak_to_human" in _text(console)


@pytest.mark.parametrize(
    ("console", "ci"),
    [
        (Console(file=io.StringIO()), ""),
        (_terminal(100, no_color=True), ""),
        (_terminal(100), "true"),
    ],
    ids=["pipe", "NO_COLOR", "CI"],
)
def test_elsewhere_lines_without_control_codes(
    view: CallView, console: Console, ci: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    display = choose_display(console, view)
    assert isinstance(display, PlainDisplay)
    with display:
        for event in _events():
            display.on_event(Received(61234.0, event))
            display.refresh(0.0, -96.0, -96.0)
    text = _text(console)
    assert "\x1b" not in text
    for part in ("01:01.2", LONG, "account=checking", "human: escalation", "stt 80/100", "OVER"):
        assert part in text, part


def test_an_ascii_pipe_gets_question_marks_not_a_traceback() -> None:
    raw = io.BytesIO()
    console = Console(file=io.TextIOWrapper(raw, encoding="ascii"))
    PlainDisplay(console).on_event(Received(0.0, Transcribed(turn=1, text="caffè", confidence=1.0)))
    console.file.flush()
    assert b"caff?" in raw.getvalue()


def test_the_last_screen_is_saved_as_a_picture(view: CallView, tmp_path: Path) -> None:
    path = tmp_path / "demo.svg"
    save_svg(path, "A call", [dashboard(view, 100, 29, 0.0)])
    text = path.read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "speak_to_human" in text
