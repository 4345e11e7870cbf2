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
    people: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Recordings of people, with labels.json."),
    ] = None,
    each: Annotated[int, typer.Option(min=1, help="Utterances made of each person.")] = 22,
    folds: Annotated[
        int, typer.Option(min=0, help="Ears fitted without a share of the people, to judge by.")
    ] = 5,
) -> None:
    """Train the second ear for dictated letters and digits (needs the extra 'train').

    Everything is spoken by synthetic voices: Piper's, and those of the Debian packages espeak-ng,
    flite and festival (with festvox-hi-nsk, festvox-mr-nsk, festvox-te-nsk, festvox-kallpc16k,
    festvox-kdlpc16k, festvox-us-slt-hts). With --people it goes on learning from recordings of
    people who dictate, beside these: then give --onward, a smaller --count and a few --epochs.
    """
    # Threads that spin while they wait take the cores from everything else.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from rich.console import Console

    from voice_agent.config.models import ModelStore
    from voice_agent.core.resources import models_folder
    from voice_agent.training.ears.adapt import adapt_ears
    from voice_agent.training.ears.train import train_ears

    folder, show = out or models_folder() / "ears", Console().print
    if people is None:
        train_ears(
            folder,
            count=count,
            epochs=epochs,
            seed=seed,
            work=work,
            workers=workers,
            show=show,
            onward=onward,
        )
    elif onward is None:
        raise typer.BadParameter("--people needs --onward, an ears.onnx that finds the letters")
    else:
        adapt_ears(
            folder,
            people=people,
            begin=onward,
            each=each,
            folds=folds,
            count=count,
            epochs=epochs,
            seed=seed,
            work=work,
            workers=workers,
            show=show,
        )
    if folder.resolve().parent == models_folder().resolve():
        ModelStore.open().lock(folder.name, folder=folder, kind="stt", licence="Apache-2.0")
