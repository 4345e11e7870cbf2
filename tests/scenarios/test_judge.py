"""What counts as right: all that was demanded, and nothing that nobody asked for."""

from __future__ import annotations

from typing import Any

import pytest

from voice_agent.core.events import Acted, Ended, Event, HandedOff, Replied, Routed, Transcribed
from voice_agent.scenarios.judge import judge, step_faults
from voice_agent.scenarios.schema import Scenario, Step


def acted(name: str, **details: Any) -> Acted:
    return Acted(turn=2, name=name, details=details, outcome="done", ms=1.0)


def scenario(**fields: Any) -> Scenario:
    return Scenario.model_validate({"name": "x", "steps": ["hello"], **fields})


USD = {"amount": 250.0, "currency": "USD"}
SEND = {"name": "send", "details": {"amount": 250, "payee": "sarah"}}


@pytest.mark.parametrize(
    ("fields", "events", "faults", "wrong"),
    [
        ({"actions": [SEND]}, [acted("send", amount=USD, payee="Sarah")], 0, 0),
        ({"actions": [SEND]}, [], 1, 0),
        ({"actions": [SEND]}, [acted("send", amount=USD, payee="Tom")], 1, 1),
        ({"actions": [SEND]}, [acted("send", amount=USD, payee="Sarah")] * 2, 0, 1),
        ({}, [acted("send", amount=USD)], 0, 1),
        ({}, [acted("balance")], 0, 0),
        ({"allow": ["send"]}, [acted("send", amount=USD)], 0, 0),
        ({"ends": "handoff"}, [Ended(reason="handoff")], 0, 0),
        ({"ends": "handoff"}, [Ended(reason="completed")], 1, 0),
        ({"ends": "handoff"}, [], 1, 0),
    ],
)
def test_actions_and_the_end(
    fields: dict[str, Any], events: list[Event], faults: int, wrong: int
) -> None:
    outcome = judge(scenario(**fields), events, [], ["balance"])
    assert (len(outcome.faults), len(outcome.wrong_actions)) == (faults, wrong)
    assert outcome.right is (faults == 0 and wrong == 0)


def test_an_outcome_counts_turns_hand_offs_and_llm_turns() -> None:
    events: list[Event] = [
        Transcribed(turn=1, text="why", confidence=1.0),
        Routed(turn=1, to="llm", reason=""),
        Replied(turn=1, text="Because.", source="llm"),
        HandedOff(
            turn=2, update=False, reason="", escalation="none", intent=None, task=None,
            details={}, entities=(), transcript=(),
        ),
    ]  # fmt: skip
    outcome = judge(scenario(), events, ["step 1: says no 'x'"], [])
    assert (outcome.turns, outcome.handed_off, outcome.llm_turns) == (2, True, 1)
    assert outcome.lines == (("caller", "why"), ("agent", "Because."))
    assert not outcome.right


@pytest.mark.parametrize(
    ("step", "faults"),
    [
        ({"says": "is that RIGHT"}, 0),
        ({"says": ["that right", "Tom"]}, 1),
        ({"not_says": "right"}, 1),
        ({"not_says": ["Tom"]}, 0),
        ({"route": "answer"}, 0),
        ({"route": "human"}, 1),
    ],
)
def test_an_answer_is_looked_at_by_its_words_and_its_route(
    step: dict[str, Any], faults: int
) -> None:
    events: list[Event] = [
        Routed(to="answer", reason=""),
        Replied(text="Is that right?", source="playbook"),
    ]
    assert len(step_faults(Step.model_validate({"say": "x", **step}), events)) == faults


@pytest.mark.parametrize(
    ("v2v_ms", "faults"), [(499.0, 0), (501.0, 1), (float("inf"), 1), (None, 0)]
)
def test_an_answer_may_have_to_come_in_time(v2v_ms: float | None, faults: int) -> None:
    step = Step.model_validate({"say": "x", "within_ms": 500})
    assert len(step_faults(step, [], v2v_ms)) == faults
