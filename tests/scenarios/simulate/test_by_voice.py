"""Simulated calls by voice: the caller answers what the agent says, and may be misheard."""

from __future__ import annotations

from pathlib import Path

import pytest
from exchange import MakeExchange, exchange_in
from scenarios.spoken.callers import ToneSpeaker, slow_voice
from toy_callers import bank, engines

from voice_agent.scenarios.simulate.by_voice import hold_by_voice
from voice_agent.scenarios.simulate.run import Simulation
from voice_agent.scenarios.simulate.verdict import Simulated
from voice_agent.scenarios.spoken.calling import Calling
from voice_agent.scenarios.spoken.exchange import open_exchange

pytestmark = pytest.mark.virtual_time


@pytest.fixture
def exchange(tmp_path: Path) -> MakeExchange:
    return exchange_in(tmp_path)


def balance_seed(simulation: Simulation) -> int:
    """Return a caller who asks for the balance and names no account."""
    for seed in range(100):
        goal = simulation.plans.draw(seed, "plain").goals[0]
        if goal.intent == "balance" and not goal.openings[0].entities:
            return seed
    raise AssertionError("nobody asks for the balance")


async def held(
    exchange: MakeExchange, *heard: str, carrier: str = "raw"
) -> tuple[Simulated, list[Simulated]]:
    simulation = Simulation.make(engines(bank()))
    told: list[Simulated] = []
    async with exchange(*heard, listens=False, voice=slow_voice()) as fakes:
        assert fakes.server.engines is not None
        async with open_exchange(fakes.server.engines) as lines:
            (call,) = await hold_by_voice(
                simulation,
                [balance_seed(simulation)],
                lines,
                ToneSpeaker(),  # type: ignore[arg-type]
                Calling(carrier),
                only="plain",
                on_held=told.append,
            )
    simulation.close()
    return call, told


async def test_a_caller_who_is_heard_gets_what_was_wanted(exchange: MakeExchange) -> None:
    call, told = await held(exchange, "my balance")
    assert call.outcome.right, call.outcome
    assert [one.heard_text for one in call.outcome.said] == ["my balance"]
    assert call.outcome.cause is None
    assert told == [call]


async def test_a_call_that_cannot_be_made_is_a_fault(exchange: MakeExchange) -> None:
    call, _ = await held(exchange, "my balance", carrier="pigeon")
    assert "pigeon" in call.outcome.faults[0]


async def test_it_is_told_why_a_call_went_wrong(exchange: MakeExchange) -> None:
    call, _ = await held(exchange, "bye")
    assert not call.outcome.right
    assert call.outcome.cause == "recogniser"
