"""What the contract kits of all stages share: running checks, threads, loop, memory."""

from __future__ import annotations

import asyncio
import gc
import inspect
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

from voice_agent.core.engines import call_engine, info_of, is_async
from voice_agent.core.errors import StageError
from voice_agent.core.executor import EngineExecutor
from voice_agent.testing.report import Check, Report

T = TypeVar("T")

DEADLINE_MS = 10_000.0
"""For one call of an engine; inputs of a minute get six times that."""
HUGE = 6

_COMPUTES_S = 0.1
_WAITS_S = 0.5
_REPEATS = 20
_GROWTH_BYTES = 64 * 1024
_CANCEL_S = 2.0


class BrokenContractError(Exception):
    """An engine does not do what its contract says; the message is one line."""


def expect(holds: bool, otherwise: str) -> None:
    """Fail a check, saying what the engine does instead.

    Raises:
        BrokenContractError: It does not hold.
    """
    if not holds:
        raise BrokenContractError(otherwise)


def expect_no_coroutine(result: object, otherwise: str) -> None:
    """Fail a check if a plain method returned a coroutine, which nobody will await."""
    if inspect.iscoroutine(result):
        result.close()
        raise BrokenContractError(otherwise)


class Probe:
    """An engine as the pipeline calls it: in its threads, or on the loop.

    Args:
        stage: The stage it is to fill.
        engine: The engine.
        deadline_ms: For one call.
        at_once: Calls at the same time; by default as many as the engine's ``info`` says.
    """

    def __init__(
        self,
        stage: str,
        engine: Any,
        *,
        deadline_ms: float = DEADLINE_MS,
        at_once: int | None = None,
    ) -> None:
        self.stage = stage
        self.engine = engine
        self.info = info_of(engine)
        self.deadline_ms = deadline_ms
        self.at_once = at_once or self.info.parallel
        self.executor = EngineExecutor(stage, workers=self.at_once, max_waiting=64)

    async def call(self, method: str, *args: Any, longer: int = 1, **kwargs: Any) -> Any:
        """Call a method of the engine under the deadline."""
        expect(hasattr(self.engine, method), f"has no method '{method}'")
        result = await call_engine(
            self.executor,
            getattr(self.engine, method),
            *args,
            deadline_ms=self.deadline_ms * longer,
            **kwargs,
        )
        if inspect.iscoroutine(result):
            result.close()
            raise BrokenContractError(
                f"{method}() returns a coroutine: declare it with 'async def'"
            )
        return result

    def is_async(self, method: str) -> bool:
        """Return whether a method works on the event loop."""
        return is_async(getattr(self.engine, method, None))

    def close(self) -> None:
        """Stop the threads, except one that hangs."""
        self.executor.close(wait=not self.executor.pending)


P = TypeVar("P", bound=Probe)
Step = tuple[str, Callable[[P], Awaitable[None]]]


def only_if(holds: bool, *steps: Step[P]) -> Sequence[Step[P]]:
    """Return the checks if something holds, none otherwise."""
    return steps if holds else ()


class Kit(Generic[P]):
    """The checks of one stage.

    Args:
        make_probe: Makes the probe of an engine; gets the engine and the kit's options.
        steps: Chooses the checks for a probe: what the engine should do, and how to see it. If
            the first of them fails, no other is tried.
    """

    def __init__(
        self, make_probe: Callable[..., P], steps: Callable[[P], Sequence[Step[P]]]
    ) -> None:
        self._make_probe = make_probe
        self._steps = steps

    def check(self, engine: Any, **options: Any) -> Report:
        """Run all checks; for code that is not on an event loop."""
        return asyncio.run(self.examine(engine, **options))

    async def examine(self, engine: Any, **options: Any) -> Report:
        """Run all checks on the running event loop."""
        probe = self._make_probe(engine, **options)
        checks = []
        try:
            for what, step in self._steps(probe):
                checks.append(await _checked(what, step, probe))
                if len(checks) == 1 and checks[0].problem:
                    break  # Nothing else can be said of an engine that has another shape.
                if probe.executor.pending >= probe.at_once:
                    hangs = "not tried: an earlier call hangs in the engine's thread"
                    checks.append(Check("answers before its deadline", hangs))
                    break
        finally:
            probe.close()
        return Report(probe.stage, probe.info.name, checks)


