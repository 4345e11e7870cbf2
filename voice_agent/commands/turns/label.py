"""``voice-agent turns label``."""

from __future__ import annotations

from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption, TurnsArgument


def main(
    file: TurnsArgument,
    pipeline: PipelineOption = "bank",
    llm: Annotated[bool, typer.Option("--llm", help="Let the pipeline's LLM label.")] = False,
) -> None:
    """Say what each caller wanted. Saved after each turn; goes on where it stopped."""
    from voice_agent.improve.label import run_label

    run_label(file, pipeline, by_llm=llm)
