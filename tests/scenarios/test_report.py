"""What is printed of scripted calls."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from voice_agent.core.events import Event, Replied, Transcribed
from voice_agent.scenarios.judge import Outcome, judge
from voice_agent.scenarios.report import print_faults, print_tables
from voice_agent.scenarios.schema import Scenario
from voice_agent.scenarios.spoken.said import Said

EVENTS: list[Event] = [
    Transcribed(turn=1, text="Send $50 to fare.", confidence=0.5),
    Replied(turn=1, text="Who should it go to?", source="playbook"),
]
SAID = (
    Said("send 50 dollars to Sarah", ("Send $50 to fare.",), 220.0),
    Said("yes", ("Yes.",), 240.0),
)


def outcome(*faults: str) -> Outcome:
    scenario = Scenario.model_validate({"name": "sends money", "kind": "yes", "steps": ["hello"]})
    return judge(scenario, EVENTS, faults, [])


def shown() -> tuple[Console, io.StringIO]:
    text = io.StringIO()
    return Console(file=text, width=120, color_system=None), text


def test_a_call_without_a_fault_is_not_printed() -> None:
    console, text = shown()
    print_faults(console, outcome(), verbose=True)
    assert text.getvalue() == ""


def test_a_spoken_call_tells_what_was_misheard_and_why_it_failed() -> None:
    console, text = shown()
    wrong = replace(outcome("step 1: says no 'Sarah'"), said=SAID, cause="recogniser")
    print_faults(console, wrong, verbose=False)
    assert text.getvalue().splitlines() == [
        "yes: sends money (recogniser)",
        "    step 1: says no 'Sarah'",
        "    heard 'Send $50 to fare.' for 'send 50 dollars to Sarah'",
    ]
    print_faults(console, wrong, verbose=True)
    assert "agent  Who should it go to?" in text.getvalue()


def test_a_table_by_kind_and_one_of_what_is_spoken() -> None:
    console, text = shown()
    print_tables(console, [outcome()])
    assert "word errors" not in text.getvalue()
    print_tables(console, [replace(outcome("x"), said=SAID, cause="recogniser")])
    assert "1 of 6" in text.getvalue()
    assert "230" in text.getvalue()


def test_times_that_mean_nothing_are_left_out() -> None:
    console, text = shown()
    print_tables(console, [replace(outcome(), said=SAID)], timed=False)
    assert "word errors" in text.getvalue()
    assert "p95" not in text.getvalue()
