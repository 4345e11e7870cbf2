"""Lets callers in while a line is free, and tells the others why there is none."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from voice_agent.config.server import ServerConfig
from voice_agent.core.errors import ProtocolError
from voice_agent.playbook.says import Says
from voice_agent.server.admission import Intake
from voice_agent.server.busy import BusyLine, tell
from voice_agent.server.intake import Desk
from voice_agent.server.refusals import Refusals
from voice_agent.server.waiting import WaitingLine
from voice_agent.transport.base import Carrier, Connection, Refusal, Wire
from voice_agent.transport.guard import SizeLimit

HANDSHAKE_S = 10.0
Sentence = tuple[NDArray[np.int16], int]
"""What is said, (n,) int16, and its sample rate."""


class Entrance:
    """The way to a line.

    Args:
        limits: How many may wait, or be told that all lines are busy.
        refusals: Where those are noted who are not let in.
        desk: Counts the calls that are refused.
        no_line: Says why nobody gets a line now; ``None`` if one is free.
        sentence: Returns a fixed sentence of the playbook; ``None`` if it cannot be said at once.
    """

    def __init__(
        self,
        limits: ServerConfig,
        refusals: Refusals,
        desk: Desk,
        no_line: Callable[[], Refusal | None],
        sentence: Callable[[Callable[[Says], str]], Sentence | None],
    ) -> None:
        self._refusals = refusals
        self._desk = desk
        self._no_line = no_line
        self._sentence = sentence
        self._busy_line = BusyLine(limits.busy_callers)
        self._waiting = WaitingLine(limits.waiting_callers, limits.wait_s)

    def turned_away(self, carrier: Carrier, *, at_once: bool = False) -> Refusal | None:
        """Say why a caller is not even to be connected; ``None`` for all others.

        Args:
            carrier: How the caller comes.
            at_once: Whether nobody is told in words why: the carrier has a word for it.
        """
        refusal = self._refusal()
        if refusal is None or self._waiting.takes(refusal):
            return None
        if not (at_once or self._busy_line.turns_away(refusal)):
            return None
        self._note(carrier, refusal)
        return refusal

    async def admit(self, carrier: Carrier, wire: Wire) -> Connection | None:
        """Connect a caller who gets a line; ``None`` once the others have been told why not."""
        # Refused before the handshake, so that a client that sends nothing holds no line, and
        # once more after it, so that many that come at once do not exceed the limit.
        refusal, connection = self._refusal(), None
        if refusal is None:
            try:
                connection = await _connect(carrier, wire)
            except ProtocolError as error:
                refusal = Refusal("protocol", str(error))
            except ConnectionError:
                return None
            else:
                refusal = self._refusal()
        if refusal is not None and self._waiting.takes(refusal):
            try:
                connection = connection or await _connect(carrier, wire)
            except (ProtocolError, ConnectionError) as error:
                refusal = Refusal("protocol", str(error))
            else:
                refusal = await self._wait(connection, refusal)
        if refusal is None:
            return connection
        await self._refuse(carrier, wire, connection, refusal)
        return None

    def _refusal(self) -> Refusal | None:
        refusal = self._no_line()
        if refusal is None and len(self._waiting):
            return Refusal("busy", "others wait for a line")
        return refusal

    async def _wait(self, connection: Connection, refusal: Refusal) -> Refusal | None:
        """Have a caller wait for a line; return why there is none in the end."""
        sentence = self._sentence(lambda says: says.hold_the_line)
        if await self._waiting.wait(connection, self._no_line, sentence):
            return None
        return self._no_line() or refusal

    async def _refuse(
        self, carrier: Carrier, wire: Wire, connection: Connection | None, refusal: Refusal
    ) -> None:
        """Let a caller hear that no line is free, if that can be said, and close."""
        self._note(carrier, refusal)
        sentence = self._sentence(lambda says: says.busy)
        with self._busy_line.place(refusal) as told:
            if told and sentence is not None:
                with contextlib.suppress(ProtocolError, ConnectionError):
                    connection = connection or await _connect(carrier, wire)
                    await tell(connection, *sentence)
        await carrier.refuse(wire, refusal)

    def _note(self, carrier: Carrier, refusal: Refusal) -> None:
        self._refusals.note(carrier.name, refusal)
        if refusal.kind == "busy":
            self._desk.note(Intake.REFUSED)


async def _connect(carrier: Carrier, wire: Wire) -> Connection:
    """Make the connection of a call.

    Raises:
        ProtocolError: The client does not speak the carrier's protocol, or says nothing.
        ConnectionError: The caller went away.
    """
    try:
        async with asyncio.timeout(HANDSHAKE_S):
            return await carrier.connect(SizeLimit(wire))
    except TimeoutError:
        raise ProtocolError(f"no opening messages within {HANDSHAKE_S:.0f} s") from None
