"""``voice-agent models list``."""

from __future__ import annotations

from voice_agent.commands.options import PipelineOption


def main(pipeline: PipelineOption = "bank") -> None:
    """List the locked models and where they are."""
    from voice_agent.server.doctor import list_models

    list_models(pipeline)
