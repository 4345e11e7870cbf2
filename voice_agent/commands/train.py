"""``voice-agent train``."""

from __future__ import annotations

import os
from contextlib import nullcontext
from dataclasses import replace
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
    threads: Annotated[
        int | None,
        typer.Option(min=1, help="Threads; by default one per core, at most 8."),
    ] = None,
    onward: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="Folder of a trained model that goes on learning: fewer passes, lower rates.",
        ),
    ] = None,
    fast: Annotated[
        bool, typer.Option("--fast", help="In a minute, without the extra 'train'; less accurate.")
    ] = False,
) -> None:
    """Train the small language model of a playbook (needs the extra 'train', but for --fast)."""
    # Threads that spin while they wait take the cores from everything else.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from rich.console import Console

    from voice_agent.config.load import load_pipeline
    from voice_agent.config.models import ModelStore
    from voice_agent.config.slm_folder import is_shipped, training_folder
    from voice_agent.playbook.load import load_playbook
    from voice_agent.training.contest import (
        beats_fast,
        put_in_place,
        set_aside,
        trained_beside,
    )
    from voice_agent.training.fast import train_fast
    from voice_agent.training.fit.recipe import Recipe, going_on
    from voice_agent.training.plan import plan
    from voice_agent.training.train import train

    console = Console()
    config = load_pipeline(pipeline)
    recipe = Recipe(seed=seed, threads=threads or min(8, os.cpu_count() or 1))
    if onward is not None:
        recipe = going_on(recipe, onward)
    if epochs is not None:
        recipe = replace(recipe, epochs=epochs)
    book = config.playbook_folder
    folder = out or training_folder(config)
    for line in plan(load_playbook(book), recipe, fast=fast, data=data):
        console.print(line)
    if fast:
        with nullcontext() if out else set_aside(folder, console):
            train_fast(book, folder, data=data, seed=seed, console=console)
    else:
        trained = folder if out else trained_beside(folder)
        train(book, trained, data=data, recipe=recipe, plots=plots)
        won = beats_fast(book, trained, folder, console)
        if not out and not won:
            console.print(f"the trained model stays in {trained}")
            return
        if not out:
            put_in_place(trained, folder)
    if is_shipped(config) and not out:
        ModelStore.open().lock(
            f"slm-{folder.name}", folder=folder, kind="slm", licence="Apache-2.0"
        )
