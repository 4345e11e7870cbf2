"""``voice-agent train-stt``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption


def main(
    out: Annotated[Path, typer.Option(help="Folder for the new recogniser.")],
    pipeline: PipelineOption = "bank",
    count: Annotated[int, typer.Option(min=20, help="Utterances to speak.")] = 2000,
    steps: Annotated[int, typer.Option(min=1, help="Steps of training.")] = 1500,
    batch: Annotated[int, typer.Option(min=1, help="Utterances a step.")] = 8,
    rank: Annotated[int, typer.Option(min=1, help="Rank of the layers that learn.")] = 8,
    seed: Annotated[int, typer.Option(help="Same seed, same model.")] = 1,
) -> None:
    """Fit the recogniser to a playbook and to dictated values (needs the extra 'train').

    A synthetic voice speaks the playbook's phrases, numbers, spelled names and addresses over
    telephone lines; the decoder's attention learns from them. Measure the result on people before
    you use it: voice-agent bench recognition, voice-agent bench dictation.
    """
    # Threads that spin while they wait take the cores from everything else.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from rich.console import Console

    from voice_agent.config.load import load_pipeline
    from voice_agent.config.models import ModelStore
    from voice_agent.playbook import load_playbook
    from voice_agent.training.stt.train import train_stt

    config = load_pipeline(pipeline)
    train_stt(
        load_playbook(config.playbook_folder),
        out,
        store=ModelStore.open(),
        count=count,
        steps=steps,
        batch=batch,
        rank=rank,
        seed=seed,
        show=Console().print,
    )
