"""Answers from the playbook: details asked for, confirmed, done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from voice_agent.actions.run import Actions
from voice_agent.calls.agent_state import AgentEvent
from voice_agent.calls.call import Call
from voice_agent.calls.ledger import Ledger
from voice_agent.core.errors import ActionError, ActionUnknown
from voice_agent.core.events import Acted, Verified
from voice_agent.core.turn import Route
from voice_agent.dialogue.cards import without_cards
from voice_agent.dialogue.limits import deed
from voice_agent.dialogue.moves import answer, finish_verification
from voice_agent.dialogue.results import missing_results
from voice_agent.dialogue.state import Deed, DialogueState, Move
from voice_agent.dialogue.tasks import finish_task, refuse_over_limit, said_after
from voice_agent.pipeline.respond.ahead import ReadAhead
from voice_agent.pipeline.respond.handoff import HandoffResponder
from voice_agent.pipeline.respond.looking_up import LookingUp
from voice_agent.pipeline.respond.say import Say
from voice_agent.router.beside import told_beside

Outcome = Literal["done", "failed", "unknown"]


class PlaybookResponder:
    """Makes the playbook's next move and runs its actions.

    Args:
        call: The call.
        actions: What the agent may do.
        ahead: What was read before it was asked for.
        ledger: What was done for each caller today.
        handoff: Takes over a caller who could not be verified.
    """

    def __init__(
        self,
        call: Call,
        actions: Actions,
        ahead: ReadAhead,
        ledger: Ledger,
        handoff: HandoffResponder,
    ) -> None:
        self._call = call
        self._actions = actions
        self._ahead = ahead
        self._looking_up = LookingUp(call, actions)
        self._ledger = ledger
        self._handoff = handoff
        self._acting: asyncio.Task[Move] | None = None

    async def respond(self, route: Route) -> AsyncIterator[Say]:
        """Answer a turn that was routed to the playbook."""
        conversation, playbook = self._call.conversation, self._call.playbook
        today = self._call.clock.today()
        state = await self._looking_up.with_choices(conversation.state, route.reading)
        state = self._with_deeds(state)
        move = answer(playbook, state, route.reading, route.response, today)
        move = await self._looking_up.valid(state, move)
        conversation.state = move.state
        if move.action is not None or move.credentials is not None:
            move = await self._carry_out(move)
        if move.person:
            if move.text:
                yield Say(move.text, "playbook", final=False)
            async for words in self._handoff.respond(route, move.person):
                yield words
            return
        if move.text == "":
            self._call.drop_turn("nothing to say to it")
            return
        beside = told_beside(playbook, route)
        text = f"{beside} {move.text or playbook.says.action_failed}".strip()
        yield Say(text, "playbook", "completed" if move.ends_call else None)

    async def finish_acting(self) -> None:
        """Wait for an action that the caller spoke into; it has a deadline of its own."""
        if self._acting is not None:
            await asyncio.wait({self._acting})

    async def _carry_out(self, move: Move) -> Move:
        """Run an action once and to its end, whatever the caller says meanwhile."""
        call = self._call
        call.turn.acted = True
        call.happened(AgentEvent.ACTION_BEGAN)
        self._acting = acting = asyncio.create_task(self._settle(move), name="action")
        try:
            return await asyncio.shield(acting)
        except asyncio.CancelledError:
            acting.add_done_callback(self._keep_outcome)
            raise
        finally:
            call.happened(AgentEvent.ACTION_ENDED)

    async def _settle(self, move: Move) -> Move:
        """Do what a move asks for, and what follows from it."""
        call = self._call
        if move.credentials is not None:
            done = await self._verify(move, move.credentials)
        elif move.action is not None:
            done = await self._act(move, move.action)
        else:
            return move
        if call.conversation.state != move.state:
            # The caller has gone on meanwhile: another request of the turn waits. What was done
            # counts all the same.
            call.conversation.state = replace(call.conversation.state, deeds=done.state.deeds)
            return replace(done, text=done.before, action=None) if done.text is None else done
        call.conversation.state = done.state
        if done.text is not None:
            return done
        following = await self._settle(done)
        return replace(following, text=f"{done.before} {following.text or ''}".strip())

    async def _verify(self, move: Move, credentials: Mapping[str, Any]) -> Move:
        """Compare what the caller gave; neither events nor the log tell what that was."""
        call, verify = self._call, self._call.playbook.verify
        assert verify is not None
        result: dict[str, Any] | None = None
        began = call.clock.now()
        try:
            result = await self._actions.run(
                verify.action,
                credentials,
                call_id=call.id,
                turn=call.turn.number,
                caller=call.from_number,
            )
        except Exception as error:  # noqa: BLE001 - whatever went wrong, its text may hold a secret
            call.problem(ActionError(f"{verify.action} failed: {type(error).__name__}"))
        ms = round(1000 * (call.clock.now() - began), 1)
        done = finish_verification(call.playbook, move.state, result, call.clock.today())
        passed = done.state.verification.passed
        outcome: Literal["passed", "refused", "failed"] = "passed" if passed else "refused"
        call.emit(Verified(outcome="failed" if result is None else outcome, ms=ms))
        return await self._checked_at_last(move, done, result) if passed else done

    async def _checked_at_last(
        self, move: Move, done: Move, result: Mapping[str, Any] | None
    ) -> Move:
        """Look up what may be known of a verified caller only, and go on by that."""
        call = self._call
        passed = replace(move.state, verification=done.state.verification)
        state = await self._looking_up.with_choices(passed)
        if state != passed:
            state = replace(state, verification=move.state.verification)
            done = finish_verification(call.playbook, state, result, call.clock.today())
        return await self._looking_up.valid(DialogueState(), done)

    async def _act(self, move: Move, action: str) -> Move:
        call, state = self._call, move.state
        today = call.clock.today()
        turn = move.tried.turn if move.tried else call.turn.number
        refused = refuse_over_limit(call.playbook, self._with_deeds(state), today)
        if refused is not None:
            return refused
        counted = deed(call.playbook, action, state.details)
        if counted is not None and move.tried is None:
            # Noted first: another call of the same caller may be about to do the same.
            state = self._count(state, counted)
        result: dict[str, Any] | None = None
        outcome: Outcome = "done"
        found = False
        if move.tried is not None:
            # The same may have been done before: it is looked up before it is done again.
            result, outcome = await self._attempt(state, action, turn, look_up=True)
            found = result is not None
        if outcome == "done" and not found:
            result, outcome = await self._attempt(state, action, turn)
        if move.changes and result is not None:
            # The caller never heard the first result, so announce only the changed one.
            call.pending_outcome = ""
        if counted is not None and outcome == "failed":
            state = self._uncount(state, counted)
        unknown = outcome == "unknown"
        done = finish_task(call.playbook, state, result, today, unknown=unknown, turn=turn)
        return said_after(done, call.playbook.says.already_done) if found else done

    def _count(self, state: DialogueState, counted: Deed) -> DialogueState:
        """Return the conversation with what is about to be done; its caller's day has it too."""
        if state.verification.caller:
            today = self._call.clock.today()
            self._ledger.add(state.verification.caller, today, counted)
        return replace(state, deeds=(*state.deeds, counted))

    def _uncount(self, state: DialogueState, counted: Deed) -> DialogueState:
        """Return the conversation without what turned out not to have been done."""
        if state.verification.caller:
            today = self._call.clock.today()
            self._ledger.remove(state.verification.caller, today, counted)
        deeds = list(state.deeds)
        if counted in deeds:
            deeds.remove(counted)
        return replace(state, deeds=tuple(deeds))

    def _with_deeds(self, state: DialogueState) -> DialogueState:
        """Return the conversation with what was done for the caller today, in other calls too."""
        caller = state.verification.caller
        if not caller:
            return state
        return replace(state, deeds_today=self._ledger.deeds(caller, self._call.clock.today()))

    async def _attempt(
        self, state: DialogueState, action: str, turn: int, *, look_up: bool = False
    ) -> tuple[dict[str, Any] | None, Outcome]:
        """Run an action, or look up whether it was done; return its results and what came of it.

        No results with the outcome ``done`` is a lookup that says that it was not done.
        """
        call, playbook = self._call, self._call.playbook
        work = self._actions.look_up if look_up else self._actions.run
        name = (playbook.actions[action].lookup or action) if look_up else action
        result: dict[str, Any] | None = None
        outcome: Outcome = "failed"
        began = call.clock.now()
        try:
            # Whatever is done now, what was read before it is read no more.
            result = await self._ahead.take(name, state.details)
            result = result or await work(
                action,
                state.details,
                call_id=call.id,
                turn=turn,
                task=state.task or "",
                caller=call.from_number,
            )
            if result is not None:
                self._check_answer(name, state, result)
            outcome = "done"
        except ActionError as error:
            outcome = "unknown" if look_up or isinstance(error, ActionUnknown) else "failed"
            result = None
            call.problem(error)
        except Exception as error:  # noqa: BLE001
            outcome = "unknown"
            call.problem(ActionError(f"{name} failed: {type(error).__name__}"))
        ms = round(1000 * (call.clock.now() - began), 1)
        told = without_cards(playbook, state.task, state.details)
        call.emit(Acted(name=name, details=told, outcome=outcome, ms=ms))
        return result, outcome

    def _check_answer(self, name: str, state: DialogueState, result: Mapping[str, Any]) -> None:
        """Refuse results that the task's answer cannot be made of."""
        playbook = self._call.playbook
        missing = missing_results(playbook, state.task, result, self._call.clock.today())
        if missing:
            error = ActionError if playbook.actions[name].only_reads else ActionUnknown
            raise error(f"{name}: no '{missing[0]}' in its results that can be said")

    def _keep_outcome(self, acting: asyncio.Task[Move]) -> None:
        if not acting.cancelled() and acting.exception() is None:
            self._call.pending_outcome = acting.result().text or ""
