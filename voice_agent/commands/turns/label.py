"""``voice-agent turns label``."""

from __future__ import annotations

from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption, TurnsArgument


def main(
    file: TurnsArgument,
    pipeline: PipelineOption = "bank",
    llm: Annotated[
        bool, typer.Option("--llm", help="Ask the pipeline's LLM instead of a person.")
    ] = False,
) -> None:
    """Say what each caller wanted. Saves after each turn, and continues where it stopped."""
    from voice_agent.improve.label import run_label

    run_label(file, pipeline, by_llm=llm)
