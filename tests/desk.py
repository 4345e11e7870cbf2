"""The responder stage alone, on virtual time: no pipeline, no sockets, no waiting."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from fakes import TODAY, ScriptedLlm, playbook
from pipecat.frames.frames import Frame, OutputTransportReadyFrame
from pipecat.processors.frame_processor import FrameDirection

from voice_agent.actions.run import Actions
from voice_agent.calls.call import Call, Turn
from voice_agent.calls.hub import Hub
from voice_agent.calls.playback import Playback
from voice_agent.config.schema import HandoffConfig
from voice_agent.core.budgets import Budget, BudgetTable
from voice_agent.core.chain import EngineHandle
from voice_agent.core.clock import Clock
from voice_agent.core.events import Event
from voice_agent.core.turn import Response, Route, Section, Transcript, TurnReading
from voice_agent.dialogue.interpret import interpret
from voice_agent.knowledge.index import Knowledge
from voice_agent.language import en
from voice_agent.pipeline.frames import FailedFrame, ReadingFrame, ReplyFrame, RouteFrame
from voice_agent.pipeline.respond.stage import Resources, RespondStage
from voice_agent.playbook import Playbook
from voice_agent.router.policy import decide

FEES = Section("fees", "The fees", "It costs nothing.")


class ListeningHub(Hub):
    """Writes down what is published."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def publish(self, event: Event) -> None:
        self._desk.published.append(event)


class Desk(RespondStage):
    """A responder with one call, whose replies are written down with the time."""

    def __init__(
        self,
        *,
        llm: Any = None,
        book: Playbook | None = None,
        actions: Actions | None = None,
        llm_budget: Budget = Budget(1500, 4000, "fallback"),
        turn_deadline_ms: float = 2400,
        turn_on_overrun: Any = "fallback",
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.began = self.loop.time()
        self.turns: list[Turn] = []
        self.said: list[tuple[float, str, str]] = []
        self.replies: list[ReplyFrame] = []
        self.book = book or playbook(Path("nowhere"))
        self.knowledge = Knowledge([FEES], en)
        self.published: list[Event] = []
        self.line = Call(
            "c1",
            playbook=self.book,
            budgets=BudgetTable(
                600, turn_deadline_ms=turn_deadline_ms, turn_on_overrun=turn_on_overrun
            ),
            playback=Playback(rate_hz=16000, lead_ms=0),
            clock=Clock.at(TODAY, self.loop.time),
            hub=ListeningHub(self),
            on_turn=self.turns.append,
        )
        super().__init__(
            self.line,
            Resources(
                actions=actions or Actions(self.book),
                llm=EngineHandle("llm", llm or ScriptedLlm(["All is well."]), clock=self.loop.time),
                llm_budget=llm_budget,
                handoff=HandoffConfig(),
                max_prompts=3,
            ),
        )

    async def push_frame(
        self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM
    ) -> None:
        if isinstance(frame, ReplyFrame):
            self.replies.append(frame)
            if frame.reply.text:
                at = round(self.loop.time() - self.began, 2)
                self.said.append((at, frame.reply.source, frame.reply.text))

    async def open(self) -> None:
        """Greet, and begin to watch; time starts here."""
        await self.process_frame(OutputTransportReadyFrame(), FrameDirection.DOWNSTREAM)
        self.said.clear()
        self.replies.clear()
        self.began = self.loop.time()

    def caller_stops(self) -> None:
        """The caller's turn is over; recognition begins."""
        self.line.open_turn()
        self.line.commit_turn()
        for mark in ("spoken", "paused"):
            self.line.turn.timeline.mark(mark, self.loop.time())

    def heard(self, text: str) -> None:
        self.line.heard_caller(Transcript(text, 0.9))

    async def route(self, reading: TurnReading) -> Route:
        """What the stages before the responders do with a reading."""
        self.heard(reading.transcript.text)
        for mark in ("read", "routed"):
            self.line.turn.timeline.mark(mark, self.loop.time())
        hit = self.knowledge.best(reading.transcript.text)
        context = self.line.context()
        response = interpret(self.book, context, reading)
        route = decide(reading, response, context.state, hit, self.book)
        await self.process_frame(
            RouteFrame(self.line.turn.number, route, context), FrameDirection.DOWNSTREAM
        )
        return route

    async def nothing_heard(self) -> None:
        empty = TurnReading(Transcript("", 0.0), "out_of_scope", 0.0)
        frame = ReadingFrame(self.line.turn.number, empty, Response("none"), self.line.context())
        await self.process_frame(frame, FrameDirection.DOWNSTREAM)

    async def fails(self, stage: str, action: Any) -> None:
        await self.process_frame(
            FailedFrame(self.line.turn.number, stage, action), FrameDirection.DOWNSTREAM
        )

    def events(self, type_: str) -> list[dict[str, Any]]:
        """Events of one type since the last look."""
        found, self.published = self.published, []
        return [event.model_dump() for event in found if event.type == type_]

    @property
    def sources(self) -> list[str]:
        return [source for _, source, _ in self.said]


def with_says(book: Playbook, **says: Any) -> Playbook:
    return book.model_copy(update={"says": book.says.model_copy(update=says)})


def with_policy(book: Playbook, **policy: Any) -> Playbook:
    return book.model_copy(update={"policy": book.policy.model_copy(update=policy)})
