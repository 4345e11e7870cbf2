"""``voice-agent models compare``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption, TurnFilesOption


def main(
    old: Annotated[Path, typer.Argument(help="Folder of the present language model.")],
    new: Annotated[Path, typer.Argument(help="Folder of the new one.")],
    pipeline: PipelineOption = "bank",
    turns: TurnFilesOption = None,
) -> None:
    """Run two language models on the same turns: which one is better?"""
    from voice_agent.improve.compare import run_compare

    run_compare(old, new, pipeline, turns or [])
