"""The router stage: looks the words up in the knowledge folder and asks the policy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from pipecat.frames.frames import Frame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from voice_agent.calls.call import Call
from voice_agent.core.events import Routed
from voice_agent.core.turn import TurnReading
from voice_agent.knowledge.bm25 import Knowledge, look_up
from voice_agent.pipeline.frames import GuessFrame, ReadingFrame, RouteFrame
from voice_agent.router.decision import Decision


class RouterStage(FrameProcessor):
    """Readings in, routes out."""

    def __init__(self, call: Call, knowledge: Knowledge, today: Callable[[], date]) -> None:
        super().__init__(name="router")
        self._call = call
        self._knowledge = knowledge
        self._today = today

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Route readings; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, ReadingFrame) and frame.reading.transcript.text:
            await self._route(frame.turn, frame.reading)
        elif isinstance(frame, GuessFrame) and isinstance(frame.value, TurnReading):
            route = self._seen(frame.value).route(self._call.playbook)
            await self.push_frame(GuessFrame(frame.candidate, route))
        else:
            await self.push_frame(frame, direction)

    async def _route(self, turn: int, reading: TurnReading) -> None:
        call = self._call
        decision = self._seen(reading)
        route = decision.route(call.playbook)
        call.turn.decision, call.turn.route = decision, route
        call.turn.timeline.mark("routed", call.clock())
        call.emit(Routed(to=route.to, reason=route.reason))
        await self.push_frame(RouteFrame(turn=turn, route=route))

    def _seen(self, reading: TurnReading) -> Decision:
        call = self._call
        hit = look_up(self._knowledge, call.playbook, reading)
        return Decision(reading, call.dialogue, hit, self._today())
