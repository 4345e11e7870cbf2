from __future__ import annotations

import io

import pytest
from rich.console import Console, RenderableType
from rich.text import Text

from voice_agent.core.events import StageTime
from voice_agent.demo import parts
from voice_agent.demo.view import TurnView


def shown(content: RenderableType, width: int = 40, height: int | None = None) -> list[str]:
    console = Console(file=io.StringIO(), width=width, height=height or 25)
    options = console.options.update(height=height)
    lines = console.render_lines(content, options, pad=False)
    return ["".join(segment.text for segment in line).rstrip() for line in lines]


def test_a_tail_shows_the_last_lines_that_fit() -> None:
    lines = Text("one\ntwo\nthree")
    assert shown(parts.Tail(lines), height=2) == ["two", "three"]
    assert shown(parts.Tail(lines), height=9)[:3] == ["one", "two", "three"]


def test_the_caller_speaks_at_the_left_and_the_agent_at_the_right() -> None:
    (caller,) = shown(parts.Bubble(Text("hello"), agent=False, after="90% sure"))
    (agent,) = shown(parts.Bubble(Text("hi there"), agent=True))
    assert caller.startswith("▌")
    assert caller.endswith("hello  90% sure")
    assert agent.startswith("   ")
    assert agent.endswith("▐")


@pytest.mark.parametrize("agent", [True, False])
def test_long_words_are_wrapped_into_the_bubble(agent: bool) -> None:
    lines = shown(parts.Bubble(Text("word " * 30), agent=agent), width=30)
    assert len(lines) > 4
    assert max(map(len, lines)) <= 30


@pytest.mark.parametrize(
    ("share", "lit"), [(0.0, ""), (0.5, "━━━━━"), (0.25, "━━╸"), (7.0, "━" * 10), (-1.0, "")]
)
def test_a_bar_is_lit_in_halves_of_a_cell(share: float, lit: str) -> None:
    bar = parts.bar(share, 10, parts.GOOD)
    assert bar.plain == lit + "━" * (10 - len(lit))


@pytest.mark.parametrize(
    ("ms", "budget_ms", "over", "colour"),
    [
        (10.0, 100.0, False, parts.GOOD),
        (70.0, 100.0, False, parts.GOOD),
        (71.0, 100.0, False, parts.NEAR),
        (10.0, 100.0, True, parts.OVER),
        (500.0, None, False, parts.GOOD),
    ],
)
def test_a_budget_is_green_yellow_or_red(
    ms: float, budget_ms: float | None, over: bool, colour: str
) -> None:
    assert parts.budget_colour(ms, budget_ms, over) == colour


def test_a_stage_is_shown_against_its_budget() -> None:
    bar = parts.stage_bar("recognising", StageTime(ms=97.2, budget_ms=150.0, over=False), 40)
    assert bar.plain.startswith("recognisi ")
    assert bar.plain.endswith(" 97/150 ms")
    assert len(bar.plain) == 40
    free = parts.stage_bar("slm", StageTime(ms=2.0, budget_ms=None, over=False), 40)
    assert free.plain.endswith(" 2 ms")


@pytest.mark.parametrize(
    ("ms", "colour"), [(500.0, parts.GOOD), (501.0, parts.NEAR), (1001.0, parts.OVER)]
)
def test_a_turn_is_shown_against_the_longest(ms: float, colour: str) -> None:
    bar = parts.v2v_bar(TurnView(3, v2v_ms=ms), 2000.0, 40)
    assert bar.plain.startswith(" 3 ")
    assert bar.plain.endswith(f"{ms:.0f} ms")
    assert bar.spans[-1].style == colour


@pytest.mark.parametrize(("score", "lit"), [(0.0, 0), (0.44, 4), (1.0, 10), (3.0, 10)])
def test_an_escalation_lights_lamps(score: float, lit: int) -> None:
    meter = parts.escalation_meter(score, "anger")
    assert meter.plain == "■" * 10 + f" {score:.2f} anger"
    assert len([span for span in meter.spans[:10] if span.style != "#30363d"]) == lit


def test_no_reason_is_not_named() -> None:
    assert parts.escalation_meter(0.1, "none").plain.endswith(" 0.10")


@pytest.mark.parametrize(("dbfs", "lit"), [(-96.0, 0), (-50.0, 0), (-30.0, 4), (-10.0, 8), (0, 8)])
def test_a_level_lights_cells(dbfs: float, lit: int) -> None:
    meter = parts.level_meter(dbfs, parts.CALLER)
    assert meter.plain == "▮" * 8
    assert meter.spans[0].end - meter.spans[0].start == lit if lit else True


def test_a_kind_of_detail_keeps_its_colour() -> None:
    one, two = parts.chip("account", "checking"), parts.chip("account", "savings")
    assert one.plain == " account  checking "
    assert one.spans[0].style == two.spans[0].style


def test_a_conversation_in_the_order_in_which_it_was_held() -> None:
    first = TurnView(
        1, heard="my balance", heard_confidence=0.8, intent="check_balance",
        intent_confidence=0.9, act="request", entities=[("account", "checking")], route="answer",
        why="because", reply="Ten dollars it is.", unspoken=" it is.", v2v_ms=300.0,
        stages={"stt": StageTime(ms=90.0, budget_ms=80.0, over=True)},
    )  # fmt: skip
    second = TurnView(2, certain="and", tentative="the fees")
    text = "\n".join(shown(parts.conversation([first, second], "thinking ...", bars=True), 80))
    order = [
        "my balance", "80% sure", "check_balance 90%", "account", "checking", "PLAYBOOK",
        "because", "Ten dollars it is.", "voice-to-voice 300 ms", "stt 90", "and the fees",
        "listening", "thinking ...",
    ]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_nothing_understood_is_said_and_times_can_be_left_out() -> None:
    turn = TurnView(1, heard="", stages={"stt": StageTime(ms=1.0, budget_ms=None, over=False)})
    text = "\n".join(shown(parts.conversation([turn], "", bars=False), 80))
    assert "(nothing understood)" in text
    assert "stt" not in text
