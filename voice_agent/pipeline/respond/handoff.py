"""Handing the call to a person: brief, ways, and what the caller hears meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from voice_agent.calls.call import UNASKED, Call
from voice_agent.calls.handoff import brief
from voice_agent.config.handoff import Hold
from voice_agent.core.errors import ActionError, VoiceAgentError
from voice_agent.core.events import (
    EndedReason,
    HandedOff,
    HandoffOutcome,
    HandoffResult,
    HandoffTried,
)
from voice_agent.core.turn import EndReason, Route
from voice_agent.dialogue.cards import without_cards
from voice_agent.dialogue.unreached import unreached
from voice_agent.handoff.reach import reach
from voice_agent.handoff.way import Case, Way
from voice_agent.handoff.whisper import whisper
from voice_agent.pipeline.respond.holding import Push, carry, hold
from voice_agent.pipeline.respond.say import Say

_LOOK_AGAIN_S = 0.05
_GAP_S = 15.0
"""Longest wait for a gap in the conversation before the caller is told something."""
_SPOKEN_S = 20.0
"""Longest wait for a sentence to be heard."""
_TAIL_S = 0.2
_LEFT = ("caller_hangup", "caller_gone", "caller_silent", "completed")


class HandoffResponder:
    """Looks for a person, and lets the caller go only when somebody has the call.

    The search goes on beside the conversation: a caller who speaks meanwhile is answered.

    Args:
        call: The call.
        ways: The ways to a person, in their order.
        holding: What the caller hears meanwhile.
        remind_s: How often the caller is told that a person is looked for; 0 for never.
        say: Says something unasked.
        push: Sends audio to the caller that is no reply.
    """

    def __init__(
        self,
        call: Call,
        ways: Sequence[Way],
        holding: Hold,
        remind_s: float,
        say: Callable[[Say], Awaitable[None]],
        push: Push,
    ) -> None:
        self._call = call
        self._ways = ways
        self._holding = holding
        self._remind_s = remind_s
        self._say = say
        self._push = push
        self._case: Case | None = None
        self._way: Way | None = None
        self._searches: set[asyncio.Task[None]] = set()
        self._connects = False
        self._began = 0.0
        call.on_finish.append(self._caller_left)

    async def respond(self, route: Route | None, reason: str) -> AsyncIterator[Say]:
        """Hand over a turn that was routed to a person, or that nobody could answer."""
        call, state = self._call, self._call.conversation.state
        event = brief(
            # What gives a card detail is for nobody, also not for a colleague.
            route.reading if route and not call.turn.card else None,
            reason,
            state.task,
            without_cards(call.playbook, state.task, state.details),
            call.conversation.lines,
            update=bool(call.handed_off),
            info=call.info,
            answers=call.answers.values(),
            acts=[(act.name, act.outcome) for act in call.acts],
        )
        call.log.info("hand-off: {} (intent {})", reason, event.intent)
        call.emit(event)
        call.handed_off = reason
        says = call.playbook.says
        if not self._ways:
            yield Say(says.handoff, "handoff", self._ends)
        elif self._case is not None:
            self._case.brief = event
            self._case.whisper = whisper(call.playbook, event, call.clock.today())
            yield Say(says.handoff_waiting, "handoff")
        else:
            self._begin(event)
            yield Say(says.handoff, "handoff")

    async def delivered(self) -> None:
        """Give a brief that is on its way its time, and give up what nobody would want now."""
        self._call.bridge.end()
        if not (self._way is not None and self._way.may_outlive):
            for search in self._searches:
                search.cancel()
        if self._searches:
            await asyncio.wait(self._searches)

    @property
    def is_over(self) -> bool:
        """True if there is no caller any more."""
        return self._call.ended.done()

    @property
    def _ends(self) -> EndReason | None:
        return "handoff" if self._call.playbook.policy.handoff_ends_call else None

    def _begin(self, event: HandedOff) -> None:
        call = self._call
        self._case = Case(
            call_id=call.id,
            brief=event,
            whisper=whisper(call.playbook, event, call.clock.today()),
            info=call.info,
            bridge=call.bridge,
            connecting=self._connecting,
            leaving=self._leaving,
            problem=self._problem,
            refer=call.refer,
            consult=call.consult,
        )
        self._began, self._connects = call.clock.now(), False
        search = asyncio.create_task(self._look_for_person(self._case), name="hand-off")
        self._searches.add(search)
        search.add_done_callback(self._searches.discard)

    async def _look_for_person(self, case: Case) -> None:
        beside = (
            asyncio.create_task(hold(self._call, self._holding, self._push), name="hold"),
            asyncio.create_task(self._remind(), name="remind"),
        )
        try:
            outcome, way = await reach(
                [_Noted(way, self) for way in self._ways],
                case,
                self._tried,
                self._call.clock.now,
            )
            await _stop(beside)
            if not self._call.ended.done():
                await self._settle(case, outcome, way)
        finally:
            self._forget(case)
            await _stop(beside)

    async def _settle(self, case: Case, outcome: HandoffOutcome, way: Way | None) -> None:
        """Leave the call to who has it, or tell the caller that nobody has."""
        call = self._call
        self._tell_result(outcome, way.name if way is not None else "")
        self._forget(case)
        if outcome == "accepted":
            if case.bridge.open:
                await self._until_they_part()
                call.finish("handoff")
                return
            await self._until_quiet()
            if self._ends is not None:
                await asyncio.sleep(_TAIL_S)
                call.finish(self._ends)
            return
        call.handed_off = ""
        await self._until_quiet()
        state, today = call.conversation.state, call.clock.today()
        move = unreached(call.playbook, state, call.from_number, today)
        call.conversation.state = move.state
        await self._tell(move.text or call.playbook.says.handoff_failed)

    async def _until_they_part(self) -> None:
        carrying = asyncio.create_task(carry(self._call, self._push), name="bridge")
        try:
            await self._call.bridge.over.wait()
        finally:
            carrying.cancel()
            await asyncio.wait({carrying})

    async def _tried(self, way: Way, outcome: HandoffOutcome, ms: float, more: bool) -> None:
        call, says = self._call, self._call.playbook.says
        self._connects = False
        if call.ended.done():
            return
        call.emit(HandoffTried(way=way.name, outcome=outcome, ms=ms))
        if more:
            told = {
                "busy": says.handoff_busy,
                "no_answer": says.handoff_no_answer,
                "declined": says.handoff_declined,
            }.get(outcome, "")
            await self._until_quiet()
            await self._tell(f"{told} {says.handoff_next}".strip())

    async def _connecting(self) -> None:
        self._connects = True
        await self._until_quiet()
        await self._tell(self._call.playbook.says.handoff_connecting)

    async def _remind(self) -> None:
        while self._remind_s:
            await asyncio.sleep(self._remind_s)
            if self._call.quiet and not (self._connects or self._call.bridge.open):
                await self._tell(self._call.playbook.says.handoff_waiting)

    async def _tell(self, text: str) -> None:
        """Say something unasked, and wait until it has been heard or spoken over."""
        playback = self._call.playback
        begun = playback.begun
        await self._say(Say(text, UNASKED))
        await self._within(_SPOKEN_S, lambda: playback.begun > begun and not playback.playing)

    async def _until_quiet(self) -> None:
        await self._within(_GAP_S, lambda: self._call.quiet)

    async def _within(self, seconds: float, done: Callable[[], bool]) -> None:
        until = self._call.clock.now() + seconds
        while not (done() or self._call.ended.done() or self._call.clock.now() >= until):
            await asyncio.sleep(_LOOK_AGAIN_S)

    def _caller_left(self, reason: EndedReason) -> None:
        """Note that the call is over: the carrier has moved it, or nobody had it yet."""
        case, self._case = self._case, None
        if case is None:
            return
        if reason == "handoff":
            self._tell_result("accepted", self._way.name if self._way is not None else "")
        else:
            self._tell_result("caller_left" if reason in _LEFT else "failed", "")

    def _leaving(self, leaves: bool) -> None:
        """Note that the carrier is about to move the caller: the line closes then."""
        self._call.leaving = "handoff" if leaves else None

    def _forget(self, case: Case) -> None:
        if self._case is case:
            self._case = None

    def _tell_result(self, outcome: HandoffOutcome, by: str) -> None:
        ms = round(1000 * (self._call.clock.now() - self._began), 1)
        self._call.emit(HandoffResult(outcome=outcome, ms=ms, by=by))

    def _problem(self, error: Exception) -> None:
        if not isinstance(error, VoiceAgentError):
            error = ActionError(f"the hand-off failed: {type(error).__name__}")
        self._call.problem(error)


class _Noted:
    """A way that tells the responder when it is tried."""

    def __init__(self, way: Way, owner: HandoffResponder) -> None:
        self.name, self.rule, self.may_outlive = way.name, way.rule, way.may_outlive
        self._way, self._owner = way, owner

    async def reach(self, case: Case) -> HandoffOutcome:
        if self._owner.is_over:
            return "caller_left"
        self._owner._way = self._way
        return await self._way.reach(case)


async def _stop(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
