"""The responder stage: carries out the route and hands clauses to the voice."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipecat.frames.frames import Frame, OutputTransportReadyFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from voice_agent.actions.fixed import select
from voice_agent.actions.http import post_json
from voice_agent.actions.run import run_action
from voice_agent.calls.call import UNASKED, Call, Turn
from voice_agent.calls.handoff import brief, brief_body
from voice_agent.calls.patience import FILLER, Patience
from voice_agent.config.schema import HandoffConfig
from voice_agent.core.budgets import Budget, OverrunAction
from voice_agent.core.errors import ActionError, LlmError, StageError, VoiceAgentError
from voice_agent.core.events import Replied
from voice_agent.core.turn import EndReason, Reply, Route
from voice_agent.dialogue.moves import answer, finish_task, offer
from voice_agent.dialogue.render import with_question
from voice_agent.dialogue.state import OFFER, DialogueState, Move
from voice_agent.knowledge.bm25 import Knowledge, look_up
from voice_agent.llm.clauses import clauses
from voice_agent.llm.engine import LlmEngine
from voice_agent.llm.prompt import prompt
from voice_agent.pipeline.frames import (
    FailedFrame,
    GuessFrame,
    IdleFrame,
    ReadingFrame,
    ReplyFrame,
    RouteFrame,
)
from voice_agent.pipeline.watchdog import Watch
from voice_agent.router.policy import covers, decide_without_llm


@dataclass(frozen=True, slots=True)
class Resources:
    """What the responders work with; shared by all calls."""

    knowledge: Knowledge
    llm: LlmEngine
    llm_budget: Budget
    handoff: HandoffConfig
    today: Callable[[], date]
    max_prompts: int


class ResponderStage(FrameProcessor):
    """Routes in, replies out. Greets, asks again, and notices when nobody is there."""

    def __init__(self, call: Call, resources: Resources) -> None:
        super().__init__(name="responders")
        self._call = call
        self._with = resources
        self._says = call.playbook.says
        self._background: set[asyncio.Task[Any]] = set()
        self._doing: asyncio.Task[Move] | None = None
        self._unfinished: Turn | None = None
        self._watch = Watch(
            call,
            Patience(call.budgets.turn_deadline_ms, resources.llm_budget.ms),
            fill=self._fill if self._says.fillers else None,
            give_up=self._give_up,
        )

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Answer routes, failures and silence; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, RouteFrame | ReadingFrame | FailedFrame):
            await self._take(frame)
        elif isinstance(frame, GuessFrame) and isinstance(frame.value, Route):
            words = self._words_for(frame.value)
            if words:
                await self.push_frame(GuessFrame(candidate=frame.candidate, value=words))
        elif isinstance(frame, IdleFrame):
            await self._idle(frame.count)
        else:
            await self.push_frame(frame, direction)
            if isinstance(frame, OutputTransportReadyFrame):
                self._watch.start()
                await self._say(None, self._says.greeting, UNASKED)

    async def cleanup(self) -> None:
        """Give a hand-off that is still being delivered its time; it has a deadline of its own."""
        await self._watch.stop()
        if self._background:
            await asyncio.wait(self._background)
        await super().cleanup()

    async def _take(self, frame: RouteFrame | ReadingFrame | FailedFrame) -> None:
        """Answer a turn. Whatever goes wrong, the caller hears something and the call goes on."""
        call = self._call
        of_the_voice = isinstance(frame, FailedFrame) and frame.stage == "tts"
        if self._watch.dropped and not of_the_voice:
            call.log.info("turn {}: its answer came too late", call.turn.number)
            return
        self._watch.answering = True
        try:
            if isinstance(frame, RouteFrame):
                await self._follow(frame.route)
            elif isinstance(frame, ReadingFrame):
                await self._heard_nothing()
            else:
                await self._failed(frame)
        except Exception as error:  # noqa: BLE001
            # pipecat would only log it, and the caller would wait for ever.
            call.problem(StageError(f"the answer failed: {type(error).__name__}", stage="answer"))
            await self._overrun("answer", "fallback")
        finally:
            self._watch.answering, self._watch.asked_llm_at = False, None

    async def _follow(self, route: Route) -> None:
        self._call.interrupted = None
        if self._doing is not None:
            # Whoever spoke into an action hears its outcome first; it has a deadline of its own.
            await asyncio.wait({self._doing})
        if route.to == "clarify":
            await self._clarify(route)
            return
        self._call.dialogue = replace(self._call.dialogue, failures=0)
        if route.to == "answer":
            await self._answer(route)
            return
        if self._call.dialogue.awaiting == OFFER:
            # Whoever asks something else does not mean the offer with the next "yes".
            self._call.dialogue = replace(self._call.dialogue, awaiting=None)
        if route.to == "retrieve":
            await self._retrieve(route)
        elif route.to == "llm":
            await self._ask_llm(route)
        else:
            await self._hand_off(route, route.reason)

    # -- responders -----------------------------------------------------------

    async def _answer(self, route: Route) -> None:
        call = self._call
        move = answer(call.playbook, call.dialogue, route.reading, self._with.today())
        call.dialogue = move.state
        if move.action is not None:
            move = await self._carry_out(move, move.action)
        ends: EndReason | None = "completed" if move.ends_call else None
        await self._say(route, move.text or self._says.action_failed, "playbook", ends)

    async def _carry_out(self, move: Move, action: str) -> Move:
        """Run an action once and to its end, whatever the caller says meanwhile."""
        self._call.turn.acted = True
        doing = self._doing = asyncio.create_task(self._act(move, action), name="action")
        self._background.add(doing)
        doing.add_done_callback(self._background.discard)
        try:
            return await asyncio.shield(doing)
        except asyncio.CancelledError:
            doing.add_done_callback(self._keep_news)
            raise

    async def _act(self, move: Move, action: str) -> Move:
        call, state = self._call, move.state
        result: dict[str, object] | None = None
        try:
            spec = call.playbook.actions[action]
            result = await run_action(action, spec, state.details, call_id=call.id)
        except ActionError as error:
            call.problem(error)
        except Exception as error:  # noqa: BLE001
            call.problem(ActionError(f"{action} failed: {type(error).__name__}"))
        if move.changes and result is not None:
            call.news = ""  # Who has not heard the first outcome is told that of the change.
        done = finish_task(call.playbook, state, result)
        if call.dialogue == state:
            call.dialogue = done.state
        return done

    def _keep_news(self, doing: asyncio.Task[Move]) -> None:
        if not doing.cancelled() and doing.exception() is None:
            self._call.news = doing.result().text or ""

    async def _retrieve(self, route: Route) -> None:
        hit = look_up(self._with.knowledge, self._call.playbook, route.reading)
        if hit is None:
            await self._ask_llm(route)
            return
        await self._say(
            route, self._back_to_task(hit.section.text), f"knowledge:{hit.section.file}"
        )

    async def _ask_llm(self, route: Route) -> None:
        call = self._call
        hit = look_up(self._with.knowledge, self._call.playbook, route.reading)
        messages = prompt(
            call.playbook, call.history, hit.section.text if hit else "", call.dialogue.details
        )
        self._watch.asked_llm_at = call.clock()
        next_ms = self._with.llm_budget.deadline_ms
        left_ms = self._watch.turn_left_ms
        first_ms = next_ms if left_ms is None else max(1.0, min(next_ms, left_ms))
        begun = False
        try:
            pieces = self._with.llm.stream(messages)
            async for clause in clauses(
                pieces, call.playbook.lang, first_ms=first_ms, next_ms=next_ms
            ):
                await self._say(route, clause, "llm", final=False)
                begun = True
            if not begun:
                raise LlmError("the LLM answered with nothing", stage="llm")
        except VoiceAgentError as error:
            call.problem(error)
            await self._without_llm(route, begun=begun)
        else:
            await self._end_reply(route, "llm")

    async def _without_llm(self, route: Route, *, begun: bool) -> None:
        """What the playbook knows by itself is better than an apology."""
        call, today = self._call, self._with.today()
        hit = look_up(self._with.knowledge, call.playbook, route.reading)
        local = decide_without_llm(route.reading, call.dialogue, hit, call.playbook, today)
        if local is not None and not begun:
            call.overrun("llm", "next_route")
            await self._follow(local)
        else:
            await self._overrun("llm", self._with.llm_budget.on_overrun, route)

    async def _clarify(self, route: Route | None) -> None:
        call = self._call
        if call.news:
            # Nothing new was asked; what the caller waits for is the outcome.
            await self._say(route, "", "playbook")
            return
        if route is not None and route.says:
            await self._say_fixed(route)
            return
        call.dialogue = replace(call.dialogue, failures=call.dialogue.failures + 1)
        poorly = route is None or route.reason.startswith("heard")
        choices = self._says.not_heard if poorly else self._says.not_understood
        text = choices[(call.dialogue.failures - 1) % len(choices)]
        await self._say(route, self._back_to_task(text), "clarify")

    async def _say_fixed(self, route: Route) -> None:
        """Words that are out of bounds get a fixed answer, and are counted."""
        state = self._call.dialogue
        if route.says in ("abuse", "goodbye"):
            state = replace(state, abuse=state.abuse + 1)
        else:
            state = replace(state, failures=state.failures + 1)
        self._call.dialogue = state
        ends: EndReason | None = "abuse" if route.says == "goodbye" else None
        text: str = getattr(self._says, route.says)
        await self._say(route, text, "clarify", ends)

    async def _hand_off(self, route: Route | None, reason: str) -> None:
        call = self._call
        state, again = call.dialogue, bool(call.handed_off)
        reading = route.reading if route else None
        event = brief(reading, reason, state.task, state.details, call.history, update=again)
        call.log.info("hand-off: {} (intent {})", reason, event.intent)
        call.emit(event)
        letter = {**brief_body(event), "call_id": call.id}
        call.handed_off = reason
        webhook = self._with.handoff.webhook
        if webhook:
            task = asyncio.create_task(self._post(webhook, letter), name="handoff-webhook")
            self._background.add(task)
            task.add_done_callback(self._background.discard)
        await self._say(
            route,
            self._says.handoff,
            "handoff",
            "handoff" if call.playbook.policy.handoff_ends_call else None,
        )

    async def _post(self, webhook: str, letter: dict[str, object]) -> None:
        try:
            await post_json(webhook, letter, timeout_ms=self._with.handoff.timeout_ms)
        except ActionError as error:
            self._call.problem(error)

    def _words_for(self, route: Route) -> str | None:
        """What would be said, as far as that can be known without doing anything."""
        call = self._call
        if route.to == "human":
            return self._says.handoff
        if route.to == "retrieve":
            hit = look_up(self._with.knowledge, call.playbook, route.reading)
            return hit.section.text if hit else None
        if route.to != "answer":
            return None
        state = call.dialogue
        move = answer(call.playbook, state, route.reading, self._with.today())
        if move.action is not None:
            spec = call.playbook.actions[move.action]
            if spec.webhook:
                return None
            with contextlib.suppress(ActionError):
                result = select(spec, move.state.details)
                move = finish_task(call.playbook, move.state, result)
        return move.text

    # -- when there is no route -----------------------------------------------

    async def _heard_nothing(self) -> None:
        """Sound without words: go on where a noise cut the agent off, else stay silent."""
        call = self._call
        cut_off, call.interrupted = call.interrupted, None
        call.drop_turn("sound without words")
        if self._unfinished is call.turn:
            # A filler has promised more than there is.
            self._watch.drop()
            await self._end_reply(None, FILLER)
        if cut_off and (call.news or cut_off.unspoken):
            # The outcome of an action that was cut off is said as news, and not once more.
            await self._say(None, "" if call.news else cut_off.unspoken, UNASKED)

    async def _failed(self, frame: FailedFrame) -> None:
        await self._overrun(frame.stage, frame.action)

    async def _overrun(self, stage: str, action: OverrunAction, route: Route | None = None) -> None:
        """Do what is declared for a stage that is late or has failed."""
        call = self._call
        worn_out = call.dialogue.failures >= call.playbook.policy.max_clarifications
        call.overrun(stage, action)
        if action in ("human", "cached"):
            # What a person is announced with is in the voice's memory.
            await self._hand_off(route, f"{stage} failed")
        elif action == "fallback":
            move = offer(call.dialogue, self._says.llm_fallback)
            call.dialogue = move.state
            await self._say(route, self._says.llm_fallback, "fallback")
        elif action == "next_route" and await self._read_out():
            return
        elif worn_out:
            await self._hand_off(route, f"{stage} failed repeatedly")
        else:
            await self._clarify(route)

    async def _read_out(self) -> bool:
        """Answer from the knowledge folder by the words alone."""
        call = self._call
        words = call.turn.transcript.text if call.turn.transcript else ""
        hit = self._with.knowledge.best(words)
        if hit is None or not covers(hit, call.playbook.policy):
            return False
        text, source = self._back_to_task(hit.section.text), f"knowledge:{hit.section.file}"
        await self._say(None, text, source)
        return True

    async def _idle(self, count: int) -> None:
        if count > self._with.max_prompts:
            self._call.log.info("nobody has spoken for a long time")
            await self._say(None, self._says.goodbye, UNASKED, "caller_silent")
        else:
            await self._say(None, self._says.still_there, UNASKED)

    async def _fill(self, stage: str) -> None:
        call, fillers = self._call, self._says.fillers
        call.overrun(stage, "filler")
        await self._say(None, fillers[call.turn.number % len(fillers)], FILLER, final=False)

    async def _give_up(self, stage: str) -> None:
        await self._overrun(stage, self._call.budgets.turn_on_overrun)

    # -- saying ---------------------------------------------------------------

    def _back_to_task(self, text: str) -> str:
        return with_question(self._call.playbook, self._call.dialogue, text)

    async def _say(
        self,
        route: Route | None,
        text: str,
        source: str,
        ends_call: EndReason | None = None,
        *,
        final: bool = True,
    ) -> None:
        """Say something, as a whole reply or as a part of one that goes on."""
        call, before = self._call, self._call.dialogue
        if call.news and source != FILLER:
            text, call.news = f"{call.news} {text}".strip(), ""
        # The caller's words may be known only after the filler: then they stand between.
        goes_on = self._unfinished is call.turn and call.history[-1][0] == "agent"
        self._unfinished = None if final else call.turn
        reply = Reply(route=route, text=text, source=source, ends_call=ends_call)
        call.reply(reply, first=not goes_on)
        # Nobody answers a filler, or wants it said again.
        call.dialogue = before if source == FILLER else self._without_filler(call.dialogue)
        call.emit(Replied(text=text, source=source))
        await self.push_frame(ReplyFrame(call.turn.number, reply, final=final))

    def _without_filler(self, state: DialogueState) -> DialogueState:
        said = state.last_reply
        for filler in self._says.fillers:
            said = said.removeprefix(filler).lstrip()
        return replace(state, last_reply=said)

    async def _end_reply(self, route: Route | None, source: str) -> None:
        """Nothing more follows to what has been said."""
        self._unfinished = None
        await self.push_frame(
            ReplyFrame(self._call.turn.number, Reply(route, "", source), final=True)
        )
