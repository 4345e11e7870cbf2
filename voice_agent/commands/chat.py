"""``voice-agent chat``."""

from __future__ import annotations

import asyncio

from voice_agent.commands.options import PipelineOption


def main(pipeline: PipelineOption = "bank") -> None:
    """Hold a call by typing, without a server or audio; keys are typed as /4471."""
    from rich.console import Console

    from voice_agent.scenarios.chat import chat

    asyncio.run(chat(pipeline, Console(highlight=False)))
