"""``voice-agent phrases advise``."""

from __future__ import annotations

from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption


def main(
    pipeline: PipelineOption = "bank",
    most: Annotated[int, typer.Option(min=1, help="Lines of each kind.")] = 20,
) -> None:
    """List phrases that look misplaced and intents that are confused (needs the extra 'train')."""
    from rich.console import Console

    from voice_agent.config.load import load_pipeline
    from voice_agent.playbook.load import load_playbook
    from voice_agent.training.measure.advice import advise
    from voice_agent.training.measure.advice_table import show
    from voice_agent.training.measure.classifier import base_embed

    playbook = load_playbook(load_pipeline(pipeline).playbook_folder)
    show(advise(playbook.phrases, base_embed()), Console(), most=most)