async def _checked(what: str, step: Callable[[P], Awaitable[None]], probe: P) -> Check:
    started = time.monotonic()
    problem = ""
    try:
        await step(probe)
    except Exception as error:  # noqa: BLE001 - whatever an engine does is a finding
        problem = _said(error)
    return Check(what, problem.partition("\n")[0], 1000 * (time.monotonic() - started))


def _said(error: BaseException) -> str:
    if isinstance(error, StageError) and error.__cause__ is not None:
        # What was raised where the engine worked comes wrapped.
        error = error.__cause__
    if isinstance(error, BrokenContractError):
        return str(error)
    return f"raises {type(error).__name__}: {error}"


async def leaves_the_loop_free(call: Callable[[], Awaitable[object]]) -> None:
    """Fail if a call holds up the event loop, which serves all calls of the server."""
    worst_s = worst_cpu_s = 0.0

    async def watch() -> None:
        nonlocal worst_s, worst_cpu_s
        while True:
            before, cpu_before = time.monotonic(), time.thread_time()
            await asyncio.sleep(0.005)
            worst_s = max(worst_s, time.monotonic() - before)
            worst_cpu_s = max(worst_cpu_s, time.thread_time() - cpu_before)

    watching = asyncio.create_task(watch(), name="watch-loop")
    await asyncio.sleep(0.01)
    try:
        await call()
        await asyncio.sleep(0.01)
    finally:
        watching.cancel()
        await asyncio.wait({watching})
    # Others may keep the processor from us; what this thread itself computed is beyond doubt.
    held_s = worst_cpu_s if worst_cpu_s > _COMPUTES_S else worst_s if worst_s > _WAITS_S else 0.0
    expect(
        not held_s,
        f"holds up the event loop for {1000 * held_s:.0f} ms: make it an ordinary method, which "
        "runs in a thread, or await what it waits for",
    )


async def from_several_threads(
    probe: Probe, call: Callable[[int], Awaitable[T]], same: Callable[[T, T], bool]
) -> None:
    """Fail unless calls at the same time give what they give one after another.

    Args:
        probe: The engine.
        call: Calls it with the input of a number, 0 to 2.
        same: Whether two results of the same input are alike.
    """
    alone = [await call(number) for number in range(3)]
    numbers = [number for _ in range(2) for number in range(3)]
    together = await asyncio.gather(*(call(number) for number in numbers))
    for number, result in zip(numbers, together, strict=True):
        expect(
            same(alone[number], result),
            f"calls at the same time disturb each other: {alone[number]!r} alone, {result!r} then",
        )


async def does_not_grow(call: Callable[[], Awaitable[object]]) -> None:
    """Fail if memory grows while the same call is made again and again."""
    for _ in range(3):
        await call()
    tracemalloc.start()
    try:
        await call()
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(_REPEATS):
            await call()
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    grown = after - before
    expect(
        grown < _GROWTH_BYTES,
        f"memory grows by {grown / 1024:.0f} KiB over {_REPEATS} equal calls: something is kept",
    )


async def can_be_cancelled(call: Callable[[], Awaitable[object]]) -> None:
    """Fail unless a call ends soon after it is cancelled, and the next one works."""
    for wait_s in (0.0, 0.001, 0.02):
        task = asyncio.ensure_future(call())
        await asyncio.sleep(wait_s)
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=_CANCEL_S)
        expect(bool(done), f"does not end within {_CANCEL_S:.0f} s of being cancelled")
        if not task.cancelled():
            task.exception()  # It had ended before; what it raised is another check's matter.
    await call()


def cancellable(call: Callable[[P], Awaitable[object]]) -> Step[P]:
    """Return the check that a call can be cancelled."""
    return "can be cancelled", _of(call, can_be_cancelled)


def off_the_loop(call: Callable[[P], Awaitable[object]]) -> Step[P]:
    """Return the check that a call does not hold up the event loop."""
    return "leaves the event loop free", _of(call, leaves_the_loop_free)


def forgetful(call: Callable[[P], Awaitable[object]]) -> Step[P]:
    """Return the check that nothing is kept of a call."""
    return "does not keep memory", _of(call, does_not_grow)


def _of(
    call: Callable[[P], Awaitable[object]],
    check: Callable[[Callable[[], Awaitable[object]]], Awaitable[None]],
) -> Callable[[P], Awaitable[None]]:
    async def step(probe: P) -> None:
        await check(lambda: call(probe))

    return step
