"""``voice-agent chat``."""

from __future__ import annotations

import asyncio

from voice_agent.commands.options import PipelineOption


def main(pipeline: PipelineOption = "bank") -> None:
    """Hold a call by typing, without a server or audio; keys are typed as /4471."""
    from rich.console import Console

    from voice_agent.config.load import load_pipeline
    from voice_agent.scenarios.chat import chat
    from voice_agent.training.ready import ensure_model

    console = Console(highlight=False)
    ensure_model(load_pipeline(pipeline), console)
    asyncio.run(chat(pipeline, console))
