"""Compare the cost of a completed task with that of an agent that asks an LLM in every turn.

    voice-agent bench cost [--pipeline bank] [--calls 500] [--input 0.4 --cached 0.1 --output 1.6]

Simulated callers are served by this agent; the few turns for the LLM go to a server on the loopback
that counts tokens and has no answer, so that the caller has to go on in other words. Then each call
is sent to the same server once more, with the prompts that an agent without a playbook of its own
would send in every turn, and the answers that ours gave: such an agent is taken to be as good.

The tokens are those of ``--tokenizer``, by default WordPiece of the sentence encoder that comes
along (``models/sentences``): close to an LLM's on prose, more on JSON. A provider is taken to keep
every prompt, so that what two requests begin with is paid at the lower price. The prices are
examples: list prices of gpt-4.1-mini in dollars for a million tokens, as of April 2025. Look up
today's.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.accuracy.cost_prompt import exchanges, requests, tools
from benchmarks.accuracy.cost_server import (
    CountingServer,
    TokenCounter,
    Usage,
    counting_server,
)
from benchmarks.report.options import JsonOption, PipelineOption
from benchmarks.report.stats import write_json
from voice_agent.config.load import load_pipeline
from voice_agent.config.registry import EngineContext, make_engine
from voice_agent.core.chain import EngineHandle
from voice_agent.pipeline.assembly import Engines, load_engines
from voice_agent.playbook.schema import Playbook
from voice_agent.scenarios.simulate.run import Simulation
from voice_agent.scenarios.simulate.verdict import Simulated

_TOKENIZER = Path("models/sentences/tokenizer.json")
_MILLION = 1_000_000
_MODEL = "counted"


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of a million tokens, in one currency.

    Attributes:
        input: Of a prompt.
        cached: Of the part of a prompt that the provider has kept from the request before.
        output: Of an answer.
    """

    input: float
    cached: float
    output: float

    def of(self, usage: Usage, *, caches: bool) -> float:
        """Return what one request costs."""
        kept = usage.cached if caches else 0
        fresh = usage.prompt - kept
        total = fresh * self.input + kept * self.cached + usage.reply * self.output
        return total / _MILLION


@dataclass(frozen=True, slots=True)
class Bill:
    """The cost of an agent's requests to the LLM.

    Attributes:
        turns: Turns of the callers.
        llm_turns: Those of them for which the LLM was asked.
        completed: Calls in which the caller got just what was wanted.
        handed_off: Calls that a person took over.
        requests: Requests to the LLM.
        prompt: Tokens of all prompts.
        cached: Those of them that a provider may have kept.
        reply: Tokens of all answers.
        cost: All of it, if nothing is kept.
        cost_cached: All of it, if the provider keeps prompts.
    """

    turns: int
    llm_turns: int
    completed: int
    handed_off: int
    requests: int
    prompt: int
    cached: int
    reply: int
    cost: float
    cost_cached: float

    def per_task(self, *, caches: bool) -> float | None:
        """Return the cost of a completed task, or ``None`` if there is none."""
        cost = self.cost_cached if caches else self.cost
        return cost / self.completed if self.completed else None


def bill(
    calls: Sequence[Simulated], usages: Sequence[Usage], llm_turns: int, prices: Prices
) -> Bill:
    """Add up what the requests of some calls cost."""
    outcomes = [call.outcome for call in calls]
    return Bill(
        turns=sum(one.turns for one in outcomes),
        llm_turns=llm_turns,
        completed=sum(one.right for one in outcomes),
        handed_off=sum(one.handed_off for one in outcomes),
        requests=len(usages),
        prompt=sum(usage.prompt for usage in usages),
        cached=sum(usage.cached for usage in usages),
        reply=sum(usage.reply for usage in usages),
        cost=sum(prices.of(usage, caches=False) for usage in usages),
        cost_cached=sum(prices.of(usage, caches=True) for usage in usages),
    )


