"""``voice-agent models verify``."""

from __future__ import annotations

import typer

from voice_agent.commands.options import PipelineOption


def main(pipeline: PipelineOption = "bank") -> None:
    """Compare every file with its locked sha256."""
    from voice_agent.server.doctor import verify_models

    if not verify_models(pipeline):
        raise typer.Exit(1)
