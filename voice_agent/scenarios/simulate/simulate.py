"""Hold many simulated calls and show how they went."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from rich.console import Console

from voice_agent.config.load import load_pipeline
from voice_agent.core.files import save
from voice_agent.pipeline.assembly import load_engines
from voice_agent.scenarios.simulate.report import as_json, by_intent, by_temper, table, write_failed
from voice_agent.scenarios.simulate.run import Simulation
from voice_agent.scenarios.simulate.temper import Temper
from voice_agent.scenarios.simulate.verdict import Simulated


async def simulate(
    pipeline: str,
    console: Console,
    *,
    calls: int,
    seed: int,
    only: int | None = None,
    temper: Temper | None = None,
    heldout: bool = False,
    json_file: Path | None = None,
    failed_file: Path | None = None,
    verbose: bool = False,
) -> bool:
    """Hold the calls, print tables by temper and by intent, and write what failed.

    Args:
        pipeline: Name or file.
        console: Where to print.
        calls: How many.
        seed: Of the first call; the next one has the next seed.
        only: Hold only the call of this seed.
        temper: Hold only callers of this temper.
        heldout: Whether callers ask in the words of ``heldout.yaml``, which nothing was trained on.
        json_file: File for all counts.
        failed_file: File for the calls that failed, as scenarios.
        verbose: Whether to print what was said in calls that failed.

    Returns:
        Whether nothing was done that nobody asked for.

    Raises:
        ConfigError: A file is wrong.
        ModelError: The language model is missing or damaged.
    """
    config = load_pipeline(pipeline)
    engines = await asyncio.to_thread(load_engines, config, stages=("slm",))
    seeds = range(seed, seed + calls) if only is None else [only]
    try:
        simulation = Simulation.make(engines, heldout=heldout)
        held = await simulation.hold_all(seeds, only=temper)
        simulation.close()
    finally:
        await engines.aclose()
    for call in held:
        if verbose and (only is not None or not call.outcome.right):
            _show(console, call)
    console.print(table("temper", by_temper(held)))
    console.print(table("task", by_intent(held)))
    if json_file is not None:
        save(json_file, json.dumps(as_json(held), indent=1) + "\n")
    if failed_file is not None:
        count = write_failed(failed_file, held, simulation.allow)
        console.print(f"{count} calls failed" + (f": {failed_file}" if count else ""))
    return not any(call.outcome.wrong_actions for call in held)


def _show(console: Console, call: Simulated) -> None:
    scenario, outcome = call.outcome.scenario, call.outcome
    console.print(f"{scenario.kind}: {scenario.name}, {scenario.today}", highlight=False)
    for fault in (*outcome.faults, *(f"WRONG ACTION {a}" for a in outcome.wrong_actions)):
        console.print(f"    {fault}", markup=False, highlight=False)
    for speaker, words in outcome.lines:
        console.print(f"      {speaker:6} {words}", markup=False, highlight=False)
