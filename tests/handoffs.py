"""Ways to people who exist only in tests."""

from __future__ import annotations

import asyncio
from typing import Any

from voice_agent.calls.bridge import Bridge
from voice_agent.calls.info import CallInfo
from voice_agent.core.events import BriefLine, HandedOff, HandoffOutcome
from voice_agent.handoff.plan import Rule
from voice_agent.handoff.way import Case


class FixedWay:
    """Always the same outcome, after a while."""

    name = "fixed"
    may_outlive = False

    def __init__(self, outcome: HandoffOutcome | Exception, after_s: float = 0) -> None:
        self.rule = Rule()
        self.tried = self.dropped = 0
        self._outcome = outcome
        self._after_s = after_s

    async def reach(self, case: Case) -> HandoffOutcome:
        self.tried += 1
        try:
            await asyncio.sleep(self._after_s)
        except asyncio.CancelledError:
            self.dropped += 1
            raise
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return self._outcome


class NobodyLeaves(FixedWay):
    """Moves the caller, and never hears back of it."""

    def __init__(self) -> None:
        super().__init__("accepted")

    async def reach(self, case: Case) -> HandoffOutcome:
        case.leaving(True)
        await asyncio.sleep(3600)
        return "accepted"


def make_brief(**fields: Any) -> HandedOff:
    given: dict[str, Any] = {
        "update": False, "reason": "caller asks for a person (0.95)", "escalation": "person",
        "intent": "person", "task": None, "details": {}, "entities": (), "transcript": (),
        "line": BriefLine(from_number="+15550132"),
    }  # fmt: skip
    return HandedOff(**{**given, **fields})


class Told:
    """What a case tells, written down."""

    def __init__(self) -> None:
        self.connecting = 0
        self.leaving: list[bool] = []
        self.problems: list[str] = []


def make_case(carrier: str = "twilio", call_id: str = "CA1") -> tuple[Case, Told]:
    told = Told()

    async def connecting() -> None:
        told.connecting += 1

    info = CallInfo(carrier=carrier, rate_hz=8000, call_id=call_id, to_number="+15550199")
    case = Case(
        call_id="c1",
        brief=make_brief(),
        whisper="A call for the bank.",
        info=info,
        bridge=Bridge(),
        connecting=connecting,
        leaving=told.leaving.append,
        problem=lambda error: told.problems.append(str(error)),
    )
    return case, told
