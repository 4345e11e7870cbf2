"""Callers who type what a script says, so that a test of faults needs no recogniser."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from voice_agent.core.events import Ended, Replied, TurnTimed
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.line import Line
from voice_agent.phone.values import CallError

ANSWER_MS = 25_000.0
_QUIET_MS = 400.0
UNASKED = ("agent", "disclosure")


@dataclass(slots=True)
class Asked:
    """One turn of a scripted caller.

    Attributes:
        phase: When it was asked.
        wait_ms: Until the agent was heard; ``None`` if it was not.
        sources: Where what was said came from, in order.
    """

    phase: str
    wait_ms: float | None = None
    sources: tuple[str, ...] = ()


@dataclass(slots=True)
class Caller:
    """A scripted caller, and what became of the call.

    Attributes:
        line: The line.
        asked: Its turns.
        lost: Why the call broke; empty if it did not.
    """

    line: Line
    asked: list[Asked] = field(default_factory=list)
    lost: str = ""

    @property
    def call_id(self) -> str:
        """The server's name of the call; empty before it has said anything."""
        return next((one.event.call_id for one in self.line.log), "")

    @property
    def handed_over(self) -> bool:
        """True if the agent has ended the call, and said that a person takes over."""
        ends = (one.event for one in self.line.log if isinstance(one.event, Ended))
        return any(end.reason == "handoff" for end in ends)

    @property
    def timed(self) -> set[int]:
        """Turns that the server says it has answered."""
        return {one.event.turn for one in self.line.log if isinstance(one.event, TurnTimed)}

    async def dial(self) -> None:
        """Call, and hear the greeting."""
        try:
            await self.line.dial()
            await wait.until_agent_finishes(self.line, quiet_ms=_QUIET_MS, timeout_ms=ANSWER_MS)
        except CallError as error:
            self.lost = str(error)

    async def greeted(self) -> bool:
        """Call; return whether the agent is heard, as soon as it is."""
        try:
            await self.line.dial()
            await wait.until_agent_starts(self.line, 0.0, ANSWER_MS)
        except CallError:
            return False
        return True

    async def ask(self, text: str, phase: str) -> None:
        """Type a turn and hear the answer to its end. A call that is over asks nothing."""
        if self.lost or self.handed_over:
            return
        line, turn = self.line, Asked(phase)
        self.asked.append(turn)
        began_ms, before = line.clock.now_ms(), len(line.log)

        def answered() -> bool:
            return any(
                isinstance(one.event, Replied) and one.event.source not in (*UNASKED, "filler")
                for one in line.log[before:]
            )

        try:
            await line.type(text)
            await wait.until(line, answered, ANSWER_MS, "an answer")
            onset = await wait.until_agent_starts(line, began_ms, ANSWER_MS)
            turn.wait_ms = onset - began_ms
            await wait.until(
                line, lambda: _quiet_for_ms(line) > _QUIET_MS, ANSWER_MS, "the end of the answer"
            )
        except CallError as error:
            if line.over and not self.handed_over:
                self.lost = str(line.failure or error)
        turn.sources = tuple(
            one.event.source
            for one in line.log[before:]
            if isinstance(one.event, Replied) and one.event.source not in UNASKED
        )

    async def hang_up(self) -> None:
        """Close the line."""
        if not self.lost and self.line.over and not self.handed_over:
            self.lost = str(self.line.failure or "the server ended the call")
        await self.line.hangup()


def callers(url: str, count: int, carrier: str = "raw") -> list[Caller]:
    """Return callers whose lines are not open yet."""
    return [Caller(make_line(carrier, url, seed=n)) for n in range(count)]


async def all_of(people: list[Caller], text: str, phase: str, *, apart_s: float = 0.2) -> None:
    """Have all callers ask the same, shortly after one another, and wait for all answers."""

    async def one(caller: Caller, delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        await caller.ask(text, phase)

    await asyncio.gather(*(one(caller, n * apart_s) for n, caller in enumerate(people)))


def _quiet_for_ms(line: Line) -> float:
    last = line.playback.last_audible_ms
    return float("inf") if last is None else line.clock.now_ms() - last
