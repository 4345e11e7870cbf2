"""Scripts are held by voice, several at once, and judged as by text."""

from __future__ import annotations

from typing import Any

import pytest
from exchange import MakeExchange
from scenarios.spoken.callers import ToneSpeaker, slow_voice

from voice_agent.scenarios.judge import Outcome
from voice_agent.scenarios.schema import Checks
from voice_agent.scenarios.spoken.calling import Calling
from voice_agent.scenarios.spoken.exchange import open_exchange
from voice_agent.scenarios.spoken.hold import hold_by_voice

pytestmark = pytest.mark.virtual_time


async def held(
    exchange: MakeExchange, heard: tuple[str, ...], *scripts: dict[str, Any], calls: int = 1
) -> list[Outcome]:
    checks = Checks.model_validate(
        {"scenarios": [{"name": f"call {n}", **script} for n, script in enumerate(scripts)]}
    )
    told: list[Outcome] = []
    async with exchange(*heard, listens=False, voice=slow_voice()) as fakes:
        async with open_exchange(fakes.server.engines) as lines:  # type: ignore[arg-type]
            outcomes = await hold_by_voice(
                [(one, checks) for one in checks.scenarios],
                lines,
                ToneSpeaker(),  # type: ignore[arg-type]
                Calling(calls=calls),
                on_outcome=told.append,
            )
    assert sorted(one.scenario.name for one in told) == [one.name for one in checks.scenarios]
    assert [one.scenario.name for one in outcomes] == [one.name for one in checks.scenarios]
    return outcomes


async def test_a_call_that_goes_as_it_should(exchange: MakeExchange) -> None:
    (outcome,) = await held(
        exchange,
        ("send $250 to Sarah", "tomorrow", "yes"),
        {
            "today": "2026-11-22",
            "steps": ["send 250 dollars to Sarah", {"say": "tomorrow", "within_ms": 2000}],
            "answers": {"right?": "yes"},
            "actions": [{"name": "transfer", "details": {"date": "2026-11-23"}}],
        },
    )
    assert outcome.right, outcome.faults
    assert [one.heard_text for one in outcome.said] == ["send $250 to Sarah", "tomorrow", "yes"]
    assert outcome.cause is None


async def test_a_late_answer_and_a_misheard_word_are_faults_with_a_cause(
    exchange: MakeExchange,
) -> None:
    late, misheard = await held(
        exchange,
        ("the fees", "the peas"),
        {"steps": [{"say": "the fees", "within_ms": 1}]},
        {"steps": [{"say": "the fees", "says": "nothing"}]},
    )
    assert "not within 1 ms" in late.faults[0]
    assert late.cause == "turn-taking"
    assert misheard.faults == ("step 1: says no 'nothing'",)
    assert misheard.cause == "recogniser"


async def test_several_calls_at_once(exchange: MakeExchange) -> None:
    script = {"steps": [{"say": "the fees", "says": "nothing"}]}
    outcomes = await held(exchange, ("the fees",) * 3, script, script, script, calls=3)
    assert all(outcome.right for outcome in outcomes), outcomes


async def test_a_call_that_cannot_be_made_is_a_fault(exchange: MakeExchange) -> None:
    broken, sound = await held(
        exchange, ("the fees",), {"steps": ["unspeakable"]}, {"steps": ["the fees"]}
    )
    assert broken.faults == ("the voice is damaged",)
    assert sound.right
