"""What the calls on the line cost."""

from __future__ import annotations

import asyncio
import time

import pytest

from voice_agent.calls.hub import Hub
from voice_agent.core.chain import EngineHandle
from voice_agent.core.effort import Level, Strain
from voice_agent.core.events import Ready, StageTime, TurnTimed
from voice_agent.core.jobs import Job, Kind
from voice_agent.server.admission import Turn
from voice_agent.server.call_costs import CORES, LOOP, Sample
from voice_agent.server.load_meter import (
    LEAST_S,
    STRAIN_S,
    TURNS_S,
    LoadMeter,
    turn_of,
    use_in,
)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def turn(v2v_ms: float, **stages: float) -> TurnTimed:
    return TurnTimed(
        v2v_ms=v2v_ms,
        stages={name: StageTime(ms=ms, budget_ms=None, over=False) for name, ms in stages.items()},
    )


def test_use_is_the_work_done_while_there_were_calls() -> None:
    samples = [
        Sample(0.0, {"stt": 0.0, CORES: 0.0}, calls=0),
        Sample(10.0, {"stt": 0.0, CORES: 9.0}, calls=2),
        Sample(15.0, {"stt": 4.0, CORES: 10.0}, calls=4),
        Sample(20.0, {"stt": 7.0, CORES: 12.0, "new": 3.0}, calls=6),
        Sample(30.0, {"stt": 7.0, CORES: 19.0, "new": 3.0}, calls=0),
    ]
    assert use_in(samples, 2) == {"stt": 0.7, CORES: 0.15, "new": 0.0}


def test_a_use_that_was_measured_shortly_says_nothing() -> None:
    samples = [
        Sample(0.0, {"stt": 0.0}, calls=1),
        Sample(LEAST_S - 1, {"stt": 5.0}, calls=1),
    ]
    assert use_in(samples, 2) == use_in([], 2) == {}


def test_a_turn_is_waiting_work_and_what_no_load_changes() -> None:
    timed = turn(500, vad=30, turns=150, stt=90, slm=10, queue=40, tts=60, llm=100)
    assert turn_of(timed, 7.0, 3, 200.0) == Turn(7.0, 3, still_ms=260, work_ms=200, wait_ms=40)
    assert turn_of(timed, 7.0, 3, 900.0) == Turn(7.0, 3, still_ms=100, work_ms=360, wait_ms=40)
    assert turn_of(turn(250), 7.0, 3, 0.0) == Turn(7.0, 3, 250, 0, 0)


def test_answers_count_for_a_while() -> None:
    clock, told = Clock(), []
    meter = LoadMeter(lambda: 1, clock)
    meter.on_turn = told.append
    meter.answered(turn(5000, queue=100))
    clock.now += TURNS_S + 1
    for _ in range(3):
        meter.answered(turn(300, queue=20))
    assert [one.wait_ms for one in meter.load().turns] == [20, 20, 20]
    assert len(told) == 4


def test_the_strain_is_that_of_the_last_seconds() -> None:
    clock = Clock()
    meter = LoadMeter(lambda: 1, clock)
    assert meter.strain() == Strain()
    meter.answered(turn(5000, queue=800))
    meter.lagged(0.5)
    clock.now += STRAIN_S + 1
    for _ in range(100):
        meter.lagged(0.002)
    meter.answered(turn(300, queue=20))
    assert meter.strain() == Strain(wait_ms=20.0, lag_ms=2.0)


def test_what_others_use_is_measured() -> None:
    busy = iter((0.0, 30.0, 60.0))
    clock = Clock()
    meter = LoadMeter(lambda: 1, clock, cores=2, busy=lambda: next(busy))
    for _ in range(3):
        meter.sample()
        clock.now += 20.0
    assert meter.cores == pytest.approx(1.0, abs=0.5)
    assert meter.load().cores == meter.cores
    assert LoadMeter(lambda: 1, cores=2).cores == 2


@pytest.mark.virtual_time
async def test_while_work_waits_calls_do_less_ahead_and_then_more_again() -> None:
    meter = LoadMeter(lambda: 2)
    running = asyncio.create_task(meter.run(Hub()))
    meter.answered(turn(900, queue=300))
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
    assert set(load.cost) == {LOOP, CORES, "stt"}
    assert 0 < load.cost[LOOP] < 1
    assert load.cost["stt"] > 0
    assert meter.costs.call_s == pytest.approx(3 * 12)
    handle.close()


@pytest.mark.virtual_time
async def test_it_measures_until_it_is_cancelled() -> None:
    hub = Hub()
    meter = LoadMeter(lambda: 2)
    running = asyncio.create_task(meter.run(hub))
    await asyncio.sleep(0.1)
    hub.publish(turn(250, queue=0))
    hub.publish(Ready())
    await asyncio.sleep(LEAST_S + 2)
    running.cancel()
    await asyncio.wait({running})
    load = meter.load()
    assert [one.calls for one in load.turns] == [2]
    assert load.cost.keys() == {LOOP, CORES}
