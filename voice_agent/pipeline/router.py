"""The router stage: looks the text up in the knowledge folder and asks the policy."""

from __future__ import annotations

from voice_agent.calls.call import Call
from voice_agent.core.chain import EngineHandle
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import Routed
from voice_agent.core.jobs import Kind
from voice_agent.core.turn import OUT_OF_SCOPE, Hit, Response, Route, TurnReading
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.follow_up import whole_question
from voice_agent.dialogue.requests import question_beside
from voice_agent.knowledge.index import Knowledge
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

DEADLINE_MS = 100.0
"""Far above what a look-up takes; then only words are compared."""


class RouterStage(Stage):
    """Readings in, routes out.

    Args:
        call: The call.
        knowledge: Handle of the ``Knowledge`` that all calls share.
    """

    def __init__(self, call: Call, knowledge: EngineHandle) -> None:
        super().__init__("router")
        self._call = call
        self._handle = knowledge
        self._knowledge: Knowledge = knowledge.engine
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
        route = await self._decided(frame.reading, frame.response, frame.context)
        call.turn.decision = Decision(frame.reading, state, route.hit, today)
        await self._push(frame.turn, route, frame.context)

    async def _guess(self, frame: ReadingGuess) -> None:
        route = await self._decided(frame.reading, frame.response, frame.context, guess=True)
        await self.push_frame(RouteGuess(route, frame.context))

    async def _failed(self, frame: FailedFrame) -> None:
        """Route a turn by its text alone: the knowledge folder may have the answer."""
        call, transcript = self._call, self._call.turn.transcript
        if (frame.stage, frame.action) != ("slm", "next_route") or transcript is None:
            await self.push_frame(frame)
            return
        unread = TurnReading(transcript, OUT_OF_SCOPE, 0.0)
        route = decide_by_text(unread, await self._look_up(unread), call.playbook)
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

    async def _decided(
        self,
        reading: TurnReading,
        response: Response,
        context: TurnContext,
        *,
        guess: bool = False,
    ) -> Route:
        if self._guessed is not None and self._guessed[:2] == (reading, context):
            return self._guessed[2]
        playbook = self._call.playbook
        asked = question_beside(playbook, reading) or reading
        asked = whole_question(playbook, context.state, asked)
        hit = await self._look_up(asked, guess=guess)
        route = decide(reading, response, context.state, hit, playbook)
        self._guessed = (reading, context, route)
        return route

    async def _look_up(self, reading: TurnReading, *, guess: bool = False) -> Hit | None:
        """Look a turn up: in the engine's thread, as a meaning takes some milliseconds."""
        playbook = self._call.playbook
        if self._knowledge.knows_meanings:
            try:
                hit: Hit | None = await self._handle.run(
                    "look_up",
                    playbook,
                    reading,
                    deadline_ms=DEADLINE_MS,
                    job=self._call.job(Kind.TURN, guess=guess),
                )
            except VoiceAgentError:
                self._call.overrun("router", "log")
            else:
                return hit
        return self._knowledge.look_up_words(playbook, reading)
