"""The router stage: looks the text up in the knowledge folder and asks the policy."""

from __future__ import annotations

from voice_agent.calls.call import Call
from voice_agent.core.events import Routed
from voice_agent.core.turn import OUT_OF_SCOPE, Response, Route, TurnReading
from voice_agent.dialogue.context import TurnContext
from voice_agent.knowledge.bm25 import Knowledge, look_up
from voice_agent.pipeline.frames import (
    FailedFrame,
    ReadingFrame,
    ReadingGuess,
    RouteFrame,
    RouteGuess,
)
from voice_agent.pipeline.stage import Stage
from voice_agent.router.decision import Decision
from voice_agent.router.policy import decide, decide_by_text


class RouterStage(Stage):
    """Readings in, routes out."""

    def __init__(self, call: Call, knowledge: Knowledge) -> None:
        super().__init__("router")
        self._call = call
        self._knowledge = knowledge
        # The last guess: when it turns out to be the turn, it has been routed already.
        self._guessed: tuple[TurnReading, TurnContext, Route] | None = None
        self.handles(
            {ReadingFrame: self._route, ReadingGuess: self._guess, FailedFrame: self._failed}
        )

    async def _route(self, frame: ReadingFrame) -> None:
        if not frame.reading.transcript.text:
            await self.push_frame(frame)
            return
        call, state, today = self._call, frame.context.state, frame.context.today
        route = self._decided(frame.reading, frame.response, frame.context)
        call.turn.decision = Decision(frame.reading, state, route.hit, today)
        await self._push(frame.turn, route, frame.context)

    async def _guess(self, frame: ReadingGuess) -> None:
        route = self._decided(frame.reading, frame.response, frame.context)
        await self.push_frame(RouteGuess(route, frame.context))

    async def _failed(self, frame: FailedFrame) -> None:
        """Route a turn by its text alone: the knowledge folder may have the answer."""
        call, transcript = self._call, self._call.turn.transcript
        if (frame.stage, frame.action) != ("slm", "next_route") or transcript is None:
            await self.push_frame(frame)
            return
        unread = TurnReading(transcript, OUT_OF_SCOPE, 0.0)
        route = decide_by_text(unread, self._knowledge.best(transcript.text), call.playbook)
        if route is None:
            await self.push_frame(FailedFrame(frame.turn, "slm", "clarify"))
            return
        call.overrun("slm", "next_route")
        await self._push(frame.turn, route, call.context())

    async def _push(self, turn: int, route: Route, context: TurnContext) -> None:
        call = self._call
        call.turn.route = route
        call.turn.timeline.mark("routed", call.clock.now())
        call.emit(Routed(to=route.to, reason=route.reason))
        await self.push_frame(RouteFrame(turn, route, context))

    def _decided(self, reading: TurnReading, response: Response, context: TurnContext) -> Route:
        if self._guessed is not None and self._guessed[:2] == (reading, context):
            return self._guessed[2]
        playbook = self._call.playbook
        hit = look_up(self._knowledge, playbook, reading)
        route = decide(reading, response, context.state, hit, playbook)
        self._guessed = (reading, context, route)
        return route
