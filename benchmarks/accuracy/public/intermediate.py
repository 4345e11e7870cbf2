"""An encoder that learns other public sets first, for ``bench accuracy --base``.

    voice-agent bench intermediate --for snips --for nlupp-large --data DIR --out FOLDER

Trains the published encoder on the train splits of HWU64, SNIPS, Presidio, BANKING77 and CLINC150,
without any dev or test turn of the benchmarks it is for. Writes it without heads, in the form of
the published one. A killed run continues from its last epoch. 15 minutes on one core.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.accuracy.public.accuracy import prepared
from benchmarks.accuracy.public.intermediate_task import BENCHMARKS, intermediate_task
from benchmarks.report.options import DataOption, RowLimitOption, SeedOption, ThreadsOption
from voice_agent.core.extras import needs_extra


def main(
    names: Annotated[
        list[str], typer.Option("--for", help=f"Benchmark, of {', '.join(BENCHMARKS)}.")
    ],
    data: DataOption,
    out: Annotated[Path, typer.Option(file_okay=False, help="Folder for the encoder.")],
    seed: SeedOption = 1,
    threads: ThreadsOption = 2,
    limit: RowLimitOption = 0,
) -> None:
    """Train an encoder on other public sets first, for 'accuracy --base'."""
    with needs_extra("train", "training"):
        from benchmarks.accuracy.public.build import train_base
    console = Console()
    task = prepared(intermediate_task(names, data), limit, 0, threads)
    console.print(
        f"{task.removed} turns left out: {', '.join(names)} are measured or tuned on them"
    )
    task = replace(task, recipe=replace(task.recipe, seed=seed))
    train_base(task, out, names, console=console)
    console.print(f"encoder: {out}")
