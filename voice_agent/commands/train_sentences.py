"""``voice-agent train-sentences``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import DataOption, PipelineOption


def main(
    pipeline: PipelineOption = "bank",
    data: DataOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the model; by default models/sentences.")
    ] = None,
    steps: Annotated[int | None, typer.Option(min=0, help="Batches; 0 keeps the base.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same model.")] = 1,
    fit_only: Annotated[
        bool, typer.Option("--fit-only", help="Fit the decision for the encoder that is there.")
    ] = False,
) -> None:
    """Train the model that searches knowledge folders by meaning (needs the extra 'train')."""
    # Threads that spin while they wait take the cores from everything else.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from voice_agent.config.load import load_pipeline
    from voice_agent.config.models import ModelStore
    from voice_agent.core.resources import models_folder
    from voice_agent.playbook.load import load_playbook
    from voice_agent.training.measure.sentences import make_sentences

    folder = out or models_folder() / "sentences"
    playbook = load_playbook(load_pipeline(pipeline).playbook_folder)
    make_sentences(playbook, folder, data=data, steps=steps, seed=seed, fit_only=fit_only)
    if folder.resolve().parent == models_folder().resolve():
        ModelStore.open().lock(folder.name, folder=folder, kind="sentences", licence="Apache-2.0")
