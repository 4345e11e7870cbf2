"""``voice-agent models fetch``."""

from __future__ import annotations

from voice_agent.commands.models.verify import main as verify
from voice_agent.commands.options import PipelineOption


def main(pipeline: PipelineOption = "bank") -> None:
    """Get what is missing from a model hub, where the lock file names one, then verify."""
    # Looking a model up tries its sources in order, and a hub source downloads.
    verify(pipeline)