async def measure(
    engines: Engines, llm: Any, server: CountingServer, seeds: Sequence[int], prices: Prices
) -> Mapping[str, Bill]:
    """Hold the calls with our agent, then send them once more as one that asks in every turn.

    Args:
        engines: Of our agent.
        llm: An engine that asks ``server``.
        server: Counts the tokens.
        seeds: Of the callers.
        prices: Of tokens.
    """
    simulation = Simulation.make(engines)
    asking = replace(simulation.engines, llm=EngineHandle("llm", llm))
    calls = await replace(simulation, engines=asking).hold_all(seeds)
    simulation.close()
    ours = [*server.usages]
    server.usages.clear()
    for call in calls:
        await ask_every_turn(engines.playbook, call, server.url)
    llm_turns = sum(call.outcome.llm_turns for call in calls)
    every = sum(call.outcome.turns for call in calls)
    return {
        "this agent": bill(calls, ours, llm_turns, prices),
        "an LLM in every turn": bill(calls, server.usages, every, prices),
    }


async def ask_every_turn(playbook: Playbook, call: Simulated, url: str) -> None:
    """Send the requests of one call as an agent that asks an LLM in every turn would."""
    from openai import AsyncOpenAI

    client: Any = AsyncOpenAI(api_key="none", base_url=url)
    functions = tools(playbook)
    try:
        for request in requests(playbook, call.plan.today, exchanges(call.events)):
            reply = request.reply or json.dumps([one["function"] for one in request.calls])
            await client.chat.completions.create(
                model=_MODEL,
                messages=list(request.messages),
                tools=functions,
                metadata={"call": str(call.plan.seed), "reply": reply},
            )
    finally:
        await client.close()


def main(
    pipeline: PipelineOption = "bank",
    calls: Annotated[int, typer.Option(min=1, help="Simulated calls.")] = 500,
    seed: Annotated[int, typer.Option(help="Seed of the first call.")] = 1,
    input_price: Annotated[
        float, typer.Option("--input", min=0, help="Price of a million prompt tokens.")
    ] = 0.40,
    cached_price: Annotated[
        float, typer.Option("--cached", min=0, help="Price of a million that were kept.")
    ] = 0.10,
    output_price: Annotated[
        float, typer.Option("--output", min=0, help="Price of a million tokens of answers.")
    ] = 1.60,
    tokenizer: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="tokenizer.json to count by.")
    ] = _TOKENIZER,
    json_out: JsonOption = None,
) -> None:
    """Compare the cost of a completed task with an agent that asks an LLM in every turn."""
    prices = Prices(input_price, cached_price, output_price)
    found = asyncio.run(_run(pipeline, range(seed, seed + calls), TokenCounter(tokenizer), prices))
    Console().print(_table(found, calls))
    figures = {name: asdict(one) for name, one in found.items()}
    settings = {"pipeline": pipeline, "calls": calls, "seed": seed, "prices": asdict(prices)}
    write_json(json_out, {**settings, "tokenizer": str(tokenizer), "cost": figures})


async def _run(
    pipeline: str, seeds: Sequence[int], counter: TokenCounter, prices: Prices
) -> Mapping[str, Bill]:
    config = load_pipeline(pipeline)
    engines = await asyncio.to_thread(load_engines, config, stages=("slm",))
    try:
        async with counting_server(counter) as server:
            context = EngineContext.of(config, engines.playbook)
            llm = make_engine("llm", "openai", {"base_url": server.url, "model": _MODEL}, context)
            try:
                return await measure(engines, llm, server, seeds, prices)
            finally:
                await llm.aclose()
    finally:
        await engines.aclose()


def _table(found: Mapping[str, Bill], calls: int) -> Table:
    made = Table(title=f"{calls} simulated calls", box=SIMPLE_HEAD)
    made.add_column("")
    for name in found:
        made.add_column(name, justify="right")
    rows = {
        "turns": [f"{b.turns:,}" for b in found.values()],
        "turns for the LLM": [f"{b.llm_turns / max(1, b.turns):.1%}" for b in found.values()],
        "requests": [f"{b.requests:,}" for b in found.values()],
        "prompt tokens": [f"{b.prompt:,}" for b in found.values()],
        "of these kept": [f"{b.cached:,}" for b in found.values()],
        "answer tokens": [f"{b.reply:,}" for b in found.values()],
        "completed": [f"{b.completed:,}" for b in found.values()],
        "handed off": [f"{b.handed_off:,}" for b in found.values()],
        "cost of a completed task": [_money(b.per_task(caches=False)) for b in found.values()],
        "with prompts kept": [_money(b.per_task(caches=True)) for b in found.values()],
    }
    for name, cells in rows.items():
        made.add_row(name, *cells)
    return made


def _money(cost: float | None) -> str:
    return "-" if cost is None else f"{cost:.6f}"
