"""Answers from the frontier LLM, clause by clause."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from voice_agent.calls.call import Call
from voice_agent.calls.conversation import FILLER
from voice_agent.calls.masking import secret_entities
from voice_agent.core.budgets import Budget
from voice_agent.core.chain import EngineHandle
from voice_agent.core.errors import AnswerCutError, LlmError, VoiceAgentError
from voice_agent.core.turn import Response, Route, TurnReading
from voice_agent.dialogue.cards import without_cards
from voice_agent.dialogue.tasks import offer
from voice_agent.llm.clauses import clauses
from voice_agent.llm.engine import discreet
from voice_agent.llm.placeholders import Placeholders, Revealed
from voice_agent.llm.prompt import prompt
from voice_agent.llm.proposals import may_be_proposal, read_proposal
from voice_agent.llm.running import Running
from voice_agent.pipeline.respond.say import Say
from voice_agent.text.normalise import comparison_key
from voice_agent.text.thoughts import Thoughts

_ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Awaited:
    """A question whose answer has not begun when the caller speaks again.

    Attributes:
        route: The turn.
        request: What the LLM is still writing.
    """

    route: Route
    request: Running


class LlmResponder:
    """Asks the LLM, with what the knowledge folder and the task have to say.

    Args:
        call: The call.
        engine: The LLM.
        budget: Its deadline.
    """

    def __init__(self, call: Call, engine: EngineHandle, budget: Budget) -> None:
        self._call = call
        self._engine = engine
        self._budget = budget
        playbook = call.playbook
        self._placeholders = Placeholders(playbook.lang.redactions, playbook.policy.llm_sees)
        self._awaited: Awaited | None = None

    def heard(self, reading: TurnReading) -> None:
        """Note the personal details of a turn: no later request shows them."""
        playbook = self._call.playbook
        for entity in secret_entities(playbook, reading.entities, (self._call.conversation.state,)):
            spec = playbook.entities[entity.type]
            kind = "birthday" if spec.kind == "date" else spec.kind
            self._placeholders.learn(kind, entity.text)
            self._placeholders.learn(kind, str(entity.value))

    async def respond(self, route: Route, *, at_most_ms: float | None) -> AsyncIterator[Say]:
        """Answer a turn that was routed to the LLM.

        Args:
            route: The turn.
            at_most_ms: What the turn has left until it is given up; ``None`` without a limit.

        Raises:
            VoiceAgentError: The LLM failed or was late; what was said so far stays said.
        """
        awaited = await self._asked(route, at_most_ms)
        async with contextlib.aclosing(self._answer(awaited, at_most_ms)) as answer:
            async for said in answer:
                yield said

    async def proposed(self, route: Route, *, at_most_ms: float | None) -> Route | None:
        """Ask the LLM, and return where its proposal leads if it makes one instead of an answer.

        Args:
            route: The turn.
            at_most_ms: As for ``respond``, which is asked for the answer.
        """
        call = self._call
        if not call.playbook.policy.llm_proposes:
            return None
        awaited = await self._asked(route, at_most_ms)
        text = await self._written_as_proposal(awaited.request, at_most_ms)
        state = call.conversation.state
        proposal = read_proposal(text, call.playbook, state.task, call.clock.today())
        if proposal is None:
            return None
        await self.drop()
        if proposal.kind == "person":
            return replace(route, to="human", reason="the LLM proposes a person", fallback=None)
        # The words of the turn are no answer to a question: the proposal is all that counts.
        reading = replace(
            route.reading,
            intent=proposal.task,
            act="inform",
            entities=proposal.entities,
            requests=(),
        )
        sets = proposal.kind == "set"
        response = Response("details", proposal.found or {}) if sets else Response("none")
        why = f"the LLM proposes to {proposal.kind} {proposal.task}"
        return Route(reading, "answer", why, response=response)

    async def _asked(self, route: Route, at_most_ms: float | None) -> Awaited:
        """Return the request for a turn, which may be running already."""
        if self._awaited is not None and self._awaited.route is route:
            return self._awaited
        call = self._call
        await self.drop()
        messages = prompt(
            call.playbook,
            call.conversation.lines,
            route.hit.section.text if route.hit else "",
            without_cards(
                call.playbook, call.conversation.state.task, call.conversation.state.details
            ),
            self._placeholders.hide,
        )
        call.turn.timeline.mark("asked_llm", call.clock.now())
        pieces = self._engine.stream(
            lambda link: discreet(link.engine.stream(messages)),
            deadline_ms=self._first_ms(at_most_ms),
            next_ms=self._budget.deadline_ms,
        )
        self._awaited = Awaited(route, Running(pieces))
        return self._awaited

    async def _written_as_proposal(self, request: Running, at_most_ms: float | None) -> str:
        """Return all of an answer that begins as a proposal does, else nothing."""
        thoughts, text = Thoughts(), ""
        # A failure is met again by who listens to the answer.
        with contextlib.suppress(VoiceAgentError, TimeoutError):
            async with (
                asyncio.timeout(self._first_ms(at_most_ms) / 1000),
                contextlib.aclosing(self._revealed(request)) as pieces,
            ):
                async for piece in pieces:
                    forget, said = thoughts.feed(piece)
                    text = said if forget else text + said
                    if text.strip("` \n") and not may_be_proposal(text):
                        return ""
                return text
        return ""

    def awaited(self, text: str) -> Route | None:
        """Return the turn whose answer the caller waits for, if that is all that a text asks.

        Args:
            text: "Hello?", or the question again with or without one, as when a turn that has not
                been answered is heard to its end once more.
        """
        if self._awaited is None or not text.strip():
            return None
        route = self._awaited.route
        asked = comparison_key(self._call.playbook.lang.without_hello(text)).split()
        before = comparison_key(route.reading.transcript.text).split()
        if not asked or asked == before:
            return route
        if asked == comparison_key(text).split() or abs(len(asked) - len(before)) > 1:
            return None
        # Heard once more, a word may differ.
        alike = SequenceMatcher(None, asked, before).ratio() >= _ALIKE
        return route if alike else None

    async def go_on(self, text: str, *, at_most_ms: float | None) -> AsyncIterator[Say]:
        """Say that we are there if the caller asks, then the answer that is still awaited.

        Args:
            text: What the caller has said.
            at_most_ms: As for ``respond``.

        Raises:
            VoiceAgentError: The LLM failed or was late.
        """
        awaited = self._awaited
        if awaited is None:
            raise LlmError("no answer is awaited", stage="llm")
        playbook = self._call.playbook
        if playbook.lang.without_hello(text) != text:
            yield Say(playbook.says.still_here, FILLER, final=False)
        async with contextlib.aclosing(self._answer(awaited, at_most_ms)) as answer:
            async for said in answer:
                yield said

    async def drop(self) -> None:
        """Give up an answer that nobody waits for any more."""
        awaited, self._awaited = self._awaited, None
        if awaited is not None:
            await awaited.request.stop()

    async def _answer(self, awaited: Awaited, at_most_ms: float | None) -> AsyncGenerator[Say]:
        """Say an answer; a caller who speaks before it begins may still want it."""
        call, begun, wanted = self._call, False, False
        parts = clauses(
            self._revealed(awaited.request),
            call.playbook.lang,
            first_ms=self._first_ms(at_most_ms),
            next_ms=self._budget.deadline_ms,
        )
        try:
            async with contextlib.aclosing(parts) as spoken:
                async for clause in spoken:
                    if not begun and may_be_proposal(clause):
                        raise LlmError("the LLM proposes what cannot be followed", stage="llm")
                    begun = True
                    yield Say(clause, "llm", final=False)
        except AnswerCutError:
            if not begun:
                raise
            move = offer(call.conversation.state, call.playbook.says.llm_cut)
            call.conversation.state = move.state
            yield Say(call.playbook.says.llm_cut, "llm", final=False)
        except (asyncio.CancelledError, GeneratorExit):
            wanted = not begun
            raise
        finally:
            if not wanted:
                self._awaited = None
                await awaited.request.stop()
        if not begun:
            raise LlmError("the LLM answered with nothing", stage="llm")

    async def _revealed(self, request: Running) -> AsyncGenerator[str]:
        revealed = Revealed(self._placeholders)
        async with contextlib.aclosing(request.pieces()) as pieces:
            async for piece in pieces:
                yield revealed.feed(piece)
        yield revealed.end()

    def _first_ms(self, at_most_ms: float | None) -> float:
        whole = self._budget.deadline_ms
        return whole if at_most_ms is None else max(1.0, min(whole, at_most_ms))
