"""``voice-agent replay``."""

from __future__ import annotations

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
    every: Annotated[bool, typer.Option("--all", help="List every changed turn.")] = False,
) -> None:
    """Decide recorded turns again, with other thresholds if given, and show what changes."""
    from voice_agent.improve.replay import run_replay

    run_replay(pipeline, record, settings or [], every=every)
