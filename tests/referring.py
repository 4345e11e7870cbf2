"""A caller's telephone that does what REFER asks: it calls somebody else, and tells the outcome.

Two more telephones on this machine: the agent's side of the call, and the desk that is called. If
they know ``Replaces``, the caller's telephone takes the agent's place in a call with the desk.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

from voice_agent.core.clock import monotonic
from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.call import SipCall
from voice_agent.transport.sip.carrier import SipConnection, connect
from voice_agent.transport.sip.dial import answered, dial
from voice_agent.transport.sip.dialog import Here
from voice_agent.transport.sip.endpoint import Endpoint
from voice_agent.transport.sip.fields import read_address, read_parameters
from voice_agent.transport.sip.message import Request, read
from voice_agent.transport.sip.transactions import Peer
from voice_agent.transport.sip.wire import SipWire

HOST = "127.0.0.1"
_FRAGMENT = [("event", "refer"), ("content-type", "message/sipfrag;version=2.0")]


def _agent() -> UserAgent:
    return UserAgent(Here(HOST, 0), Policy(lambda host: True))


class Telephone(Endpoint):
    """A telephone.

    Attributes:
        replaces: Whether it knows ``Replaces`` (RFC 3891), and says so. Our own agent does not: it
            is never the third party.
    """

    replaces = False

    def pump(self) -> None:
        """Send what is to be sent."""
        if self.replaces:
            said = b"Supported: timer"
            for at, (data, peer) in enumerate(self.agent.outbox):
                self.agent.outbox[at] = data.replace(said, said + b", replaces"), peer
        super().pump()


class Referring(Telephone):
    """A telephone that obeys REFER.

    Attributes:
        refuses: Status with which it refuses to; 0: it obeys.
        called: What was called in the end.
        hangs_up: Whether it ends the call that it was referred from before it calls.
        desk: The desk.
    """

    desk: Desk

    def __init__(self) -> None:
        super().__init__(_agent(), lambda call: call.refuse(486, monotonic()))
        self.refuses = 0
        self.hangs_up = False
        self.called: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []

    def _received(self, data: bytes, peer: Peer) -> None:
        if not data.startswith(b"REFER "):
            super()._received(data, peer)
            return
        request = read(data)
        assert isinstance(request, Request)
        call = self.agent.calls[request.headers.get("call-id")]
        if not call.dialog.in_order(request):
            return
        call.respond(request, self.refuses or 202, monotonic())
        if not self.refuses:
            target = read_address(request.headers.get("refer-to")).uri
            number = request.headers.get("cseq").split()[0]
            self.tasks.append(asyncio.create_task(self._call(call, target, number), name="refers"))
        self.pump()

    async def _call(self, call: SipCall, target: str, number: str) -> None:
        self.called.append(target)
        if self.hangs_up:
            call.hang_up(monotonic())
            self.pump()
            await asyncio.sleep(1)
        self._notify(call, number, "active", "SIP/2.0 100 Trying")
        uri, _, fields = target.partition("?")
        extra = [(name.lower(), value) for name, value in parse_qsl(fields)]
        peer = await self.where(uri)
        wire = await dial(self, uri, peer, f"sip:caller@{HOST}", extra=extra)
        try:
            up = await answered(wire, 300.0)
            status = "200 OK" if up else f"{wire.status or 487} No"
            self._notify(call, number, "terminated;reason=noresource", f"SIP/2.0 {status}")
            await asyncio.sleep(1)
        finally:
            await wire.close(0, "")

    def _notify(self, call: SipCall, number: str, state: str, line: str) -> None:
        if call.id in self.agent.calls:
            name, event = _FRAGMENT[0]
            extra = [(name, f"{event};id={number}"), ("subscription-state", state), _FRAGMENT[1]]
            call._ask("NOTIFY", monotonic(), lambda *_: None, extra, f"{line}\r\n".encode())
            self.pump()


class Desk(Telephone):
    """A colleague's telephone.

    Args:
        status: How it answers: 200, a refusal, or 0 for not at all.

    Attributes:
        wires: Its calls, in the order in which they were answered.
        replaced: How many of them a third party has taken the place of.
    """

    def __init__(self, status: int) -> None:
        super().__init__(_agent(), self._invited)
        self._status = status
        self.wires: list[SipWire] = []
        self.replaced = 0
        self._tasks: list[asyncio.Task[object]] = []

    def _invited(self, call: SipCall) -> None:
        if self._status == 0:
            call.ring(monotonic())
        elif self._status == 200:
            self.wires.append(SipWire(self, call))
            self._tasks.append(asyncio.create_task(self._answer(self.wires[-1]), name="desk"))
        else:
            call.refuse(self._status, monotonic())

    async def _answer(self, wire: SipWire) -> None:
        await wire.receive()
        name, _, tags = wire.call.invite.headers.get("replaces").partition(";")
        old = self.agent.calls.get(name)
        if self.replaces and old is not None:
            asked = read_parameters(";" + tags)
            assert asked["to-tag"] == old.dialog.local_tag
            assert asked["from-tag"] == old.dialog.remote_tag
            self.replaced += 1
            old.hang_up(monotonic())
            self.pump()

    async def close(self) -> None:
        """Stop."""
        await asyncio.gather(*self._tasks)
        for wire in self.wires:
            await wire.close(0, "")
        await super().close()


@asynccontextmanager
async def referring(
    status: int = 200, refuses: int = 0, *, replaces: bool = False
) -> AsyncIterator[tuple[SipConnection, str, Referring, SipWire]]:
    """A call of a telephone that obeys, and a desk; yields our side, the desk's URI and theirs."""
    ours_wire: asyncio.Future[SipWire] = asyncio.get_running_loop().create_future()
    ours = Endpoint(_agent(), lambda call: ours_wire.set_result(SipWire(ours, call)))
    theirs, desk = Referring(), Desk(status)
    theirs.refuses, theirs.desk = refuses, desk
    theirs.replaces = desk.replaces = replaces
    for end in (ours, theirs, desk):
        await end.open(HOST, 0)
    wire = await dial(theirs, f"sip:agent@{HOST}", (HOST, ours.port), f"sip:caller@{HOST}")
    connection = await connect(await ours_wire)
    assert isinstance(connection, SipConnection)
    await answered(wire, 5.0)
    try:
        yield connection, f"sip:desk@{HOST}:{desk.port}", theirs, wire
    finally:
        for task in theirs.tasks:
            task.cancel()
        await asyncio.gather(*theirs.tasks, return_exceptions=True)
        await wire.close(0, "")
        await asyncio.sleep(0.1)
        await connection.close(0, "")
        for end in (ours, theirs, desk):
            await end.close()
