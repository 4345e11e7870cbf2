"""Handing the call to a person: brief, webhook, sentence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from voice_agent.actions.http import HttpClient
from voice_agent.calls.call import Call
from voice_agent.calls.handoff import brief, brief_body
from voice_agent.config.schema import HandoffConfig
from voice_agent.core.errors import ActionError
from voice_agent.core.events import HandedOff
from voice_agent.core.turn import Route
from voice_agent.pipeline.respond.say import Say


class HandoffResponder:
    """Sends the brief and says that a person takes over.

    Args:
        call: The call.
        handoff: Where the brief goes.
        http: Connections that all calls share.
    """

    def __init__(self, call: Call, handoff: HandoffConfig, http: HttpClient) -> None:
        self._call = call
        self._http = http
        self._handoff = handoff
        self._posting: set[asyncio.Task[None]] = set()

    async def respond(self, route: Route | None, reason: str) -> AsyncIterator[Say]:
        """Hand over a turn that was routed to a person, or that nobody could answer."""
        call, state = self._call, self._call.conversation.state
        event = brief(
            route.reading if route else None,
            reason,
            state.task,
            state.details,
            call.conversation.lines,
            update=bool(call.handed_off),
        )
        call.log.info("hand-off: {} (intent {})", reason, event.intent)
        call.emit(event)
        call.handed_off = reason
        if self._handoff.webhook:
            posting = asyncio.create_task(self._post(event), name="handoff-webhook")
            self._posting.add(posting)
            posting.add_done_callback(self._posting.discard)
        ends = call.playbook.policy.handoff_ends_call
        yield Say(call.playbook.says.handoff, "handoff", "handoff" if ends else None)

    async def delivered(self) -> None:
        """Give a brief that is on its way its time; it has a deadline of its own."""
        if self._posting:
            await asyncio.wait(self._posting)

    async def _post(self, event: HandedOff) -> None:
        body = {**brief_body(event), "call_id": self._call.id}
        try:
            await self._http.post_json(
                self._handoff.webhook or "", body, timeout_ms=self._handoff.timeout_ms
            )
        except ActionError as error:
            self._call.problem(error)
