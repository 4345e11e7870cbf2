"""Tasks that a test leaves running: the code that creates a task has to await its end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable


def leaked_tasks(mine: Iterable[asyncio.Task[object] | None] = ()) -> list[str]:
    """Name the tasks of the running loop that are not over.

    To be called when a test and its fixtures have cleaned up; not even a cancelled task may be
    left, since nobody has waited for it to end.

    Args:
        mine: Tasks that run the test itself, apart from the current one.

    Returns:
        Name and coroutine of each.
    """
    known = {*mine, asyncio.current_task()}
    left = (task for task in asyncio.all_tasks() if task not in known)
    return sorted(f"{task.get_name()}: {task.get_coro()}" for task in left)
