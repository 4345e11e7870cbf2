"""``voice-agent simulate``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import JsonOption, PipelineOption


def main(
    pipeline: PipelineOption = "bank",
    calls: Annotated[int, typer.Option(min=1, help="Calls to hold.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the first call; each call adds one.")] = 1,
    only: Annotated[int | None, typer.Option(help="Hold only the call of this seed.")] = None,
    temper: Annotated[str, typer.Option(help="Hold only callers of this temper.")] = "",
    heldout: Annotated[
        bool, typer.Option("--heldout", help="Callers ask in the words of heldout.yaml.")
    ] = False,
    json: JsonOption = None,
    write: Annotated[
        Path | None, typer.Option(help="File for calls that failed, to replay with 'check'.")
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print what was said where a call failed.")
    ] = False,
) -> None:
    """Hold calls with simulated callers: does each get what it wants, and nothing else?"""
    from rich.console import Console

    from voice_agent.scenarios.simulate.simulate import simulate
    from voice_agent.scenarios.simulate.temper import known_temper

    done = simulate(
        pipeline,
        Console(),
        calls=calls,
        seed=seed,
        only=only,
        temper=known_temper(temper),
        heldout=heldout,
        json_file=json,
        failed_file=write,
        verbose=verbose,
    )
    if not asyncio.run(done):
        raise typer.Exit(1)
