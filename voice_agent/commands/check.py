"""``voice-agent check``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import (
    CarrierOption,
    FastOption,
    NoiseOption,
    PipelineOption,
    VoiceOption,
)
from voice_agent.scenarios.spoken.calling import NOISE_DBFS, Calling


def main(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Scripted calls; by default the playbook's checks.yaml."),
    ] = None,
    pipeline: PipelineOption = "bank",
    only: Annotated[str, typer.Option(help="Only calls with this in their name or kind.")] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, help="Most calls to hold, spread over the file.")
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print what was said where a call went wrong.")
    ] = False,
    spoken: Annotated[
        bool, typer.Option("--spoken", help="By voice, over a real line to a real server.")
    ] = False,
    carrier: CarrierOption = "raw",
    voice: VoiceOption = None,
    calls: Annotated[int, typer.Option(min=1, help="Spoken calls at once.")] = 1,
    noise: NoiseOption = NOISE_DBFS,
    seed: Annotated[int, typer.Option(help="Draws the callers' voices and the noise.")] = 0,
    fast: FastOption = False,
) -> None:
    """Hold scripted calls: did the agent do what it should, and nothing else?"""
    from rich.console import Console

    from voice_agent.config.load import load_pipeline
    from voice_agent.scenarios.check import Chosen, check
    from voice_agent.testing.virtual_time import unhurried_loop
    from voice_agent.training.ready import ensure_model

    ensure_model(load_pipeline(pipeline), Console())

    calling = Calling(carrier, calls, voice, noise, seed, timed=not fast) if spoken else None
    held = check(pipeline, files or [], Console(), Chosen(only, limit, verbose), calling)
    with asyncio.Runner(loop_factory=unhurried_loop if spoken and fast else None) as runner:
        if not runner.run(held):
            raise typer.Exit(1)
