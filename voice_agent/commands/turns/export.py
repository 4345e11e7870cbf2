"""``voice-agent turns export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import RecordOption


def main(
    record: RecordOption,
    out: Annotated[Path, typer.Option(help="File to write, or to add new turns to.")] = Path(
        "turns.yaml"
    ),
    route: Annotated[
        list[str] | None,
        typer.Option(help="answer, retrieve, llm, human or clarify; may be repeated; or all."),
    ] = None,
    since: Annotated[str | None, typer.Option(help="Date of the first calls (UTC).")] = None,
) -> None:
    """Write recorded turns, redacted, to a file to label; those the LLM answered by default."""
    from voice_agent.improve.export import run_export

    run_export(record, out, routes=route or ["llm"], since=since)
