"""A transfer by the call's carrier: the person is rung and told first, then the caller is moved.

The caller stays with the agent, and hears music, until somebody has answered.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from voice_agent.calls.consulting import LegState
from voice_agent.config.handoff import TransferWay
from voice_agent.core.clock import monotonic
from voice_agent.core.errors import ActionError, VoiceAgentError
from voice_agent.core.events import HandoffOutcome
from voice_agent.handoff.consulted import Consulted
from voice_agent.handoff.plan import Rule
from voice_agent.handoff.way import Case

LOOK_EVERY_S = 1.0
CHARACTERS_PER_S = 14.0
"""How fast a brief is read out by carriers whose API does not tell when that is over."""
_SLACK_S = 5.0
"""How much longer than asked for the carrier may ring before it is not believed any more."""

_OUTCOMES: Mapping[LegState, HandoffOutcome] = {
    # Of these two, it was long enough.
    "ringing": "no_answer",
    "briefing": "no_answer",
    "busy": "busy",
    "no_answer": "no_answer",
    "declined": "declined",
    "failed": "failed",
}


class Switchboard(Protocol):
    """A carrier's API for calls. All methods raise ``ActionError``."""

    async def ring(self, case: Case, to: str, caller_id: str, text: str) -> str:
        """Ring a number, read ``text`` to who answers, and let them wait; return the leg's name."""
        ...

    async def look(self, leg: str, case: Case) -> LegState:
        """Return what a leg is doing."""
        ...

    async def join(self, case: Case) -> None:
        """Move the caller to the person who waits."""
        ...

    async def drop(self, leg: str) -> None:
        """Hang up a leg."""
        ...


class Transfer:
    """Rings one number.

    Args:
        config: Which, and how long.
        switchboard: Returns the API that can move this call, or raises ``ActionError``.
        clock: Monotonic seconds.
    """

    name = "transfer"
    may_outlive = False

    def __init__(
        self,
        config: TransferWay,
        switchboard: Callable[[Case], Switchboard],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.rule = Rule(config.tries, frozenset({"failed", "busy", "no_answer"}))
        self._config = config
        self._switchboard = switchboard
        self._clock = clock

    async def reach(self, case: Case) -> HandoffOutcome:
        """Ring once."""
        if case.refer is None or self._config.via is not None:
            return await self._told_first(case, self._switchboard(case))
        second = case.consult() if self._config.warm else None
        if second is not None:
            try:
                outcome = await self._told_first(case, Consulted(second))
            except ActionError as error:
                case.problem(error)
                outcome = "failed"
            if outcome != "failed":
                return outcome
        # A PBX that makes no call for us may still make one for the caller.
        return await self._referred(case, case.refer)

    async def _told_first(self, case: Case, board: Switchboard) -> HandoffOutcome:
        """Ring the number, tell who answers, and join them with the caller."""
        config = self._config
        caller_id = config.caller_id or (case.info.to_number if case.info is not None else "")
        if not caller_id:
            raise ActionError("a transfer needs caller_id: it is not known which number was called")
        text = case.whisper if config.warm else ""
        leg = await board.ring(case, config.to, caller_id, text)
        joined = False
        try:
            state = await self._until_settled(board, leg, case)
            if state != "ready":
                return _OUTCOMES[state]
            await case.connecting()
            case.leaving(True)
            await board.join(case)
            joined = True
            return "accepted"
        finally:
            if not joined:
                case.leaving(False)
                await _dropped(board, leg)

    async def _referred(
        self, case: Case, refer: Callable[[str], Awaitable[HandoffOutcome]]
    ) -> HandoffOutcome:
        """Let the line transfer the call: the caller's side rings the number, and tells us."""
        to = self._config.to
        outcome: HandoffOutcome = "no_answer"
        case.leaving(True)
        try:
            async with asyncio.timeout(self._config.ring_s + _SLACK_S):
                outcome = await refer(to if ":" in to else f"tel:{to}")
        except TimeoutError:
            pass
        finally:
            if outcome != "accepted":
                case.leaving(False)
        return outcome

    async def _until_settled(self, board: Switchboard, leg: str, case: Case) -> LegState:
        """Look at the leg until it is ready or gone, or has taken too long."""
        state: LegState = "ringing"
        since = self._clock()
        limits_s = {
            "ringing": self._config.ring_s + _SLACK_S,
            "briefing": self._config.brief_s,
        }
        while self._clock() - since < limits_s[state]:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                now = await board.look(leg, case)
            except ActionError as error:
                # One answer that is lost is no reason to hang up on a colleague.
                case.problem(error)
                continue
            if now not in limits_s:
                return now
            if now != state:
                state, since = now, self._clock()
        return state


async def _dropped(board: Switchboard, leg: str) -> None:
    """Hang up a leg, also if the try has just been cancelled."""
    dropping = asyncio.create_task(board.drop(leg), name="drop-leg")
    with contextlib.suppress(VoiceAgentError):
        await asyncio.shield(dropping)
