from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from voice_agent.core.engines import EngineInfo
from voice_agent.testing.kit import (
    BrokenContractError,
    Kit,
    Probe,
    Step,
    can_be_cancelled,
    does_not_grow,
    expect,
    from_several_threads,
    leaves_the_loop_free,
    only_if,
)


class Engine:
    info = EngineInfo("mine", parallel=2)

    def plain(self) -> str:
        return threading.current_thread().name

    async def coroutine(self) -> str:
        return threading.current_thread().name

    def hidden(self) -> Any:
        return self.coroutine()

    def broken(self) -> None:
        raise ValueError("no GPU\nat all")

    def hangs(self) -> None:
        time.sleep(0.3)


def kit(**steps: Callable[[Probe], Awaitable[None]]) -> Kit[Probe]:
    def chosen(probe: Probe) -> list[Step[Probe]]:
        return list(steps.items())

    return Kit(lambda engine, **options: Probe("stt", engine, **options), chosen)


def calling(method: str) -> Callable[[Probe], Awaitable[None]]:
    async def step(probe: Probe) -> None:
        await probe.call(method)

    return step


async def test_a_probe_calls_as_the_pipeline_does() -> None:
    probe = Probe("stt", Engine())
    assert (await probe.call("plain")).startswith("stt")
    assert await probe.call("coroutine") == threading.current_thread().name
    assert probe.at_once == 2
    assert [probe.is_async(method) for method in ("plain", "coroutine")] == [False, True]
    with pytest.raises(BrokenContractError, match=r"hidden\(\) returns a coroutine: declare it"):
        await probe.call("hidden")
    with pytest.raises(BrokenContractError, match="has no method 'transcribe'"):
        await probe.call("transcribe")
    assert not probe.is_async("transcribe")
    probe.close()


def test_every_check_runs_and_each_problem_is_one_line() -> None:
    async def unexpected(probe: Probe) -> None:
        expect(False, "does something else")

    report = kit(good=calling("plain"), bad=unexpected, broken=calling("broken")).check(Engine())
    assert (report.stage, report.engine) == ("stt", "mine")
    assert [(check.what, check.problem) for check in report.checks] == [
        ("good", ""),
        ("bad", "does something else"),
        ("broken", "raises ValueError: no GPU"),
    ]
    assert all(check.took_ms >= 0 for check in report.checks)


def test_nothing_is_tried_once_a_call_hangs_in_every_thread() -> None:
    report = kit(a=calling("coroutine"), b=calling("hangs"), c=calling("plain")).check(
        Engine(), deadline_ms=20, at_once=1
    )
    assert [check.what for check in report.checks] == ["a", "b", "answers before its deadline"]
    assert report.checks[1].problem == "raises DeadlineError: stt: no answer in 20 ms"


def test_an_engine_of_another_shape_is_not_tried_further() -> None:
    report = kit(shape=calling("broken"), other=calling("plain")).check(Engine())
    assert [check.what for check in report.checks] == ["shape"]


async def test_a_kit_runs_on_a_loop_too() -> None:
    assert (await kit(good=calling("plain")).examine(Engine())).ok


def test_steps_may_depend_on_the_engine() -> None:
    assert only_if(True, ("a", calling("plain")))
    assert not only_if(False, ("a", calling("plain")))


async def test_what_computes_or_waits_on_the_loop_holds_it_up() -> None:
    async def computes() -> None:
        until = time.thread_time() + 0.15
        while time.thread_time() < until:
            pass

    async def waits() -> None:
        time.sleep(0.6)  # noqa: ASYNC251

    for bad in (computes, waits):
        with pytest.raises(
            BrokenContractError, match=r"holds up the event loop for .* ms: make it"
        ):
            await leaves_the_loop_free(bad)
    await leaves_the_loop_free(lambda: asyncio.sleep(0.02))


async def test_calls_that_disturb_each_other_are_found() -> None:
    class Shared:
        number = 0

        async def call(self, number: int) -> int:
            self.number = number
            await asyncio.sleep(0)
            return self.number

    probe = Probe("stt", Engine())
    with pytest.raises(
        BrokenContractError, match="calls at the same time disturb each other: 0 al"
    ):
        await from_several_threads(probe, Shared().call, lambda a, b: a == b)

    async def good(number: int) -> int:
        return number

    await from_several_threads(probe, good, lambda a, b: a == b)
    probe.close()


async def test_memory_that_is_kept_is_found() -> None:
    kept: list[bytes] = []

    async def keeps() -> None:
        kept.append(bytes(32_000))

    async def forgets() -> None:
        bytes(32_000)

    with pytest.raises(BrokenContractError, match=r"memory grows by .* KiB over 20 equal calls"):
        await does_not_grow(keeps)
    await does_not_grow(forgets)


async def test_work_that_cannot_be_cancelled_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice_agent.testing.kit._CANCEL_S", 0.05)
    release = asyncio.Event()

    async def stubborn() -> None:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    with pytest.raises(BrokenContractError, match="does not end within 0 s of being cancelled"):
        await can_be_cancelled(stubborn)
    release.set()
    await asyncio.sleep(0.01)
    await can_be_cancelled(lambda: asyncio.sleep(0.01))
