"""Hold many simulated calls and show how they went."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.console import Console

from voice_agent.config.load import load_pipeline
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.files import save
from voice_agent.pipeline.assembly import Engines, load_engines, start_engines
from voice_agent.scenarios.report import fault_lines, print_spoken
from voice_agent.scenarios.simulate.report import as_json, by_intent, by_temper, table, write_failed
from voice_agent.scenarios.simulate.run import Simulation
from voice_agent.scenarios.simulate.verdict import Simulated
from voice_agent.scenarios.spoken.calling import Calling

_Make = Callable[[Engines], Simulation]


async def simulate(
    pipeline: str,
    console: Console,
    *,
    calls: int,
    seed: int,
    only: int | None = None,
    temper: str = "",
    heldout: bool = False,
    traps: bool = False,
    json_file: Path | None = None,
    failed_file: Path | None = None,
    verbose: bool = False,
    calling: Calling | None = None,
) -> bool:
    """Hold the calls, print tables by temper and by intent, and write what failed.

    Args:
        pipeline: Name or file.
        console: Where to print.
        calls: How many.
        seed: Of the first call; the next one has the next seed.
        only: Hold only the call of this seed.
        temper: Hold only callers of this temper, or with this kind of sentences.
        heldout: Whether callers ask in the words of ``heldout.yaml``, which nothing was trained on.
        traps: True if the callers ask for nothing by what they say.
        json_file: File for all counts.
        failed_file: File for the calls that failed, as scenarios.
        verbose: Whether to print what was said in calls that failed.
        calling: How callers phone; by text when left out.

    Returns:
        Whether nothing was done that nobody asked for.

    Raises:
        ConfigError: A file is wrong.
        ModelError: The language model is missing or damaged.
    """
    config = load_pipeline(pipeline)
    seeds = range(seed, seed + calls) if only is None else [only]

    def told(call: Simulated) -> None:
        if verbose and (only is not None or not call.outcome.right):
            _show(console, call)
        elif calling is not None:
            # A spoken call takes as long as a call: say how far it is.
            how = "as wanted" if call.outcome.right else f"wrong ({call.outcome.cause})"
            console.print(f"{call.outcome.scenario.name}: {how}", highlight=False)

    make = partial(Simulation.make, heldout=heldout, traps=traps)
    if calling is None:
        allow, held = await _by_text(config, make, seeds, temper)
        for call in held:
            told(call)
    else:
        allow, held = await _by_voice(config, make, seeds, temper, calling, told)
    console.print(table("kind" if traps else "temper", by_temper(held)))
    console.print(table("task", by_intent(held)))
    if calling is not None:
        print_spoken(console, [call.outcome for call in held], timed=calling.timed)
    if json_file is not None:
        save(json_file, json.dumps(as_json(held), indent=1) + "\n")
    if failed_file is not None:
        count = write_failed(failed_file, held, allow)
        console.print(f"{count} calls failed" + (f": {failed_file}" if count else ""))
    return not any(call.outcome.wrong_actions for call in held)


async def _by_text(
    config: PipelineConfig, make: _Make, seeds: Sequence[int], temper: str
) -> tuple[Sequence[str], list[Simulated]]:
    engines = await asyncio.to_thread(load_engines, config, stages=("slm",))
    try:
        simulation = make(engines)
        held = await simulation.hold_all(seeds, only=temper)
        simulation.close()
    finally:
        await engines.aclose()
    return simulation.allow, held


async def _by_voice(
    config: PipelineConfig,
    make: _Make,
    seeds: Sequence[int],
    temper: str,
    calling: Calling,
    told: Callable[[Simulated], None],
) -> tuple[Sequence[str], list[Simulated]]:
    # The server and its web framework are loaded only for calls that need them.
    from voice_agent.scenarios.simulate.by_voice import hold_by_voice
    from voice_agent.scenarios.spoken.exchange import open_exchange
    from voice_agent.scenarios.spoken.ready import ready_speaker

    speaker = await ready_speaker(config, calling)
    engines = await start_engines(config)
    try:
        simulation = make(engines)
        # What is answered without an LLM must be in time, and is measured.
        async with open_exchange(replace(engines, llm=simulation.engines.llm)) as exchange:
            held = await hold_by_voice(
                simulation, seeds, exchange, speaker, calling, only=temper, on_held=told
            )
        simulation.close()
    finally:
        await engines.aclose()
    return simulation.allow, held


def _show(console: Console, call: Simulated) -> None:
    scenario, outcome = call.outcome.scenario, call.outcome
    cause = f" ({outcome.cause})" if outcome.cause else ""
    console.print(f"{scenario.kind}: {scenario.name}, {scenario.today}{cause}", highlight=False)
    for fault in fault_lines(outcome):
        console.print(f"    {fault}", markup=False, highlight=False)
    for speaker, words in outcome.lines:
        console.print(f"      {speaker:6} {words}", markup=False, highlight=False)
