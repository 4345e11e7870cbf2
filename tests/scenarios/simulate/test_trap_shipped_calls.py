"""Callers of the shipped playbooks who ask for nothing by what they say, with the shipped model."""

from __future__ import annotations

import asyncio

import pytest

from voice_agent.config.load import load_pipeline
from voice_agent.pipeline.assembly import load_engines
from voice_agent.scenarios.simulate.run import Simulation

SEED = 1000
CALLS = {"bank": 8, "barista": 12}
MANY = 120


@pytest.mark.real
@pytest.mark.parametrize("name", CALLS)
async def test_nothing_is_done_that_nobody_asked_for(name: str) -> None:
    assert not await wrong(name, CALLS[name])


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.parametrize("name", CALLS)
async def test_hardly_anything_is_done_in_many_calls(name: str) -> None:
    found = await wrong(name, MANY)
    assert len(found) <= MANY // 100, "\n".join(found)


async def wrong(name: str, calls: int) -> list[str]:
    engines = await asyncio.to_thread(load_engines, load_pipeline(name), stages=("slm",))
    try:
        simulation = Simulation.make(engines, traps=True)
        held = await simulation.hold_all(range(SEED, SEED + calls))
        simulation.close()
    finally:
        await engines.aclose()
    return [
        f"{call.plan.kind}: seed {call.plan.seed}: {action}"
        for call in held
        for action in call.outcome.wrong_actions
        # Wrong values are read back: docs/results/calls.md#callers-who-ask-for-nothing.
        if not call.plan.kind.startswith("values: ")
    ]
