"""``voice-agent demo``."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption


def main(
    pipeline: PipelineOption = "bank",
    out: Annotated[Path, typer.Option(help="Folder for the recording and the trace.")] = Path(
        "voice-agent-call"
    ),
    svg: Annotated[Path | None, typer.Option(help="Save a picture of the last screen.")] = None,
) -> None:
    """Start the server, phone it, and watch a whole call."""
    from rich.console import Console

    from voice_agent.config.load import find_pipeline
    from voice_agent.demo.demo import run_demo
    from voice_agent.phone.launch import serving_beside

    find_pipeline(pipeline)
    out.mkdir(parents=True, exist_ok=True)
    record = f"sqlite:///{out / 'calls.sqlite'}"

    def start() -> AbstractAsyncContextManager[str]:
        return serving_beside(pipeline, record=record)

    raise typer.Exit(asyncio.run(run_demo(pipeline, out, Console(), start_server=start, svg=svg)))
