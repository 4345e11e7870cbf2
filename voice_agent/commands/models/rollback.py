"""``voice-agent models rollback``."""

from __future__ import annotations

from voice_agent.commands.options import PipelineOption


def main(pipeline: PipelineOption = "bank") -> None:
    """Return to the language model that the last promotion replaced."""
    from voice_agent.improve.promote import run_rollback

    run_rollback(pipeline)
