"""``voice-agent models``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption, TurnFilesOption

models_app = typer.Typer(help="The models this project runs on.", no_args_is_help=True)


@models_app.command(name="list")
def list_models() -> None:
    """List the locked models and where they are."""
    from voice_agent.commands.doctor import list_models as run_list

    run_list()


@models_app.command()
def verify() -> None:
    """Compare every file with its locked sha256."""
    from voice_agent.commands.doctor import verify_models

    if not verify_models():
        raise typer.Exit(1)


@models_app.command()
def fetch() -> None:
    """Get what is missing from a model hub, where the lock file names one, then verify."""
    # Looking a model up tries its sources in order, and a hub source downloads.
    verify()


@models_app.command()
def compare(
    old: Annotated[Path, typer.Argument(help="Folder of the present language model.")],
    new: Annotated[Path, typer.Argument(help="Folder of the new one.")],
    pipeline: PipelineOption = "bank",
    turns: TurnFilesOption = None,
) -> None:
    """Run two language models on the same turns: which one is better?"""
    from voice_agent.improve.compare import run_compare

    run_compare(old, new, pipeline, turns or [])


@models_app.command()
def promote(
    new: Annotated[Path, typer.Argument(help="Folder of the new language model.")],
    pipeline: PipelineOption = "bank",
    turns: TurnFilesOption = None,
    force: Annotated[bool, typer.Option("--force", help="Without comparing.")] = False,
) -> None:
    """Let the pipeline run a new language model, unless comparing says it is worse."""
    from voice_agent.improve.promote import run_promote

    if not run_promote(new, pipeline, turns or [], force=force):
        raise typer.Exit(1)


@models_app.command()
def rollback(pipeline: PipelineOption = "bank") -> None:
    """Return to the language model that the last promotion replaced."""
    from voice_agent.improve.promote import run_rollback

    run_rollback(pipeline)
