"""``voice-agent simulate``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import (
    CarrierOption,
    FastOption,
    JsonOption,
    NoiseOption,
    PipelineOption,
    VoiceOption,
)
from voice_agent.scenarios.spoken.calling import NOISE_DBFS, Calling


def main(
    pipeline: PipelineOption = "bank",
    calls: Annotated[int, typer.Option(min=1, help="Calls to hold.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the first call; each call adds one.")] = 1,
    only: Annotated[int | None, typer.Option(help="Hold only the call of this seed.")] = None,
    temper: Annotated[
        str, typer.Option(help="Hold only callers of this temper, or traps of this kind.")
    ] = "",
    heldout: Annotated[
        bool, typer.Option("--heldout", help="Callers ask in the words of heldout.yaml.")
    ] = False,
    traps: Annotated[
        bool,
        typer.Option("--traps", help="Callers ask for nothing: whatever is done then is wrong."),
    ] = False,
    json: JsonOption = None,
    write: Annotated[
        Path | None, typer.Option(help="File for calls that failed, to replay with 'check'.")
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print what was said where a call failed.")
    ] = False,
    spoken: Annotated[
        int | None,
        typer.Option(
            min=1, help="Hold this number of calls by voice, over a real line to a real server."
        ),
    ] = None,
    carrier: CarrierOption = "raw",
    voice: VoiceOption = None,
    at_once: Annotated[int, typer.Option(min=1, help="Spoken calls at once.")] = 1,
    noise: NoiseOption = NOISE_DBFS,
    fast: FastOption = False,
) -> None:
    """Hold calls with simulated callers: does each get what it wants, and nothing else?"""
    from rich.console import Console

    from voice_agent.scenarios.simulate.simulate import simulate
    from voice_agent.testing.virtual_time import unhurried_loop

    by_voice = spoken is not None
    calling = Calling(carrier, at_once, voice, noise, timed=not fast) if by_voice else None
    done = simulate(
        pipeline,
        Console(),
        calls=spoken or calls,
        seed=seed,
        only=only,
        temper=temper,
        heldout=heldout,
        traps=traps,
        json_file=json,
        failed_file=write,
        verbose=verbose,
        calling=calling,
    )
    with asyncio.Runner(loop_factory=unhurried_loop if by_voice and fast else None) as runner:
        if not runner.run(done):
            raise typer.Exit(1)
