"""Ways to people who exist only in tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fakes import entity, reading
from stages import ListeningHub, make_call

from voice_agent.calls.bridge import Bridge
from voice_agent.calls.info import CallInfo
from voice_agent.core.events import BriefLine, HandedOff, HandoffOutcome
from voice_agent.core.turn import Escalation, Route
from voice_agent.handoff.plan import Rule
from voice_agent.handoff.way import Case, Way
from voice_agent.pipeline.frames import BesideFrame
from voice_agent.pipeline.respond.handoff import HandoffResponder
from voice_agent.pipeline.respond.say import Say
from voice_agent.playbook import Playbook

ROUTE = Route(
    reading(
        "someone took my card, I am Sarah",
        "person",
        entities=[entity("payee", "Sarah", "Sarah")],
        escalation=Escalation(0.9, "fraud"),
    ),
    "human",
    "caller speaks of fraud (0.90)",
)


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


class Line:
    """A call in which everything said is heard at once, and written down."""

    def __init__(
        self,
        ways: list[Way],
        book: Playbook | None = None,
        remind_s: float = 0,
        info: CallInfo | None = None,
    ) -> None:
        self.call = make_call(book)
        self.call.info = info
        self.said: list[str] = []
        self.music: list[BesideFrame] = []
        self.responder = HandoffResponder(self.call, ways, "music", remind_s, self.say, self._push)

    async def say(self, words: Say) -> None:
        self.call.playback.begin()
        self.call.playback.queue(words.text, 1)
        self.call.playback.sent(1)
        self.call.playback.end()
        self.said.append(words.text)

    async def _push(self, frame: BesideFrame) -> None:
        self.music.append(frame)

    async def ask(self, route: Route | None = ROUTE) -> list[Say]:
        words = [part async for part in self.responder.respond(route, "because")]
        for part in words:
            await self.say(part)
        return words

    def events(self, *types: str) -> list[dict[str, Any]]:
        hub = self.call._hub
        assert isinstance(hub, ListeningHub)
        return [e.model_dump() for e in hub.events if not types or e.type in types]

    def results(self) -> list[str]:
        return [event["outcome"] for event in self.events("handoff_result")]


@asynccontextmanager
async def line(
    *ways: Way, book: Playbook | None = None, remind_s: float = 0, info: CallInfo | None = None
) -> AsyncIterator[Line]:
    made = Line(list(ways), book, remind_s, info)
    try:
        yield made
    finally:
        made.call.finish("completed")
        await made.responder.delivered()
