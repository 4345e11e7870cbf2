"""What the calls on the line cost."""

from __future__ import annotations

import asyncio
import os
import time

import pytest

from voice_agent.calls.hub import Hub
from voice_agent.core.chain import EngineHandle
from voice_agent.core.effort import Level, Strain
from voice_agent.core.events import Ready, StageTime, TurnTimed
from voice_agent.core.jobs import Job, Kind
from voice_agent.server.load_meter import (
    LEAST_S,
    OVER_S,
    STRAIN_S,
    LoadMeter,
    Sample,
    usable_cores,
    use_in,
)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def turn(v2v_ms: float, queue_ms: float | None) -> TurnTimed:
    stages = (
        {} if queue_ms is None else {"queue": StageTime(ms=queue_ms, budget_ms=None, over=False)}
    )
    return TurnTimed(v2v_ms=v2v_ms, stages=stages)


def test_use_is_the_work_done_while_there_were_calls() -> None:
    samples = [
        Sample(0.0, {"stt": 0.0, "tts": 0.0}, 0),
        Sample(10.0, {"stt": 0.0, "tts": 9.0}, 2),
        Sample(15.0, {"stt": 4.0, "tts": 9.0}, 4),
        Sample(20.0, {"stt": 7.0, "tts": 9.5, "new": 3.0}, 6),
        Sample(30.0, {"stt": 7.0, "tts": 19.0, "new": 3.0}, 0),
    ]
    use, calls = use_in(samples)
    assert use == {"stt": 0.7, "tts": 0.05, "new": 0.0}
    assert calls == 4


def test_a_use_that_was_measured_shortly_says_nothing() -> None:
    samples = [Sample(0.0, {"stt": 0.0}, 1), Sample(LEAST_S - 1, {"stt": 5.0}, 1)]
    assert use_in(samples) == ({}, 0.0)
    assert use_in([]) == ({}, 0.0)


def test_answers_count_for_a_while() -> None:
    clock = Clock()
    meter = LoadMeter(lambda: 1, clock)
    meter.answered(turn(5000, 100))
    clock.now += OVER_S + 1
    for _ in range(3):
        meter.answered(turn(300, 20))
    meter.answered(turn(300, None))
    meter.lagged(0.004)
    load = meter.load()
    assert (load.turns, load.p95_ms) == (4, 300)
    assert load.wait_ms == pytest.approx(24)


def test_the_strain_is_that_of_the_last_seconds() -> None:
    clock = Clock()
    meter = LoadMeter(lambda: 1, clock)
    assert meter.strain() == Strain()
    meter.answered(turn(5000, 800))
    meter.lagged(0.5)
    clock.now += STRAIN_S + 1
    for _ in range(100):
        meter.lagged(0.002)
    meter.answered(turn(300, 20))
    assert meter.strain() == Strain(wait_ms=20.0, lag_ms=2.0)


@pytest.mark.virtual_time
async def test_while_work_waits_calls_do_less_ahead_and_then_more_again() -> None:
    meter = LoadMeter(lambda: 2)
    running = asyncio.create_task(meter.run(Hub()))
    meter.answered(turn(900, 300))
    levels = []
    for seconds in (2.0, STRAIN_S + 1):
        await asyncio.sleep(seconds)
        levels.append(meter.effort.level)
    assert levels == [Level.LATER, Level.ALL]
    running.cancel()
    await asyncio.wait({running})


async def test_the_work_of_loop_engines_and_process_is_measured() -> None:
    class Engine:
        def work(self) -> None:
            clock.now += 6.0
            time.sleep(0.002)

    clock, handle = Clock(), EngineHandle("stt", Engine())
    meter = LoadMeter(lambda: 3, clock, cores=2)
    meter.watch([handle])
    meter.sample()
    await handle.run("work", deadline_ms=5000)
    worked_s = handle.worked_s
    await handle.run("work", deadline_ms=5000, job=Job(Kind.PARTIAL))
    assert handle.worked_s == worked_s, "a partial gives way to everything"
    sum(i * i for i in range(200_000))
    meter.sample()
    load = meter.load()
    assert set(load.use) == {"event loop", "cores", "stt"}
    assert 0 < load.use["event loop"] < 1
    assert load.use["stt"] > 0
    assert load.calls == 3
    handle.close()


@pytest.mark.virtual_time
async def test_it_measures_until_it_is_cancelled() -> None:
    hub = Hub()
    meter = LoadMeter(lambda: 2)
    running = asyncio.create_task(meter.run(hub))
    await asyncio.sleep(0.1)
    hub.publish(turn(250, 0))
    hub.publish(Ready())
    await asyncio.sleep(LEAST_S + 2)
    running.cancel()
    await asyncio.wait({running})
    load = meter.load()
    assert (load.turns, load.calls) == (1, 2.0)
    assert load.use.keys() == {"event loop", "cores"}


def test_the_cores_are_those_that_may_be_used() -> None:
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
