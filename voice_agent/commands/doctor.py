"""``voice-agent doctor``."""

from __future__ import annotations

import typer

from voice_agent.commands.options import PipelineOption, PortOption


def main(pipeline: PipelineOption = "bank", port: PortOption = 8765) -> None:
    """Check machine, models, pipeline and port; load and warm the engines."""
    from voice_agent.server.doctor import examine

    if not examine(pipeline, port):
        raise typer.Exit(1)
