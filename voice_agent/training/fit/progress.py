"""The progress of a training: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from voice_agent.core.clock import monotonic

Step = Callable[[int, int, float], None]
FIRST_LINE_S, EVERY_S = 10.0, 60.0


@contextmanager
def training_bar(console: Console, clock: Callable[[], float] = monotonic) -> Iterator[Step]:
    """Show progress while the block runs; call it with the steps done, all steps and the loss.

    A log file gets a line with the time that is left after ten seconds, then one a minute.
    """
    if not console.is_terminal:
        yield _lines(console, clock)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("training")

        def step(done: int, total: int, loss: float) -> None:
            progress.update(bar, completed=done, total=total, description=f"loss {loss:.3f}")

        yield step


def _lines(console: Console, clock: Callable[[], float]) -> Step:
    begun, due = clock(), clock() + FIRST_LINE_S
    before: int | None = None

    def step(done: int, total: int, loss: float) -> None:
        nonlocal due, before
        # A run that continues has not done the first steps in this time.
        before = done - 1 if before is None else before
        now = clock()
        if now < due and done < total:
            return
        due = now + EVERY_S
        left_s = (now - begun) / (done - before) * (total - done)
        console.print(f"step {done} of {total}, loss {loss:.3f}, {time_left(left_s)}")

    return step


def time_left(seconds: float) -> str:
    """Return how long it will take, in words."""
    if seconds < 1:
        return "done"
    if seconds < 90:
        return f"about {seconds:.0f} s left"
    return f"about {seconds / 60:.0f} min left"
