"""The progress of a training."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

Step = Callable[[int, int, float], None]


@contextmanager
def training_bar(console: Console) -> Iterator[Step]:
    """Show a bar while the block runs; call it with the steps done, all steps and the loss."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("training")

        def step(done: int, total: int, loss: float) -> None:
            progress.update(bar, completed=done, total=total, description=f"loss {loss:.3f}")

        yield step
