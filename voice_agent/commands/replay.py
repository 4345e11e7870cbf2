"""``voice-agent replay``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption, RecordOption


def main(
    record: RecordOption,
    pipeline: PipelineOption = "bank",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", help="NAME=VALUE of the playbook's policy; may be repeated."),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Folder of a language model that reads the turns anew.")
    ] = None,
    gate: Annotated[
        int | None,
        typer.Option(min=0, help="Exit status 1 if more turns than this would go elsewhere."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="List every changed turn.")] = False,
) -> None:
    """Decide recorded turns again, with other thresholds or another model, and show changes."""
    from voice_agent.improve.replay import run_replay

    changes = run_replay(pipeline, record, settings or [], model=model, every=every)
    moved = sum(change.moved for change in changes)
    if gate is not None and moved > gate:
        raise typer.Exit(1)
