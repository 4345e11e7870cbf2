"""Answers from the frontier LLM, clause by clause."""

from __future__ import annotations

from collections.abc import AsyncIterator

from voice_agent.calls.call import Call
from voice_agent.core.budgets import Budget
from voice_agent.core.chain import EngineHandle
from voice_agent.core.errors import LlmError
from voice_agent.core.turn import Route
from voice_agent.llm.clauses import clauses
from voice_agent.llm.engine import discreet
from voice_agent.llm.prompt import prompt
from voice_agent.pipeline.respond.say import Say


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

    async def respond(self, route: Route, *, at_most_ms: float | None) -> AsyncIterator[Say]:
        """Answer a turn that was routed to the LLM.

        Args:
            route: The turn.
            at_most_ms: What the turn has left until it is given up; ``None`` without a limit.

        Raises:
            VoiceAgentError: The LLM failed or was late; what was said so far stays said.
        """
        call = self._call
        messages = prompt(
            call.playbook,
            call.conversation.lines,
            route.hit.section.text if route.hit else "",
            call.conversation.state.details,
        )
        call.turn.timeline.mark("asked_llm", call.clock.now())
        next_ms = self._budget.deadline_ms
        first_ms = next_ms if at_most_ms is None else max(1.0, min(next_ms, at_most_ms))
        pieces = self._engine.stream(
            lambda link: discreet(link.engine.stream(messages)),
            deadline_ms=first_ms,
            next_ms=next_ms,
        )
        begun = False
        async for clause in clauses(pieces, call.playbook.lang, first_ms=first_ms, next_ms=next_ms):
            yield Say(clause, "llm", final=False)
            begun = True
        if not begun:
            raise LlmError("the LLM answered with nothing", stage="llm")
