"""Nobody waits for an answer without hearing something, and no turn is waited for for ever."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from stages import make_call

from voice_agent.calls.conversation import FILLER
from voice_agent.calls.patience import Patience
from voice_agent.core.turn import Reply, Segment, Transcript
from voice_agent.pipeline.watchdog import Watchdog

pytestmark = pytest.mark.virtual_time
PATIENCE = Patience(turn_ms=1000, llm_ms=400)


class Watched:
    """A call with a turn that waits, and what the watchdog did about it and when."""

    def __init__(self, *, fillers: bool = True) -> None:
        self.call = make_call()
        self.did: list[tuple[float, str, str]] = []
        self.began = asyncio.get_running_loop().time()
        self.watchdog = Watchdog(
            self.call, PATIENCE, fill=self.fill if fillers else None, give_up=self.give_up
        )
        self.call.open_turn()
        self.call.commit_turn()

    def note(self, what: str, stage: str) -> None:
        now = asyncio.get_running_loop().time()
        self.did.append((round(now - self.began, 2), what, stage))

    async def fill(self, stage: str) -> None:
        self.note("fill", stage)
        self.call.reply(Reply((Segment("One moment.", FILLER),)))

    async def give_up(self, stage: str) -> None:
        self.note("give up", stage)


async def watch(watched: Watched, seconds: float) -> list[tuple[float, str, str]]:
    watched.watchdog.start()
    await asyncio.sleep(seconds)
    await watched.watchdog.stop()
    return watched.did


async def test_a_late_turn_is_bridged_once_and_then_given_up() -> None:
    watched = Watched()
    did = await watch(watched, 10)
    assert [(what, stage) for _, what, stage in did] == [("fill", "stt"), ("give up", "stt")]
    assert did[0][0] == pytest.approx(1.0, abs=0.06)
    assert did[1][0] == pytest.approx(2.0, abs=0.06)
    assert watched.call.turn.given_up


async def test_without_fillers_it_is_only_given_up() -> None:
    assert [what for _, what, _ in await watch(Watched(fillers=False), 10)] == ["give up"]


async def test_the_stage_that_the_turn_waits_for_is_named() -> None:
    watched = Watched()
    watched.call.heard_caller(Transcript("my balance", 0.9))
    assert [stage for _, _, stage in await watch(watched, 10)] == ["slm", "slm"]


@pytest.mark.parametrize("happens", ["answered", "dropped", "spoken into", "given up"])
async def test_nobody_is_bridged_who_waits_for_nothing(happens: str) -> None:
    watched = Watched()
    if happens == "answered":
        watched.call.reply(Reply((Segment("Ten dollars.", "playbook"),)))
    elif happens == "dropped":
        watched.call.drop_turn("sound without words")
    elif happens == "spoken into":
        watched.call.open_turn()
    else:
        watched.call.turn.given_up = True
    assert await watch(watched, 10) == []


async def test_work_on_the_answer_has_deadlines_of_its_own_but_is_bridged() -> None:
    watched = Watched()
    with watched.watchdog.answering():
        assert [what for _, what, _ in await watch(watched, 10)] == ["fill"]


async def test_an_llm_is_bridged_sooner() -> None:
    watched = Watched()
    marks = ("heard", "read", "routed", "asked_llm")
    for mark in marks:
        watched.call.turn.timeline.mark(mark, watched.call.clock.now())
    with watched.watchdog.answering():
        ((at, what, stage),) = await watch(watched, 3)
    assert (what, stage) == ("fill", "llm")
    assert at == pytest.approx(0.4, abs=0.06)


async def test_what_the_turn_has_left() -> None:
    watched = Watched()
    assert watched.watchdog.turn_left_ms == pytest.approx(2000)
    await asyncio.sleep(0.5)
    assert watched.watchdog.turn_left_ms == pytest.approx(1500)
    watched.call.open_turn()
    assert watched.watchdog.turn_left_ms is None


async def test_an_error_is_told_and_the_watch_goes_on() -> None:
    watched = Watched()
    failed: list[Any] = []

    async def breaks(stage: str) -> None:
        failed.append(stage)
        if len(failed) == 1:
            raise RuntimeError("no words")
        watched.call.turn.given_up = True

    watched.watchdog._fill = breaks
    await watch(watched, 1.5)
    assert len(failed) == 2
    assert [event.type for event in watched.call._hub.events] == ["error"]  # type: ignore[attr-defined]
