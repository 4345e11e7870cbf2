"""``voice-agent models promote``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption, TurnFilesOption


def main(
    new: Annotated[Path, typer.Argument(help="Folder of the new language model.")],
    pipeline: PipelineOption = "bank",
    turns: TurnFilesOption = None,
    force: Annotated[bool, typer.Option("--force", help="Promote without comparing.")] = False,
) -> None:
    """Make the pipeline run a new language model, unless a comparison finds it worse."""
    from voice_agent.improve.promote import run_promote

    if not run_promote(new, pipeline, turns or [], force=force):
        raise typer.Exit(1)
