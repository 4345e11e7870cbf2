"""Handing the call to a person: brief, webhook, sentences."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from voice_agent.actions.http import HttpClient
from voice_agent.calls.call import Call
from voice_agent.calls.handoff import brief, brief_body, outcome_of
from voice_agent.config.schema import HandoffConfig
from voice_agent.core.errors import ActionError
from voice_agent.core.events import HandedOff, HandoffOutcome, HandoffResult
from voice_agent.core.turn import EndReason, Route
from voice_agent.pipeline.respond.say import Say

_AGAIN_AFTER_S = 0.5


class HandoffResponder:
    """Sends the brief, and lets the caller go only when somebody has the call.

    Args:
        call: The call.
        handoff: Where the brief goes.
        http: Connections that all calls share.
    """

    def __init__(self, call: Call, handoff: HandoffConfig, http: HttpClient) -> None:
        self._call = call
        self._http = http
        self._handoff = handoff
        self._posting: set[asyncio.Task[HandoffOutcome]] = set()

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
            info=call.info,
            answers=call.answers.values(),
        )
        call.log.info("hand-off: {} (intent {})", reason, event.intent)
        call.emit(event)
        call.handed_off = reason
        says = call.playbook.says
        ends: EndReason | None = "handoff" if call.playbook.policy.handoff_ends_call else None
        if not self._handoff.webhook:
            yield Say(says.handoff, "handoff", ends)
            return
        posting = asyncio.create_task(self._post(event), name="handoff-webhook")
        self._posting.add(posting)
        posting.add_done_callback(self._posting.discard)
        yield Say(says.handoff, "handoff", final=False)
        try:
            outcome = await asyncio.shield(posting)
        except asyncio.CancelledError:
            # The caller speaks meanwhile, and hears with the next answer that nobody is there.
            posting.add_done_callback(self._keep_failure)
            raise
        if outcome == "accepted":
            yield Say("", "handoff", ends)
        else:
            call.handed_off = ""
            yield Say(says.handoff_failed, "fallback")

    async def delivered(self) -> None:
        """Give a brief that is on its way its time; it has a deadline of its own."""
        if self._posting:
            await asyncio.wait(self._posting)

    def _keep_failure(self, posting: asyncio.Task[HandoffOutcome]) -> None:
        if not posting.cancelled() and posting.result() != "accepted":
            self._call.handed_off = ""
            self._call.pending_outcome = self._call.playbook.says.handoff_failed

    async def _post(self, event: HandedOff) -> HandoffOutcome:
        """Send the brief until somebody answers; return what came of it."""
        call, began = self._call, self._call.clock.now()
        body = {**brief_body(event), "call_id": call.id}
        outcome: HandoffOutcome = "failed"
        for number in range(self._handoff.tries):
            if number:
                await asyncio.sleep(_AGAIN_AFTER_S)
            try:
                answer = await self._http.post_json(
                    self._handoff.webhook or "", body, timeout_ms=self._handoff.timeout_ms
                )
            except ActionError as error:
                call.problem(error)
            else:
                outcome = outcome_of(answer)
                break
        ms = round(1000 * (call.clock.now() - began), 1)
        call.emit(HandoffResult(outcome=outcome, ms=ms))
        return outcome
