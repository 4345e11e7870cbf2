"""Simulated calls by voice: the same callers, on a real line to a real server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace

from voice_agent.core.errors import VoiceAgentError
from voice_agent.scenarios.schema import Checks
from voice_agent.scenarios.simulate.plan import Plan
from voice_agent.scenarios.simulate.run import Simulation
from voice_agent.scenarios.simulate.verdict import Simulated
from voice_agent.scenarios.spoken.calling import Calling
from voice_agent.scenarios.spoken.cause import cause_of_voice
from voice_agent.scenarios.spoken.exchange import Exchange
from voice_agent.scenarios.spoken.said import Cause, Said
from voice_agent.scenarios.spoken.voice import CallerVoice
from voice_agent.training.noise.speaking import Speaker


async def hold_by_voice(
    simulation: Simulation,
    seeds: Iterable[int],
    exchange: Exchange,
    speaker: Speaker,
    calling: Calling,
    *,
    only: str = "",
    on_held: Callable[[Simulated], None] = lambda held: None,
) -> list[Simulated]:
    """Hold the calls of the seeds by voice; return them in this order.

    What the recogniser mishears is not what the caller said, so an action that the playbook does
    without a read-back may be put right in every call.

    Args:
        simulation: The callers.
        seeds: One call each.
        exchange: Takes the calls.
        speaker: The callers' voice.
        calling: How they phone.
        only: Hold only callers of this temper.
        on_held: Told each call once it is over.
    """
    lines = asyncio.Semaphore(calling.calls)

    async def one(seed: int) -> Simulated:
        async with lines:
            plan = simulation.draw(seed, only)
            held = await _hold(simulation, plan, exchange, speaker, calling)
        on_held(held)
        return held

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(seed)) for seed in seeds]
    return [task.result() for task in tasks]


async def _hold(
    simulation: Simulation, plan: Plan, exchange: Exchange, speaker: Speaker, calling: Calling
) -> Simulated:
    voice = CallerVoice.draw(
        speaker,
        f"caller {plan.seed}",
        noise_dbfs=calling.noise_dbfs,
        seed=calling.seed,
        aloud=simulation.engines.playbook.lang.speakable,
    )
    try:
        async with exchange.call(voice, day=plan.today, carrier=calling.carrier) as line:
            held = await simulation.talk(plan, line)
    except VoiceAgentError as error:
        return simulation.broken(plan, str(error))
    outcome = replace(held.outcome, said=tuple(line.said))
    if not outcome.right:
        outcome = replace(outcome, cause=await _cause(simulation, held, line.said))
    return replace(held, outcome=outcome)


async def _cause(simulation: Simulation, held: Simulated, said: list[Said]) -> Cause:
    """Return why a call went wrong: the same caller calls again by text."""
    if not (await simulation.hold(held.plan)).outcome.right:
        return "dialogue"
    scenario = held.outcome.scenario
    checks = Checks(scenarios=[scenario], allow=list(simulation.allow))
    return await cause_of_voice(scenario, said, checks, simulation.engines)
