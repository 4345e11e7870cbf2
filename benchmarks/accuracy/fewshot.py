"""A new domain that somebody wrote in half an hour.

Trains the model of ``florist``, a playbook of eight intents with seven phrases each, and measures
it on turns with other words. Compared with it: a logistic regression on the published encoder,
which never refuses a turn and finds no entity. Needs the ``train`` extra and a few minutes::

    voice-agent bench fewshot [--data DIR] [--json out.json]
"""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.report.options import JsonOption, SeedOption, ThreadsOption
from benchmarks.report.stats import write_json
from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.playbook import load_playbook
from voice_agent.training.data.labelled import read_heldout
from voice_agent.training.fit.recipe import Recipe
from voice_agent.training.measure.classifier import base_embed, quick_classifier
from voice_agent.training.train import train

FLORIST = Path(__file__).parent / "florist"
_EPOCHS = 4
_ROWS = 3000


def main(
    data: Annotated[Path | None, typer.Option(help="Folder of public data sets.")] = None,
    epochs: Annotated[int, typer.Option(min=1)] = _EPOCHS,
    rows: Annotated[int, typer.Option(min=1, help="Rows per epoch.")] = _ROWS,
    threads: ThreadsOption = 1,
    seed: SeedOption = 1,
    out: Annotated[Path | None, typer.Option(help="Keep the model in this folder.")] = None,
    json_out: JsonOption = None,
) -> None:
    """Measure a new domain with few phrases."""
    console = Console()
    recipe = Recipe(epochs=epochs, rows=rows, threads=threads, seed=seed)
    began = time.perf_counter()
    with ExitStack() as stack:
        folder = out or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        figures = train(FLORIST, folder, data=data, recipe=recipe, console=console)
    took_s = round(time.perf_counter() - began, 1)
    held = figures["held-out turns"]
    frozen = frozen_right()
    console.print(
        f"{held['rows']} held-out turns: {held['intent']:.1%} of those in scope right "
        f"(refusals count as wrong), {'with' if data else 'without'} public data; "
        f"trained and measured in {took_s} s. Logistic regression on the frozen encoder: "
        f"{frozen:.1%}."
    )
    write_json(
        json_out,
        {
            "data": data is not None,
            "recipe": asdict(recipe),
            "took_s": took_s,
            "frozen": frozen,
            "figures": figures,
        },
    )


def frozen_right() -> float:
    """Share of the held-out turns in scope that a logistic regression gets right."""
    playbook = load_playbook(FLORIST)
    turns = [turn for turn in read_heldout(playbook) if turn.intents != (OUT_OF_SCOPE,)]
    found = quick_classifier(playbook.phrases, base_embed())([turn.said.text for turn in turns])
    right = sum(intent in turn.intents for intent, turn in zip(found, turns, strict=True))
    return round(right / len(turns), 4)
