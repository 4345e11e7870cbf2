"""What an engine says about itself, and how one of its methods is called."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from voice_agent.core.executor import EngineExecutor
from voice_agent.core.jobs import Job


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What an engine says about itself. All but the name may be left out.

    Attributes:
        name: Short name for logs, errors and traces.
        version: Version of the engine or of its model.
        languages: BCP 47 codes it understands or speaks; empty when it does not say.
        streaming: Whether it takes or gives audio or text piece by piece.
        local: Whether it works on this machine, free of charge. The pipeline does not
            speculate with an engine that is not local, unless its stage says ``speculate: true``.
        licence: SPDX name of the licence of the code or the weights.
        parallel: Blocking calls it can work on at the same time; each gets a thread.
    """

    name: str
    version: str = ""
    languages: tuple[str, ...] = ()
    streaming: bool = False
    local: bool = True
    licence: str = ""
    parallel: int = 1


def info_of(engine: object) -> EngineInfo:
    """Return the engine's ``info``; one with the name of its class when it has none."""
    info = getattr(engine, "info", None)
    return info if isinstance(info, EngineInfo) else EngineInfo(type(engine).__name__)


def is_async(method: object) -> bool:
    """Return whether ``method`` is a coroutine function, or an object that is called as one."""
    called = getattr(method, "__call__", None)  # noqa: B004
    return inspect.iscoroutinefunction(method) or inspect.iscoroutinefunction(called)


async def call_engine(
    executor: EngineExecutor,
    method: Callable[..., Any],
    *args: Any,
    deadline_ms: float | None,
    late: Callable[[], Mapping[str, Any]] | None = None,
    on_result: Callable[[Any], None] | None = None,
    job: Job | None = None,
    **kwargs: Any,
) -> Any:
    """Call a method of an engine: a plain one in the engine's thread, a coroutine on the loop.

    Args:
        executor: The engine's own.
        method: What to call, with ``args`` and ``kwargs``.
        deadline_ms: Time after which a plain call is abandoned and a coroutine cancelled.
        late: Further keyword arguments, asked for when the work begins. A call that waited
            for the one before it can use what that one found.
        on_result: Told the result, in the engine's thread, even when nobody waits for it any more.
        job: What a plain call is for, and so when its turn comes; by default what a turn waits for.

    Raises:
        StaleError: It was a guess, and something else ran in its place.
        OverloadError: The engine's queue is full.
        DeadlineError: There was no answer after ``deadline_ms``.
        StageError: The engine failed; an error of our own tree passes as it is.
    """

    def known(result: Any) -> Any:
        if on_result is not None:
            on_result(result)
        return result

    if is_async(method):

        async def answer() -> Any:
            return known(await method(*args, **kwargs, **(late() if late else {})))

        return await executor.wait(answer, deadline_ms=deadline_ms)
    return await executor.run(
        lambda: known(method(*args, **kwargs, **(late() if late else {}))),
        deadline_ms=deadline_ms,
        job=job,
    )


async def close_engine(engine: object) -> None:
    """Call the engine's ``aclose()`` or ``close()``, if it has one."""
    for name in ("aclose", "close"):
        method = getattr(engine, name, None)
        if callable(method):
            result = method()
            if inspect.isawaitable(result):
                await result
            return
