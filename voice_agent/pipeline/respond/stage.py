"""The respond stage: carries out the route and hands the words to the voice."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from pipecat.frames.frames import Frame, OutputTransportReadyFrame
from pipecat.processors.frame_processor import FrameDirection

from voice_agent.actions.run import Actions
from voice_agent.calls.call import UNASKED, Call
from voice_agent.calls.conversation import FILLER
from voice_agent.calls.disclosure import DISCLOSURE
from voice_agent.calls.ledger import Ledger, MemoryLedger
from voice_agent.calls.patience import Patience
from voice_agent.calls.playback import Heard
from voice_agent.config.handoff import HandoffConfig
from voice_agent.core.budgets import Budget, OverrunAction
from voice_agent.core.chain import EngineHandle
from voice_agent.core.errors import StageError, VoiceAgentError
from voice_agent.core.turn import Hit, Route
from voice_agent.dialogue.backchannel import only_listens, said_into
from voice_agent.dialogue.follow_up import topic
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.starting import with_answer
from voice_agent.dialogue.state import CONFIRM, OFFER
from voice_agent.dialogue.tasks import offer
from voice_agent.handoff.way import Way
from voice_agent.pipeline.frames import (
    ClosingFrame,
    FailedFrame,
    IdleFrame,
    ReadingFrame,
    ReplyGuess,
    RouteFrame,
    RouteGuess,
)
from voice_agent.pipeline.respond.ahead import ReadAhead
from voice_agent.pipeline.respond.clarify import ClarifyResponder
from voice_agent.pipeline.respond.handoff import HandoffResponder
from voice_agent.pipeline.respond.llm import LlmResponder
from voice_agent.pipeline.respond.playbook import PlaybookResponder
from voice_agent.pipeline.respond.preview import preview
from voice_agent.pipeline.respond.say import Say, Speaker, back_to_task
from voice_agent.pipeline.stage import Stage
from voice_agent.pipeline.watchdog import Watchdog
from voice_agent.router.policy import decide


@dataclass(frozen=True, slots=True)
class Resources:
    """What the responders work with; shared by all calls.

    Attributes:
        actions: What the agent may do.
        llm: The frontier LLM.
        llm_budget: Its budget.
        handoff: What the caller hears while a person is looked for.
        ways: The ways to a person.
        max_prompts: Unanswered prompts after which the agent hangs up.
        ledger: What was done for each caller today.
    """

    actions: Actions
    llm: EngineHandle
    llm_budget: Budget
    handoff: HandoffConfig
    max_prompts: int
    ledger: Ledger = field(default_factory=MemoryLedger)
    ways: tuple[Way, ...] = ()


class RespondStage(Stage):
    """Routes in, replies out. Greets, asks again, and notices when nobody is there."""

    def __init__(self, call: Call, resources: Resources) -> None:
        super().__init__("respond")
        self._call = call
        self._says = call.playbook.says
        self._llm_budget = resources.llm_budget
        self._max_prompts = resources.max_prompts
        self._speaker = Speaker(call, self.push_frame)
        self._actions = resources.actions
        self._ahead = ReadAhead(call, resources.actions)
        self._llm = LlmResponder(call, resources.llm, resources.llm_budget)
        self._handoff = HandoffResponder(
            call,
            resources.ways,
            resources.handoff.hold,
            resources.handoff.remind_s,
            self._speaker.say,
            self.push_frame,
        )
        self._playbook = PlaybookResponder(
            call, resources.actions, self._ahead, resources.ledger, self._handoff
        )
        self._clarify = ClarifyResponder(call)
        self._watchdog = Watchdog(
            call,
            Patience(call.budgets.turn_deadline_ms, resources.llm_budget.ms),
            fill=self._fill if self._says.fillers else None,
            give_up=self._give_up,
        )
        self.handles(
            {
                RouteFrame: self._take,
                ReadingFrame: self._take,
                FailedFrame: self._take,
                RouteGuess: self._guess,
                IdleFrame: self._prompt,
                ClosingFrame: self._close,
                OutputTransportReadyFrame: self._greet,
            }
        )

    async def cleanup(self) -> None:
        """Give what is done in the world its time: an action, a brief on its way."""
        await self._watchdog.stop()
        await self._ahead.drop()
        await self._playbook.finish_acting()
        await self._handoff.delivered()
        await self._llm.drop()
        await super().cleanup()

    # -- frames ---------------------------------------------------------------

    async def _greet(self, frame: Frame) -> None:
        # It comes from the transport at the end of the pipeline.
        await self.push_frame(frame, FrameDirection.UPSTREAM)
        self._watchdog.start()
        await self._speaker.say(Say(self._says.greeting, UNASKED))

    async def _prompt(self, frame: IdleFrame) -> None:
        if frame.count > self._max_prompts:
            self._call.log.info("nobody has spoken for a long time")
            await self._speaker.say(Say(self._says.goodbye, UNASKED, "caller_silent"))
        else:
            text = self._says.still_there
            if self._call.conversation.state.awaiting == CONFIRM:
                # A yes to "Are you still there?" must not be one to what was read back.
                text = back_to_task(self._call, text, always=True)
            await self._speaker.say(Say(text, UNASKED))

    async def _close(self, frame: ClosingFrame) -> None:
        await self._speaker.say(Say(self._says.closing, UNASKED, frame.reason))

    async def _guess(self, frame: RouteGuess) -> None:
        words = preview(self._call.playbook, self._actions, frame.context, frame.route)
        if words:
            await self._prepare(words)
        else:
            await self._ahead.begin(frame.context, frame.route, self._prepare)

    async def _prepare(self, words: str) -> None:
        await self.push_frame(ReplyGuess(words))

    async def _take(self, frame: RouteFrame | ReadingFrame | FailedFrame) -> None:
        """Answer a turn. Whatever goes wrong, the caller hears something and the call goes on."""
        call = self._call
        of_the_voice = isinstance(frame, FailedFrame) and frame.stage == "tts"
        if call.turn.given_up and not of_the_voice:
            call.log.info("turn {}: its answer came too late", call.turn.number)
            return
        try:
            with self._watchdog.answering():
                if isinstance(frame, RouteFrame) and not self._only_listens(frame):
                    route = await self._up_to_date(frame)
                    await self._admit_robot(route)
                    await self._answer(route)
                elif isinstance(frame, RouteFrame):
                    await self._go_on("a sign of listening")
                elif isinstance(frame, ReadingFrame):
                    await self._go_on("sound without words")
                else:
                    await self._overrun(frame.stage, frame.action)
        except Exception as error:  # noqa: BLE001
            # pipecat would only log it, and the caller would wait for ever.
            call.problem(StageError(f"the answer failed: {type(error).__name__}", stage="answer"))
            await self._overrun("answer", "fallback")

    # -- routes ---------------------------------------------------------------

    async def _up_to_date(self, frame: RouteFrame) -> Route:
        """Wait for an action that the caller spoke into, and decide again by its result."""
        call, route = self._call, frame.route
        call.cut_off = None
        await self._playbook.finish_acting()
        state = call.conversation.state
        if state == frame.context.state:
            return route
        response = interpret(call.playbook, replace(frame.context, state=state), route.reading)
        return decide(route.reading, response, state, route.hit, call.playbook)

    async def _answer(self, route: Route) -> None:
        text = route.reading.transcript.text
        awaited = self._llm.awaited(text)
        if awaited is not None:
            # "Hello?": the caller still wants the answer that the LLM is writing.
            answer = self._llm.go_on(text, at_most_ms=self._watchdog.turn_left_ms)
            await self._say_llm(answer, awaited)
            return
        await self._llm.drop()
        self._llm.heard(route.reading)
        await self._follow(route)

    async def _admit_robot(self, route: Route) -> None:
        """Answer truthfully a caller who asks whether this is a machine, and something else."""
        if self._call.playbook.lang.asks_if_human(route.reading.transcript.text) == "also":
            await self._speaker.say(Say(self._says.robot, "clarify", final=False))

    async def _follow(self, route: Route) -> None:
        conversation = self._call.conversation
        if route.to == "clarify":
            await self._speak(self._clarify.respond(route))
            return
        looked_up = topic(self._call.playbook, conversation.state, route.reading)
        conversation.state = replace(
            conversation.state,
            failures=0,
            looked_up=looked_up if route.to == "retrieve" else None,
        )
        if route.to == "answer":
            await self._speak(self._playbook.respond(route))
            return
        if conversation.state.awaiting == OFFER:
            # A caller who asks something else does not mean the offer with the next "yes".
            conversation.state = replace(conversation.state, awaiting=None)
        if route.to == "retrieve" and route.hit is not None:
            today = self._call.clock.today()
            conversation.state = with_answer(
                self._call.playbook, conversation.state, route.response, today
            )
            await self._read_out(route, route.hit)
        elif route.to == "human":
            await self._speak(self._handoff.respond(route, route.reason))
        else:
            await self._ask_llm(route)

    async def _read_out(self, route: Route, hit: Hit) -> None:
        """Say the section of each question of the turn; one that is left open is admitted."""
        for number, one in enumerate(hit.all, start=1):
            section = one.section
            last = number == len(hit.all)
            # The question that the agent waits on comes once, at the end.
            text = back_to_task(self._call, section.text, always=True) if last else section.text
            final = last and not route.leaves_open
            await self._speaker.say(Say(text, f"knowledge:{section.file}", final=final))
        if route.leaves_open:
            await self._offer_person()

    async def _offer_person(self) -> None:
        conversation = self._call.conversation
        move = offer(conversation.state, self._says.llm_fallback)
        conversation.state = move.state
        await self._speaker.say(Say(self._says.llm_fallback, "fallback"))

    async def _ask_llm(self, route: Route) -> None:
        proposed = await self._llm.proposed(route, at_most_ms=self._watchdog.turn_left_ms)
        if proposed is not None:
            self._call.log.info("turn {}: {}", self._call.turn.number, proposed.reason)
            await self._follow(proposed)
            return
        answer = self._llm.respond(route, at_most_ms=self._watchdog.turn_left_ms)
        await self._say_llm(answer, route)

    async def _say_llm(self, answer: AsyncIterator[Say], route: Route) -> None:
        call = self._call
        try:
            await self._speak(answer)
        except VoiceAgentError as error:
            call.problem(error)
            if route.fallback is not None and call.turn.source != "llm":
                call.overrun("llm", "next_route")
                await self._follow(route.fallback)
            else:
                await self._overrun("llm", self._llm_budget.on_overrun, route)
        else:
            await self._speaker.end()

    def _only_listens(self, frame: RouteFrame) -> bool:
        call, route = self._call, frame.route
        cut_off, sound = call.cut_off, call.turn.sound
        if cut_off is None or route.to == "human":
            return False
        state, unheard = frame.context.state, cut_off.unspoken
        unclear = route.to == "clarify" and not route.says
        words = said_into(
            call.playbook, state, route.reading, route.response, unheard, unclear=unclear
        )
        return only_listens(words, sound, call.level.below_db(sound.level_dbfs) if sound else 0.0)

    async def _go_on(self, why: str) -> None:
        """Go on where the caller's sound cut the agent off, else stay silent."""
        call = self._call
        cut_off, call.cut_off = call.cut_off, None
        call.drop_turn(why)
        if self._speaker.owes_more:
            # A filler has promised an answer, but there is none.
            call.turn.given_up = True
            await self._speaker.end()
        if cut_off is None:
            return
        # What has to be disclosed is said again from its beginning.
        rest = Heard(tuple(part for part in cut_off.parts if part.source != DISCLOSURE))
        if call.pending_outcome:
            # The outcome of an action that was cut off is announced by itself, and only once.
            await self._speaker.say(Say("", UNASKED))
        elif rest.unspoken or call.disclosure.due:
            await self._speaker.say(Say(rest.unspoken, UNASKED))

    # -- late or failed -------------------------------------------------------

    async def _overrun(self, stage: str, action: OverrunAction, route: Route | None = None) -> None:
        """Do what is declared for a stage that is late or has failed."""
        call, conversation = self._call, self._call.conversation
        worn_out = conversation.state.failures >= call.playbook.policy.max_clarifications
        call.overrun(stage, action)
        if action in ("human", "cached"):
            # The sentence that announces a person is in the voice's memory.
            await self._speak(self._handoff.respond(route, f"{stage} failed"))
        elif action == "fallback":
            await self._offer_person()
        elif worn_out:
            await self._speak(self._handoff.respond(route, f"{stage} failed repeatedly"))
        else:
            await self._speak(self._clarify.respond(route))

    async def _fill(self, stage: str) -> None:
        call, fillers = self._call, self._says.fillers
        call.overrun(stage, "filler")
        text = fillers[call.turn.number % len(fillers)]
        await self._speaker.say(Say(text, FILLER, final=False))

    async def _give_up(self, stage: str) -> None:
        await self._overrun(stage, self._call.budgets.turn_on_overrun)

    async def _speak(self, words: AsyncIterator[Say]) -> None:
        async with contextlib.aclosing(words) as said:  # type: ignore[type-var]
            async for part in said:
                await self._speaker.say(part)
