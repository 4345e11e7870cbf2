"""Asking again, and the fixed sentences for what is out of bounds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from voice_agent.calls.call import Call
from voice_agent.core.turn import Route
from voice_agent.dialogue.moves import not_understood
from voice_agent.dialogue.state import CONFIRM
from voice_agent.pipeline.respond.say import Say, back_to_task


class ClarifyResponder:
    """Says that a turn was not heard, not understood, or is not answered."""

    def __init__(self, call: Call) -> None:
        self._call = call

    async def respond(self, route: Route | None) -> AsyncIterator[Say]:
        """Answer a turn that was routed here, or of which nothing is known."""
        call, conversation = self._call, self._call.conversation
        if call.pending_outcome:
            # Nothing new was asked; the caller waits for the outcome.
            yield Say("", "playbook")
            return
        if route is not None and route.says:
            yield self._fixed(route)
            return
        says = call.playbook.says
        failures = conversation.state.failures
        poorly = route is None or route.reason.startswith("heard")
        choices = says.not_heard if poorly else says.not_understood
        # What was read back is read back anew: the next yes must mean nothing else.
        again = conversation.state.awaiting == CONFIRM
        text = back_to_task(call, choices[failures % len(choices)], always=again)
        state = replace(conversation.state, failures=failures + 1)
        if route is not None and route.to == "clarify":
            state = not_understood(call.playbook, state, route.reading)
        conversation.state = state
        yield Say(text, "clarify")

    def _fixed(self, route: Route) -> Say:
        """Give text that is out of bounds a fixed answer, and count it."""
        conversation = self._call.conversation
        state = conversation.state
        if route.says == "robot":
            # A question of its own: it was understood, and the task waits.
            return Say(
                back_to_task(self._call, self._call.playbook.says.robot, always=True), "clarify"
            )
        if route.says in ("abuse", "goodbye"):
            conversation.state = replace(state, abuse=state.abuse + 1)
        else:
            conversation.state = replace(state, failures=state.failures + 1)
        text: str = getattr(self._call.playbook.says, route.says)
        return Say(text, "clarify", "abuse" if route.says == "goodbye" else None)
