"""What the person who takes over is told."""

from __future__ import annotations

import asyncio

import pytest
from desk import Desk

from voice_agent.calls.handoff import brief, brief_body
from voice_agent.calls.info import CallInfo
from voice_agent.core.turn import Answered

pytestmark = pytest.mark.virtual_time


async def test_a_second_brief_of_a_call_says_that_it_replaces_the_first() -> None:
    # A caller who goes on after the agent spoke too early is answered once more, as a whole.
    desk = Desk()
    await desk.open()
    for _ in range(2):
        desk.caller_stops()
        await desk.fails("slm", "human")
        await asyncio.sleep(0.1)
    assert [one["update"] for one in desk.events("handoff")] == [False, True]
    await desk.cleanup()


def test_a_brief_says_who_calls_over_which_line() -> None:
    info = CallInfo(
        carrier="twilio",
        rate_hz=8000,
        call_id="CA1",
        from_number="+15550100",
        to_number="+15550199",
        parameters={"plan": "gold"},
    )
    told = brief_body(brief(None, "asked", None, {}, (), info=info))["line"]
    assert told == {
        "carrier": "twilio", "call_id": "CA1", "from_number": "+15550100",
        "to_number": "+15550199", "parameters": {"plan": "gold"},
    }  # fmt: skip
    assert brief_body(brief(None, "asked", None, {}, ()))["line"]["call_id"] == ""


def test_the_brief_has_the_answers_to_the_playbooks_questions() -> None:
    answers = [Answered("urgent", "yes", 0.9)]
    assert brief_body(brief(None, "asked", None, {}, (), answers=answers))["answers"] == [
        {"question": "urgent", "answer": "yes", "confidence": 0.9, "level": None}
    ]
