"""Hold all scripted calls of a playbook and show what went otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from voice_agent.config.load import load_pipeline
from voice_agent.config.schema import PipelineConfig
from voice_agent.pipeline.assembly import load_engines, start_engines
from voice_agent.scenarios import TEXT_STAGES
from voice_agent.scenarios.hold import hold
from voice_agent.scenarios.judge import Outcome
from voice_agent.scenarios.report import print_faults, print_tables
from voice_agent.scenarios.schema import CHECKS_FILE, Checks, Scenario, load_checks
from voice_agent.scenarios.spoken.calling import Calling

Scripts = Sequence[tuple[Scenario, Checks]]
_Told = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which calls are held, and how they are shown.

    Attributes:
        only: Hold only calls whose name or kind contains this.
        limit: Most calls to hold, spread evenly over the file.
        verbose: True to print what was said in calls with a fault.
    """

    only: str = ""
    limit: int | None = None
    verbose: bool = False


async def check(
    pipeline: str,
    files: Sequence[Path],
    console: Console,
    chosen: Chosen | None = None,
    calling: Calling | None = None,
) -> bool:
    """Hold the calls and print every fault, and a table by kind.

    Args:
        pipeline: Name or file.
        files: Scripted calls; those of the playbook when there are none.
        console: Where to print.
        chosen: Which calls.
        calling: How callers phone; by text when left out.

    Returns:
        Whether every call went as it should.

    Raises:
        ConfigError: A file is missing or wrong.
        ModelError: A model is missing or damaged.
    """
    chosen = chosen or Chosen()
    config = load_pipeline(pipeline)
    paths = files or [config.playbook_folder / CHECKS_FILE]
    sets = [load_checks(path) for path in paths]
    scripts = spread(
        [
            (scenario, checks)
            for checks in sets
            for scenario in checks.scenarios
            if chosen.only in scenario.name or chosen.only in scenario.kind
        ],
        chosen.limit,
    )

    def told(outcome: Outcome) -> None:
        print_faults(console, outcome, verbose=chosen.verbose)

    if calling is None:
        outcomes = await _by_text(config, scripts, told)
    else:
        outcomes = await _by_voice(config, scripts, calling, told)
    print_tables(console, outcomes, timed=calling is not None and calling.timed)
    return all(outcome.right for outcome in outcomes)


def spread(scripts: Scripts, limit: int | None) -> Scripts:
    """Return at most ``limit`` scripts, evenly spread over the file and so over its kinds."""
    if limit is None or limit >= len(scripts):
        return scripts
    return [scripts[number * len(scripts) // limit] for number in range(limit)]


async def _by_text(config: PipelineConfig, scripts: Scripts, told: _Told) -> list[Outcome]:
    engines = await asyncio.to_thread(load_engines, config, stages=TEXT_STAGES)
    outcomes: list[Outcome] = []
    try:
        for scenario, checks in scripts:
            outcomes.append(await hold(scenario, checks, engines))
            told(outcomes[-1])
    finally:
        await engines.aclose()
    return outcomes


async def _by_voice(
    config: PipelineConfig, scripts: Scripts, calling: Calling, told: _Told
) -> list[Outcome]:
    # The server and its web framework are loaded only for calls that need them.
    from voice_agent.scenarios.spoken.exchange import open_exchange
    from voice_agent.scenarios.spoken.hold import hold_by_voice
    from voice_agent.scenarios.spoken.ready import ready_speaker

    speaker = await ready_speaker(config, calling)
    engines = await start_engines(config)
    try:
        async with open_exchange(engines) as exchange:
            return await hold_by_voice(scripts, exchange, speaker, calling, on_outcome=told)
    finally:
        await engines.aclose()
