"""A second SIP call beside a caller's: a person is called, told the brief, and joined with them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import StreamResampler
from voice_agent.calls.bridge import Bridge
from voice_agent.calls.consulting import LegState
from voice_agent.core.errors import ActionError, VoiceAgentError
from voice_agent.transport.base import Audio, Connection, Hangup
from voice_agent.transport.saying import say
from voice_agent.transport.sip.dial import dial
from voice_agent.transport.sip.hearing import HZ
from voice_agent.transport.sip.outcomes import UNANSWERED
from voice_agent.transport.sip.replacing import OPTION, instead_of, is_sip, number_at
from voice_agent.transport.sip.states import CallState
from voice_agent.transport.sip.wire import SipWire

Speak = Callable[[str], AsyncGenerator[NDArray[np.int16]]]
"""Makes speech of a text, at 8 kHz."""
GRACE_S = 5.0
"""How long a third party may take to come in our place, once the caller's side has left us."""


class SipConsultation:
    """A second call.

    Args:
        line: The caller's call.
        speak: Says the brief.
        connect: Makes a connection of a call that was answered.

    Attributes:
        state: What the person's telephone does.
    """

    def __init__(
        self,
        line: SipWire,
        speak: Speak,
        connect: Callable[[SipWire], Awaitable[Connection]],
    ) -> None:
        self.state: LegState = "ringing"
        self._line = line
        self._speak = speak
        self._connect = connect
        self._leg: SipWire | None = None
        self._connection: Connection | None = None
        self._bridge: Bridge | None = None
        self._gone = asyncio.Event()
        self._leaves = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def ring(self, to: str, caller_id: str, text: str) -> None:
        """Call somebody: where a URI says, or a number at the PBX that the caller comes from.

        Raises:
            ActionError: The number cannot be called.
        """
        try:
            self._leg = await self._dialled(to, caller_id)
        except VoiceAgentError as error:
            raise ActionError(f"the person cannot be called: {error}") from None
        self._start(self._follow(self._leg, text), "sip-second-call")

    async def join(self) -> bool:
        """Have the caller's side call the person in our place, if both sides can do that.

        Raises:
            ActionError: The caller has left.
        """
        line, leg = self._line, self._leg
        assert leg is not None
        if not (line.call.supports(OPTION) and leg.call.supports(OPTION)):
            return False
        self._leaves = True
        status = await line.transfer(instead_of(leg.call.dialog))
        if 200 <= status < 300 or (line.call.state is CallState.OVER and await self._replaced()):
            await self.hang_up()
            return True
        self._leaves = False
        if line.call.state is CallState.OVER:
            raise ActionError("the caller has left")
        return False

    def carry(self, bridge: Bridge) -> None:
        """Carry audio between the person and ``bridge``, until it is over or they hang up."""
        if self._gone.is_set() or self._connection is None:
            bridge.end()
            return
        self._bridge = bridge
        self._start(self._part(bridge, self._connection), "sip-bridge")

    async def hang_up(self) -> None:
        """Hang up, or stop ringing; a third party who is to come in our place may still do so."""
        if self._leg is None:
            return
        if self._leaves:
            await self._replaced()
        await self._leg.close(0, "")

    async def _dialled(self, to: str, caller_id: str) -> SipWire:
        line, endpoint = self._line, self._line.endpoint
        if is_sip(to):
            target, peer = to, await endpoint.reach(to)
        else:
            target, peer = number_at(to, line.call.dialog), line.call.peer
        login = next((one for one in endpoint.registrations if one.peer[0] == peer[0]), None)
        if not (is_sip(to) or login or endpoint.agent.policy.allowed(peer[0])):
            # A telephone that logged in would ring itself.
            raise ActionError("the caller comes from no PBX that is allowed or that we register at")
        ours = f"sip:{caller_id}@{endpoint.agent.here_for(peer).host}"
        return await dial(
            endpoint,
            target,
            peer,
            login.address if login is not None else ours,
            credentials=login.credentials if login is not None else None,
            ports=line.ports,
        )

    async def _follow(self, leg: SipWire, text: str) -> None:
        """See the person's call to its end."""
        try:
            if not await asyncio.shield(leg.up):
                self.state = UNANSWERED.get(leg.status, "failed")
                return
            self.state = "briefing"
            with contextlib.suppress(ConnectionError, VoiceAgentError):
                self._connection = await self._connect(leg)
                self._start(self._tell(self._connection, text), "sip-brief")
                await self._from_person(self._connection)
            self.state = "declined"
        finally:
            self._gone.set()
            if self._bridge is not None:
                self._bridge.end()
            await leg.close(0, "")

    async def _from_person(self, connection: Connection) -> None:
        while (message := await connection.receive()) is not None:
            if isinstance(message, Hangup):
                return
            if isinstance(message, Audio) and self._bridge is not None:
                self._bridge.from_person(message.pcm)

    async def _part(self, bridge: Bridge, connection: Connection) -> None:
        """Carry what the caller says until the bridge is over; hang up then."""
        carrying = asyncio.create_task(_to_person(bridge, connection), name="sip-to-person")
        await bridge.over.wait()
        carrying.cancel()
        await asyncio.wait({carrying})
        await self.hang_up()

    async def _tell(self, connection: Connection, text: str) -> None:
        # A brief that nobody can say is no reason to let the caller wait.
        with contextlib.suppress(ConnectionError, VoiceAgentError):
            await say(connection, self._speak(text))
        if self.state == "briefing":
            self.state = "ready"

    async def _replaced(self) -> bool:
        """Wait until the person's side has let us go for somebody else; false if it does not."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_S):
                await self._gone.wait()
        return self._gone.is_set()

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _to_person(bridge: Bridge, connection: Connection) -> None:
    resampler = StreamResampler(LISTEN_HZ, HZ)
    with contextlib.suppress(ConnectionError):
        while True:
            if pcm := resampler.push(await bridge.for_person()):
                await connection.send_audio(pcm)
