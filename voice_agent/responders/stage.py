"""The responder stage: carries out the route and hands clauses to the voice."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipecat.frames.frames import Frame, OutputTransportReadyFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from voice_agent.budgets import Budget
from voice_agent.calls.call import UNASKED, Call
from voice_agent.config import HandoffConfig
from voice_agent.errors import ActionError, DeadlineError, LlmError, VoiceAgentError
from voice_agent.events import EndReason, Reply, Route
from voice_agent.frames import (
    FailedFrame,
    GuessFrame,
    IdleFrame,
    ReadingFrame,
    ReplyFrame,
    RouteFrame,
)
from voice_agent.responders import dialogue
from voice_agent.responders.actions import post_json, run_action, select
from voice_agent.responders.handoff import brief
from voice_agent.responders.llm import LlmEngine, prompt
from voice_agent.responders.retrieval import Knowledge, look_up
from voice_agent.tts.clauses import split_clauses


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
        self._doing: asyncio.Task[dialogue.Move] | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Answer routes, failures and silence; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, RouteFrame):
            await self._follow(frame.route)
        elif isinstance(frame, ReadingFrame):
            await self._heard_nothing()
        elif isinstance(frame, FailedFrame):
            await self._failed(frame)
        elif isinstance(frame, GuessFrame) and isinstance(frame.value, Route):
            words = self._words_for(frame.value)
            if words:
                await self.push_frame(GuessFrame(candidate=frame.candidate, value=words))
        elif isinstance(frame, IdleFrame):
            await self._idle(frame.count)
        else:
            await self.push_frame(frame, direction)
            if isinstance(frame, OutputTransportReadyFrame):
                await self._say(None, self._says.greeting, UNASKED)

    async def cleanup(self) -> None:
        """Give a hand-off that is still being delivered its time; it has a deadline of its own."""
        if self._background:
            await asyncio.wait(self._background)
        await super().cleanup()

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
        if self._call.dialogue.awaiting == dialogue.OFFER:
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
        move = dialogue.answer(call.playbook, call.dialogue, route.reading, self._with.today())
        call.dialogue = move.state
        if move.action is not None:
            move = await self._carry_out(move.action, move.state)
        ends: EndReason | None = "completed" if move.ends_call else None
        await self._say(route, move.text or self._says.action_failed, "playbook", ends)

    async def _carry_out(self, action: str, state: dialogue.DialogueState) -> dialogue.Move:
        """Run an action once and to its end, whatever the caller says meanwhile."""
        self._call.turn.acted = True
        doing = self._doing = asyncio.create_task(self._act(action, state), name="action")
        self._background.add(doing)
        doing.add_done_callback(self._background.discard)
        try:
            return await asyncio.shield(doing)
        except asyncio.CancelledError:
            doing.add_done_callback(self._keep_news)
            raise

    async def _act(self, action: str, state: dialogue.DialogueState) -> dialogue.Move:
        call = self._call
        result: dict[str, object] | None = None
        try:
            spec = call.playbook.actions[action]
            result = await run_action(action, spec, state.details, call_id=call.id)
        except ActionError as error:
            call.problem(error)
        move = dialogue.finish_task(call.playbook, state, result)
        if call.dialogue == state:
            call.dialogue = move.state
        return move

    def _keep_news(self, doing: asyncio.Task[dialogue.Move]) -> None:
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
        begun = False
        try:
            async for clause in self._clauses(messages):
                await self._say(route, clause, "llm", first=not begun, final=False)
                begun = True
            if not begun:
                raise LlmError("the LLM answered with nothing", stage="llm")
        except VoiceAgentError as error:
            call.problem(error)
            if not begun:
                await self._without_llm(route)
                return
        await self.push_frame(ReplyFrame(call.turn.number, Reply(route, "", "llm"), final=True))

    async def _clauses(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
        """Whole clauses of the LLM's answer; each has to come within the deadline."""
        deadline_ms = self._with.llm_budget.deadline_ms
        text = ""
        pieces = self._with.llm.stream(messages)
        try:
            while True:
                try:
                    async with asyncio.timeout(deadline_ms / 1000):
                        text += await anext(pieces)
                except StopAsyncIteration:
                    break
                except TimeoutError:
                    raise DeadlineError(
                        f"the LLM was silent for {deadline_ms:.0f} ms", stage="llm"
                    ) from None
                *done, last = split_clauses(text) or [""]
                for clause in done:
                    yield clause
                # The space behind the last word is what parts it from the next piece.
                text = last + text[len(text.rstrip()) :]
            if text.strip():
                yield text
        finally:
            await pieces.aclose()  # type: ignore[attr-defined]

    async def _without_llm(self, route: Route) -> None:
        if self._with.llm_budget.on_overrun == "human":
            await self._hand_off(route, "the LLM is not available")
        else:
            move = dialogue.offer(self._call.dialogue, self._says.llm_fallback)
            self._call.dialogue = move.state
            await self._say(route, self._says.llm_fallback, "fallback")

    async def _clarify(self, route: Route | None) -> None:
        call = self._call
        if call.news:
            # Nothing new was asked; what the caller waits for is the outcome.
            await self._say(route, "", "playbook")
            return
        call.dialogue = replace(call.dialogue, failures=call.dialogue.failures + 1)
        poorly = route is None or route.reason.startswith("heard")
        choices = self._says.not_heard if poorly else self._says.not_understood
        text = choices[(call.dialogue.failures - 1) % len(choices)]
        await self._say(route, self._back_to_task(text), "clarify")

    async def _hand_off(self, route: Route | None, reason: str) -> None:
        call = self._call
        letter = brief(
            call.id, route, reason, call.dialogue.task, call.dialogue.details, call.history
        )
        call.log.info("hand-off: {} (intent {})", reason, letter["intent"])
        call.emit("handoff", **{k: v for k, v in letter.items() if k != "call_id"})
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
        move = dialogue.answer(call.playbook, state, route.reading, self._with.today())
        if move.action is not None:
            spec = call.playbook.actions[move.action]
            if spec.webhook:
                return None
            with contextlib.suppress(ActionError):
                result = select(spec, move.state.details)
                move = dialogue.finish_task(call.playbook, move.state, result)
        return move.text

    # -- when there is no route -----------------------------------------------

    async def _heard_nothing(self) -> None:
        """Sound without words: go on where a noise cut the agent off, else stay silent."""
        call = self._call
        cut_off, call.interrupted = call.interrupted, None
        call.drop_turn("sound without words")
        if cut_off and cut_off.unspoken:
            await self._say(None, cut_off.unspoken, UNASKED)

    async def _failed(self, frame: FailedFrame) -> None:
        if frame.action == "human":
            await self._hand_off(None, f"{frame.stage} failed")
        elif self._call.dialogue.failures >= self._call.playbook.policy.max_clarifications:
            await self._hand_off(None, f"{frame.stage} failed repeatedly")
        else:
            await self._clarify(None)

    async def _idle(self, count: int) -> None:
        if count > self._with.max_prompts:
            self._call.log.info("nobody has spoken for a long time")
            await self._say(None, self._says.goodbye, UNASKED, "caller_silent")
        else:
            await self._say(None, self._says.still_there, UNASKED)

    # -- saying ---------------------------------------------------------------

    def _back_to_task(self, text: str) -> str:
        return dialogue.with_question(self._call.playbook, self._call.dialogue, text)

    async def _say(
        self,
        route: Route | None,
        text: str,
        source: str,
        ends_call: EndReason | None = None,
        *,
        first: bool = True,
        final: bool = True,
    ) -> None:
        call = self._call
        if call.news and first:
            text, call.news = f"{call.news} {text}".strip(), ""
        reply = Reply(route=route, text=text, source=source, ends_call=ends_call)
        call.reply(reply, first=first)
        call.emit("reply", text=text, source=source)
        await self.push_frame(ReplyFrame(call.turn.number, reply, final=final))
