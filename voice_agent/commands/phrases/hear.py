"""``voice-agent phrases hear``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption


def main(
    pipeline: PipelineOption = "bank",
    out: Annotated[
        Path | None, typer.Option(help="File to write; by default the playbook's heard.yaml.")
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="Sentences to speak.")] = 1000,
    keep: Annotated[int, typer.Option(min=1, help="Sentences to keep at most.")] = 1200,
    work: Annotated[
        Path | None,
        typer.Option(help="File of pairs, to continue from; in the temporary folder by default."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same sentences and sounds.")] = 1,
    threads: Annotated[int, typer.Option(min=1, help="Threads of voice and recogniser.")] = 1,
) -> None:
    """Speak a playbook's phrases, recognise them, and keep what came out differently."""
    from voice_agent.training.noise.heard import run_heard

    run_heard(pipeline, out, most=most, keep=keep, work=work, seed=seed, threads=threads)
