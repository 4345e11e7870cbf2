"""Hold all scripted calls of a playbook and show what went otherwise."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from voice_agent.config.load import load_pipeline
from voice_agent.pipeline.assembly import load_engines
from voice_agent.scenarios import TEXT_STAGES
from voice_agent.scenarios.hold import hold
from voice_agent.scenarios.judge import Outcome
from voice_agent.scenarios.schema import CHECKS_FILE, load_checks


async def check(
    pipeline: str, files: Sequence[Path], console: Console, *, only: str = "", verbose: bool = False
) -> bool:
    """Hold the calls and print a table by kind and every fault.

    Args:
        pipeline: Name or file.
        files: Scripted calls; those of the playbook when there are none.
        console: Where to print.
        only: Hold only calls whose name or kind contains this.
        verbose: Whether to print what was said in calls with a fault.

    Returns:
        Whether every call went as it should.

    Raises:
        ConfigError: A file is missing or wrong.
        ModelError: The language model is missing or damaged.
    """
    config = load_pipeline(pipeline)
    paths = files or [config.playbook_folder / CHECKS_FILE]
    sets = [load_checks(path) for path in paths]
    engines = await asyncio.to_thread(load_engines, config, stages=TEXT_STAGES)
    outcomes: list[Outcome] = []
    try:
        for checks in sets:
            for scenario in checks.scenarios:
                if only in scenario.name or only in scenario.kind:
                    outcomes.append(await hold(scenario, checks, engines))
    finally:
        await engines.aclose()
    _print(console, outcomes, verbose=verbose)
    return all(outcome.right for outcome in outcomes)


def _print(console: Console, outcomes: Sequence[Outcome], *, verbose: bool) -> None:
    for outcome in outcomes:
        if outcome.right:
            continue
        console.print(f"[red]{outcome.scenario.kind}: {outcome.scenario.name}[/]", highlight=False)
        for fault in (*outcome.faults, *(f"WRONG ACTION {a}" for a in outcome.wrong_actions)):
            console.print(f"    {fault}", markup=False, highlight=False)
        if verbose:
            for speaker, words in outcome.lines:
                console.print(f"      {speaker:6} {words}", markup=False, highlight=False)
    kinds: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        kinds[outcome.scenario.kind].append(outcome)
    table = Table("kind", "calls", "right", "wrong actions", "turns", "handed off", "LLM turns")
    for kind, some in [*sorted(kinds.items()), ("all", list(outcomes))]:
        table.add_row(
            kind,
            str(len(some)),
            str(sum(one.right for one in some)),
            str(sum(bool(one.wrong_actions) for one in some)),
            str(sum(one.turns for one in some)),
            str(sum(one.handed_off for one in some)),
            str(sum(one.llm_turns for one in some)),
        )
    console.print(table)
