"""What a completed task costs, with the small bank."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console
from toy_callers import engines

from benchmarks.accuracy.cost import Prices, _table, bill, measure
from benchmarks.accuracy.cost_server import TokenCounter, Usage, counting_server
from voice_agent.config.models import ModelStore
from voice_agent.config.registry import EngineContext, make_engine

PRICES = Prices(input=1.0, cached=0.5, output=10.0)


def test_a_request_has_its_price() -> None:
    usage = Usage(prompt=1_000_000, cached=400_000, reply=100_000)
    assert PRICES.of(usage, caches=False) == 2.0
    assert PRICES.of(usage, caches=True) == pytest.approx(1.8)


def test_no_completed_task_has_no_cost() -> None:
    assert bill([], [], 0, PRICES).per_task(caches=False) is None


async def test_the_same_calls_are_counted_both_ways() -> None:
    made = engines()
    counter = TokenCounter(Path("models/sentences/tokenizer.json"))
    async with counting_server(counter) as server:
        context = EngineContext(made.playbook, ModelStore.open(), Path())
        llm = make_engine("llm", "openai", {"base_url": server.url, "model": "m"}, context)
        found = await measure(made, llm, server, range(6), PRICES)
        await llm.aclose()
    ours, every = found["this agent"], found["an LLM in every turn"]
    assert ours.turns == every.turns == every.llm_turns
    assert ours.completed == every.completed
    assert every.requests >= every.turns > ours.requests
    assert 0 < every.cached < every.prompt
    assert every.cost > every.cost_cached > ours.cost
    console = Console(width=100, record=True)
    console.print(_table(found, 6))
    assert "cost of a completed task" in console.export_text()
