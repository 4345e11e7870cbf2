"""Holding scripted calls by voice, several at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from voice_agent.core.errors import VoiceAgentError
from voice_agent.scenarios.hold import follow
from voice_agent.scenarios.judge import Outcome, judge
from voice_agent.scenarios.schema import Checks, Scenario
from voice_agent.scenarios.spoken.calling import Calling
from voice_agent.scenarios.spoken.cause import cause_of
from voice_agent.scenarios.spoken.exchange import Exchange
from voice_agent.scenarios.spoken.voice import CallerVoice
from voice_agent.training.noise.speaking import Speaker


async def hold_by_voice(
    scripts: Sequence[tuple[Scenario, Checks]],
    exchange: Exchange,
    speaker: Speaker,
    calling: Calling,
    *,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """Hold scripted calls and judge them; the outcomes are in the order of the scripts."""
    lines = asyncio.Semaphore(calling.calls)

    async def one(scenario: Scenario, checks: Checks) -> Outcome:
        async with lines:
            outcome = await _hold(scenario, checks, exchange, speaker, calling)
        on_outcome(outcome)
        return outcome

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(scenario, checks)) for scenario, checks in scripts]
    return [task.result() for task in tasks]


async def _hold(
    scenario: Scenario, checks: Checks, exchange: Exchange, speaker: Speaker, calling: Calling
) -> Outcome:
    voice = CallerVoice.draw(
        speaker,
        scenario.name,
        noise_dbfs=calling.noise_dbfs,
        seed=calling.seed,
        aloud=exchange.engines.playbook.lang.speakable,
    )
    try:
        # What interrupts must be there in time; nobody waits for a voice in the middle of a call.
        await asyncio.to_thread(voice.prepare, [step.say for step in scenario.steps if step.say])
        async with exchange.call(voice, day=scenario.today, carrier=calling.carrier) as line:
            outcome = await follow(scenario, checks, line)
    except VoiceAgentError as error:
        return judge(scenario, [], [str(error)], checks.allow)
    outcome = replace(outcome, said=tuple(line.said))
    if outcome.right:
        return outcome
    return replace(outcome, cause=await cause_of(scenario, line.said, checks, exchange.engines))
