"""``voice-agent validate``."""

from __future__ import annotations

from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption


def main(
    project: Annotated[
        str | None, typer.Argument(help="Pipeline file, name or project's folder.")
    ] = None,
    pipeline: PipelineOption = "bank",
) -> None:
    """Check a project's files: one line for each fault, with line and column."""
    from voice_agent.project.validate import validate_project

    found = validate_project(project or pipeline)
    for one in found:
        typer.echo(str(one))
    count = "1 fault" if len(found) == 1 else f"{len(found) or 'no'} faults"
    typer.echo(count, err=True)
    raise typer.Exit(1 if found else 0)
