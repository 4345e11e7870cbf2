"""``voice-agent train-ears``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer


def main(
    out: Annotated[
        Path | None, typer.Option(help="Folder for the model; by default models/ears.")
    ] = None,
    count: Annotated[int, typer.Option(min=100, help="Utterances to speak.")] = 4000,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over them.")] = 14,
    work: Annotated[
        Path, typer.Option(help="Folder for what was spoken; a second run goes on from there.")
    ] = Path("runs/ears"),
    workers: Annotated[int, typer.Option(min=1, help="Processes that speak.")] = 2,
    seed: Annotated[int, typer.Option(help="Same seed, same utterances.")] = 1,
    onward: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="An ears.onnx that goes on learning."),
    ] = None,
) -> None:
    """Train the second ear for dictated letters and digits (needs the extra 'train').

    Everything is spoken by synthetic voices: Piper's, and those of the Debian packages espeak-ng,
    flite and festival (with festvox-hi-nsk, festvox-mr-nsk, festvox-te-nsk, festvox-kallpc16k,
    festvox-kdlpc16k, festvox-us-slt-hts).
    """
    # Threads that spin while they wait take the cores from everything else.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from rich.console import Console

    from voice_agent.config.models import ModelStore
    from voice_agent.core.resources import models_folder
    from voice_agent.training.ears.train import train_ears

    folder = out or models_folder() / "ears"
    train_ears(
        folder,
        count=count,
        epochs=epochs,
        seed=seed,
        work=work,
        workers=workers,
        show=Console().print,
        onward=onward,
    )
    if folder.resolve().parent == models_folder().resolve():
        ModelStore.open().lock(folder.name, folder=folder, kind="stt", licence="Apache-2.0")
