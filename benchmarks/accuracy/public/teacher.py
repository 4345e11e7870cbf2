"""A larger encoder's opinion of a benchmark's training turns, for ``bench accuracy --teacher``.

    voice-agent bench teacher --dataset clinc150 --data DIR --encoder FOLDER --out FILE

Fine-tunes the encoder on the train split and writes its opinion of the turns of the train and dev
splits, and of ``--more`` turns without labels; none is of the test split. The encoder is not part
of the project and is never served; docs/howto/train.md says where it is from. Half an hour on one
core.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.accuracy.public.accuracy import prepared
from benchmarks.accuracy.public.opinions import Teacher
from benchmarks.accuracy.public.task import PublicTask
from benchmarks.accuracy.public.tasks import BENCHMARKS, benchmark_tasks
from benchmarks.report.options import DataOption, RowLimitOption, SeedOption, ThreadsOption
from voice_agent.core.errors import ConfigError
from voice_agent.core.extras import needs_extra
from voice_agent.training.data.duplicates import text_of
from voice_agent.training.fit.progress import training_bar


def main(
    dataset: Annotated[str, typer.Option(help="A benchmark of one intent a turn.")],
    data: DataOption,
    encoder: Annotated[
        Path,
        typer.Option(
            exists=True, file_okay=False, help="Folder of an encoder such as all-mpnet-base-v2."
        ),
    ],
    out: Annotated[Path, typer.Option(help="File for its opinions, .npz.")],
    more: Annotated[int, typer.Option(min=0, help="Turns without labels, to judge too.")] = 60_000,
    epochs: Annotated[int, typer.Option(min=1)] = 4,
    rate: Annotated[float, typer.Option(min=0.0, help="Peak learning rate.")] = 5e-5,
    seed: SeedOption = 1,
    threads: ThreadsOption = 2,
    limit: RowLimitOption = 0,
) -> None:
    """Fine-tune a larger encoder and write its opinions, for 'accuracy --teacher'."""
    tasks = benchmark_tasks(dataset, data)
    if len(tasks) > 1 or tasks[0].labels.several:
        known = ", ".join(name for name, one in BENCHMARKS.items() if not one.several)
        raise ConfigError(f"a teacher has one intent a turn; known: {known}")
    if out.suffix != ".npz":
        raise ConfigError(f"{out}: --out must end in .npz")
    task = prepared(tasks[0], limit, 0, threads)
    task = replace(task, recipe=replace(task.recipe, seed=seed))
    console = Console()
    teacher = _taught(task, data, encoder, more, epochs, rate, console)
    teacher.write(out)
    console.print(
        f"{dataset}: {right(task, teacher):.2%} of the dev turns in scope right, none refused"
    )


def _taught(
    task: PublicTask,
    data: Path,
    encoder: Path,
    more: int,
    epochs: int,
    rate: float,
    console: Console,
) -> Teacher:
    with needs_extra("train", "training"):
        from benchmarks.accuracy.public.finetune import teach
        from benchmarks.accuracy.public.unlabelled import unlabelled_turns
    # The same for every seed, so that several teachers judge the same turns and can be averaged.
    turns = unlabelled_turns(task, data, more, Random(task.name))
    with training_bar(console) as step:
        return teach(task, encoder, more=turns, epochs=epochs, rate=rate, step=step)


def right(task: PublicTask, teacher: Teacher) -> float:
    """Share of the dev turns in scope whose best intent is right, with nothing refused."""
    rows = [row for row in task.split("dev") if row.group == "in"]
    found = [teacher.logits[text_of(row.phrase) or ""][1:].argmax() + 1 for row in rows]
    hits = [teacher.intents[best] in row.intents for best, row in zip(found, rows, strict=True)]
    return sum(hits) / max(1, len(hits))
