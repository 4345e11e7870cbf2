"""Scripted calls are held by text, and judged."""

from __future__ import annotations

from typing import Any

from typed_engines import typed_engines

from voice_agent.scenarios.hold import hold
from voice_agent.scenarios.judge import Outcome
from voice_agent.scenarios.schema import Checks


async def held(**fields: Any) -> Outcome:
    checks = Checks.model_validate({"scenarios": [{"name": "x", **fields}], "allow": ["balance"]})
    return await hold(checks.scenarios[0], checks, typed_engines())


SEND = {"name": "transfer", "details": {"amount": 250, "payee": "Sarah", "date": "2026-11-23"}}


async def test_a_call_that_goes_as_it_should() -> None:
    outcome = await held(
        today="2026-11-22",
        steps=["send $250 to Sarah", {"say": "tomorrow", "says": "250 dollars", "route": "answer"}],
        answers={"right?": "yes"},
        actions=[SEND],
    )
    assert outcome.right, outcome.faults
    assert outcome.turns == 3


async def test_a_wrong_action_and_a_missing_word_are_told() -> None:
    outcome = await held(
        steps=["send $250 to Sarah", "tomorrow", {"say": "yes", "says": "Tom"}],
    )
    assert [fault.split(":")[0] for fault in outcome.faults] == ["step 3"]
    assert len(outcome.wrong_actions) == 1


async def test_nothing_is_said_after_the_end() -> None:
    outcome = await held(steps=["bye", "hello"], ends="completed")
    assert outcome.faults == ("step 2: the call had ended",)


async def test_keys_and_silence() -> None:
    outcome = await held(
        steps=[{"silent": True, "says": "still there"}, {"press": "0", "route": "human"}],
        ends="handoff",
    )
    assert outcome.right, outcome.faults
    assert outcome.handed_off
