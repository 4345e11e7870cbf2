"""A hand-off to the people who have the page ``/agents`` open."""

from __future__ import annotations

from voice_agent.config.handoff import QueueWay
from voice_agent.core.events import HandoffOutcome
from voice_agent.handoff.desk import Desk
from voice_agent.handoff.plan import Rule
from voice_agent.handoff.way import Case


class Queue:
    """Lets a call wait at the desk.

    Args:
        config: How long.
        desk: Where.
    """

    name = "queue"
    may_outlive = False
    rule = Rule()

    def __init__(self, config: QueueWay, desk: Desk) -> None:
        self._config = config
        self._desk = desk

    async def reach(self, case: Case) -> HandoffOutcome:
        """Wait for somebody who takes the call, and let them hear the brief first."""
        with self._desk.waiting(case) as waiting:
            while True:
                outcome = await waiting.settled(self._config.wait_s, self._config.empty_s)
                if outcome != "accepted":
                    return outcome
                await case.connecting()
                if waiting.ready:  # Else the person has gone away meanwhile.
                    case.bridge.begin()
                    return outcome
