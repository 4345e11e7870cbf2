"""``voice-agent record migrate``."""

from __future__ import annotations

from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption


def main(
    pipeline: PipelineOption = "bank",
    record: Annotated[
        str | None, typer.Option(help="SQLAlchemy URL of the call record; else the pipeline's.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; status 1 if there is work to do.")
    ] = False,
) -> None:
    """Bring the call record's tables up to this version, as a server does when it starts."""
    from voice_agent.calls.migrate import HEAD
    from voice_agent.calls.record import migrate_record, revision_of_record
    from voice_agent.config.load import load_pipeline
    from voice_agent.core.environment import fill_in

    url = record or fill_in(load_pipeline(pipeline).record_url, "record_url")
    if check:
        now = revision_of_record(url)
        typer.echo(f"revision {now or 'none'}; this version has {HEAD}")
        raise typer.Exit(int(now != HEAD))
    applied = migrate_record(url)
    typer.echo(f"applied: {', '.join(applied)}" if applied else "nothing to do")
