"""``voice-agent check``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption


def main(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Scripted calls; by default the playbook's checks.yaml."),
    ] = None,
    pipeline: PipelineOption = "bank",
    only: Annotated[str, typer.Option(help="Only calls with this in their name or kind.")] = "",
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print what was said where a call went wrong.")
    ] = False,
) -> None:
    """Hold scripted calls by text: did the agent do what it should, and nothing else?"""
    from rich.console import Console

    from voice_agent.scenarios.check import check

    console = Console()
    if not asyncio.run(check(pipeline, files or [], console, only=only, verbose=verbose)):
        raise typer.Exit(1)
