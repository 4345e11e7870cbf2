"""Routes, the same for a guess and for the turn, and what is left when nothing was understood."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from fakes import TODAY, playbook, reading
from pipecat.processors.frame_processor import FrameDirection
from toy_encoder import ToyEncoder

from voice_agent.calls.call import Call
from voice_agent.calls.hub import Hub
from voice_agent.calls.playback import Playback
from voice_agent.core.budgets import BudgetTable
from voice_agent.core.chain import EngineHandle
from voice_agent.core.clock import Clock
from voice_agent.core.events import Event
from voice_agent.core.turn import Response, Section, Transcript
from voice_agent.knowledge.encoder import Encoded
from voice_agent.knowledge.evidence import Answering
from voice_agent.knowledge.index import Knowledge, Meaning
from voice_agent.language import en
from voice_agent.pipeline.frames import (
    FailedFrame,
    ReadingFrame,
    ReadingGuess,
    RouteFrame,
    RouteGuess,
)
from voice_agent.pipeline.router import RouterStage

FEES = Section("fees", "The fees", "It costs nothing.")


class ListeningHub(Hub):
    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []

    def publish(self, event: Event) -> None:
        self.events.append(event)


class CountingKnowledge(Knowledge):
    looked_up = 0

    def best_by_words(self, question: str, topic: str = "") -> Any:
        self.looked_up += 1
        return super().best_by_words(question, topic)


class Router(RouterStage):
    """A router stage whose frames are kept."""

    def __init__(self, meaning: Meaning | None = None) -> None:
        self.hub = ListeningHub()
        self.knowledge = CountingKnowledge([FEES], en, meaning)
        self.call = Call(
            "c1",
            playbook=playbook(),
            budgets=BudgetTable(600),
            playback=Playback(rate_hz=16000, lead_ms=0),
            clock=Clock.at(TODAY),
            hub=self.hub,
            on_turn=lambda turn: None,
        )
        self.pushed: list[Any] = []
        super().__init__(self.call, EngineHandle("router", self.knowledge))
        self.call.open_turn()

    async def push_frame(
        self, frame: Any, direction: FrameDirection = FrameDirection.DOWNSTREAM
    ) -> None:
        self.pushed.append(frame)

    async def take(self, frame: Any) -> Any:
        await self.process_frame(frame, FrameDirection.DOWNSTREAM)
        return self.pushed[-1]


async def test_a_turn_that_was_guessed_is_not_looked_up_again() -> None:
    router = Router()
    read, none, context = reading("the fees", "fees"), Response("none"), router.call.context()
    guess = await router.take(ReadingGuess(read, none, context))
    assert isinstance(guess, RouteGuess)
    assert router.hub.events == [], "a guess is not told"
    turn = await router.take(ReadingFrame(1, read, none, context))
    assert isinstance(turn, RouteFrame)
    assert turn.route is guess.route
    assert router.knowledge.looked_up == 1
    assert [event.type for event in router.hub.events] == ["route"]
    assert router.call.turn.decision is not None
    assert router.call.turn.decision.route(playbook()) == turn.route


async def test_the_route_carries_its_section() -> None:
    router = Router()
    frame = ReadingFrame(1, reading("the fees", "fees"), Response("none"), router.call.context())
    route = (await router.take(frame)).route
    assert (route.to, route.hit.section) == ("retrieve", FEES)


async def test_a_turn_without_words_has_no_route() -> None:
    router = Router()
    frame = ReadingFrame(1, reading(""), Response("none"), router.call.context())
    assert await router.take(frame) is frame
    assert router.hub.events == []


async def test_a_failed_reading_looks_the_words_up() -> None:
    router = Router()
    router.call.heard_caller(Transcript("what do the fees cost", 0.9))
    frame = await router.take(FailedFrame(1, "slm", "next_route"))
    assert (frame.route.to, frame.route.hit.section) == ("retrieve", FEES)
    assert [e.type for e in router.hub.events] == ["transcript", "overrun", "route"]


@pytest.mark.parametrize("text", ["my balance", ""])
async def test_a_failed_reading_that_no_section_answers_is_asked_again(text: str) -> None:
    router = Router()
    router.call.heard_caller(Transcript(text, 0.9))
    frame = await router.take(FailedFrame(1, "slm", "next_route"))
    assert (frame.stage, frame.action) == ("slm", "clarify")


async def test_other_failures_pass() -> None:
    router = Router()
    for stage, action in (("stt", "clarify"), ("slm", "human")):
        frame = FailedFrame(1, stage, action)  # type: ignore[arg-type]
        assert await router.take(frame) is frame
    await asyncio.sleep(0)


# -- looking meanings up ------------------------------------------------------

SURE = Answering({"near": 20.0}, -8.0)


class SlowEncoder(ToyEncoder):
    """Takes as long as it is told."""

    wait_s = 0.0

    def encode(self, text: str) -> Encoded:
        time.sleep(self.wait_s)
        return super().encode(text)


async def test_meanings_are_looked_up_in_a_thread_of_their_own() -> None:
    encoder = SlowEncoder()
    router = Router(Meaning(encoder, SURE))
    frame = ReadingFrame(1, reading("the fees", "fees"), Response("none"), router.call.context())
    route = (await router.take(frame)).route
    assert (route.to, route.hit.section) == ("retrieve", FEES)
    assert route.hit.answers > 0.9
    assert router.knowledge.looked_up == 0


async def test_words_are_compared_when_meanings_come_too_late() -> None:
    encoder = SlowEncoder()
    router = Router(Meaning(encoder, SURE))
    encoder.wait_s = 0.3
    frame = ReadingFrame(1, reading("the fees", "fees"), Response("none"), router.call.context())
    route = (await router.take(frame)).route
    assert (route.to, route.hit.section, route.hit.answers) == ("retrieve", FEES, None)
    assert [event.type for event in router.hub.events] == ["overrun", "route"]
