from __future__ import annotations

import io

import pytest
from rich.console import Console

from voice_agent.core.events import (
    Interrupted,
    Replied,
    Routed,
    StageTime,
    Transcribed,
    TurnTimed,
)
from voice_agent.demo.script import Expect, Line
from voice_agent.demo.summary import LineResult, compare, print_summary, summary_table
from voice_agent.demo.view import CallView

STAGES = {
    "stt": StageTime(ms=90.0, budget_ms=80.0, over=True),
    "tts": StageTime(ms=240.0, budget_ms=100.0, over=True),
    "vad": StageTime(ms=30.0, budget_ms=100.0, over=False),
}


@pytest.fixture
def view() -> CallView:
    view = CallView("bank", "A call to the bank")
    view.apply(Transcribed(turn=1, text="high", confidence=0.9))
    view.apply(Routed(turn=1, to="human", reason="x"))
    view.apply(Replied(turn=1, text="I am putting you through.", source="handoff"))
    view.apply(TurnTimed(turn=1, v2v_ms=412.0, stages=STAGES))
    return view


def line(*, interrupt: float | None = None, route: str | None = None) -> Line:
    expect = Expect.model_validate({"route": route, "intent": None})
    return Line(text="hi", file="a.wav", voice="v", interrupt_after_ms=interrupt, expect=expect)


class TestCompare:
    def test_a_line_takes_what_came_of_its_turn(self, view: CallView) -> None:
        result = LineResult("hi", turn=1)
        compare(line(route="human"), result, view)
        assert (result.heard, result.route, result.intent) == ("high", "human", "")
        assert result.reply == "I am putting you through."
        assert result.mismatches == []
        assert result.failure is None

    def test_another_route_than_expected_is_noted(self, view: CallView) -> None:
        result = LineResult("hi", turn=1)
        compare(line(route="llm"), result, view)
        assert result.mismatches == ["route human, expected llm"]

    def test_a_line_without_a_turn_was_not_answered(self, view: CallView) -> None:
        for failure, expected in ((None, "not answered"), ("too late", "too late")):
            result = LineResult("hi", failure=failure)
            compare(line(), result, view)
            assert result.failure == expected

    def test_a_line_that_should_interrupt_must_have(self, view: CallView) -> None:
        view.apply(Transcribed(turn=2, text="wait", confidence=0.9))
        result = LineResult("wait", turn=2)
        compare(line(interrupt=100.0), result, view)
        assert result.mismatches == ["the agent was not interrupted"]
        view.apply(Interrupted(turn=2, spoken="I am"))
        result = LineResult("wait", turn=2)
        compare(line(interrupt=100.0), result, view)
        assert result.mismatches == []


def _results() -> list[LineResult]:
    good = LineResult("hi", turn=1, v2v_ms=400.0, heard="high", route="human")
    return [
        good,
        LineResult("b", turn=1, heard="b", mismatches=["route llm, expected human"]),
        LineResult("c", failure="not answered"),
    ]


def _text(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_table_tells_what_came_of_each_line(view: CallView) -> None:
    console = Console(file=io.StringIO(), width=180)
    console.print(summary_table(_results(), view))
    for part in ("high", "400", "tts 240 ms", "as scripted", "expected human", "not answered"):
        assert part in _text(console), part


def test_on_a_pipe_it_is_one_line_a_row(view: CallView) -> None:
    console = Console(file=io.StringIO(), width=40)
    print_summary(console, _results(), view)
    lines = _text(console).splitlines()
    assert len(lines) == 4
    assert "over budget: stt, tts" in lines[0]
    assert "slowest tts 240 ms" in lines[0]
    assert "failed: not answered" in lines[2]
    assert "median 400 ms" in lines[3]
    assert "longest 400 ms, 1 of 3 lines answered" in lines[3]


def test_on_a_terminal_it_is_the_table(view: CallView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    console = Console(file=io.StringIO(), force_terminal=True, width=180, _environ={})
    print_summary(console, _results(), view)
    assert "slowest stage" in _text(console)


def test_nothing_answered_has_no_median(view: CallView) -> None:
    console = Console(file=io.StringIO(), width=80)
    print_summary(console, [LineResult("c", failure="not answered")], view)
    assert "median" not in _text(console)
