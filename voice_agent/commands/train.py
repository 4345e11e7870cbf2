"""``voice-agent train``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import DataOption, PipelineOption, PlotsOption


def main(
    pipeline: PipelineOption = "bank",
    data: DataOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the model; by default models/NAME.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="Passes over the rows.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same model.")] = 1,
    plots: PlotsOption = None,
) -> None:
    """Train the small language model of a playbook (needs the extra 'train')."""
    # Threads that spin while they wait take the cores from everything else.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from voice_agent.config.load import load_pipeline
    from voice_agent.config.models import ModelStore
    from voice_agent.core.resources import models_folder
    from voice_agent.training.fit.recipe import Recipe
    from voice_agent.training.train import train

    config = load_pipeline(pipeline)
    recipe = Recipe(seed=seed) if epochs is None else Recipe(seed=seed, epochs=epochs)
    folder = out or models_folder() / config.playbook_folder.name
    train(config.playbook_folder, folder, data=data, recipe=recipe, plots=plots)
    if folder.resolve().parent == models_folder().resolve():
        ModelStore.open().lock(
            f"slm-{folder.name}", folder=folder, kind="slm", licence="Apache-2.0"
        )
