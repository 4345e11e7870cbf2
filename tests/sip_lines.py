"""SIP without sockets: user agents on a network that loses, repeats and delays, in virtual time."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import random
import socket
import threading
from collections.abc import Callable
from typing import Any

import sqlalchemy

from voice_agent.calls.hub import Subscription
from voice_agent.phone import launch
from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.call import SipCall
from voice_agent.transport.sip.dialog import Here
from voice_agent.transport.sip.happenings import Happening, Invited
from voice_agent.transport.sip.transactions import Peer


class Net:
    """Agents by their addresses, and a clock.

    Attributes:
        now: Virtual seconds.
        told: What happened, with whom and when.
        sent: Every datagram, in order.
        loses: Decides which datagrams are lost.
    """

    def __init__(self, delay_s: float = 0.02) -> None:
        self.now = 0.0
        self.agents: dict[Peer, UserAgent] = {}
        self.told: list[tuple[Peer, Happening]] = []
        self.sent: list[tuple[Peer, Peer, bytes]] = []
        self.loses: Callable[[bytes], bool] = lambda data: False
        self.on_invited: Callable[[SipCall], Any] = lambda call: None
        self._delay_s = delay_s
        self._flying: list[tuple[float, int, Peer, Peer, bytes]] = []
        self._count = 0

    def agent(self, host: str, port: int = 5060, **fields: Any) -> UserAgent:
        """Put an agent on the network; everybody may call it unless told otherwise."""
        fields.setdefault("policy", Policy(lambda host: True))
        agent = UserAgent(Here(host, port), **fields)
        self.agents[host, port] = agent
        return agent

    def put(self, data: bytes, source: Peer, to: Peer) -> None:
        """Send a datagram as somebody."""
        self.sent.append((source, to, data))
        if not self.loses(data):
            self._count += 1
            heapq.heappush(self._flying, (self.now + self._delay_s, self._count, source, to, data))

    def run(self, seconds: float = 1.0) -> None:
        """Let time pass."""
        until = self.now + seconds
        while True:
            self.pump()
            due = [agent.due() for agent in self.agents.values()]
            at = min([*due, *(one[0] for one in self._flying[:1]), until])
            if at >= until:
                break
            self.now = max(self.now, at)
            if self._flying and self._flying[0][0] <= self.now:
                _, _, source, to, data = heapq.heappop(self._flying)
                if to in self.agents:
                    self.agents[to].received(data, source, self.now)
            for agent in self.agents.values():
                if agent.due() <= self.now:
                    agent.elapsed(self.now)
        self.now = until
        self.pump()

    def pump(self) -> None:
        """Put on the network what agents want to send."""
        busy = True
        while busy:
            busy = False
            for peer, agent in self.agents.items():
                while agent.outbox:
                    data, to = agent.outbox.popleft()
                    self.put(data, peer, to)
                while agent.happened:
                    happening = agent.happened.popleft()
                    self.told.append((peer, happening))
                    busy = True
                    if isinstance(happening, Invited):
                        self.on_invited(happening.call)

    def names(self, peer: Peer | None = None) -> list[str]:
        """Return the names of what happened to one agent."""
        return [type(one).__name__ for who, one in self.told if peer in (None, who)]

    def lines(self) -> list[str]:
        """Return the first line of every datagram."""
        return [data.split(b"\r\n")[0].decode() for _, _, data in self.sent]


def lossy(share: float, seed: int) -> Callable[[bytes], bool]:
    """Lose a share of all datagrams."""
    chance = random.Random(seed)
    return lambda data: chance.random() < share


A: Peer = ("10.0.0.1", 5060)
B: Peer = ("10.0.0.2", 5060)


def pair(**fields: Any) -> tuple[Net, UserAgent, UserAgent]:
    """Two agents; the second answers every call."""
    net = Net()
    caller, callee = net.agent(*A), net.agent(*B, **fields)
    net.on_invited = lambda call: call.accept("10.0.0.2", 4002, net.now)
    return net, caller, callee


def called(net: Net, caller: UserAgent, **fields: Any) -> SipCall:
    """Call the second agent from the first."""
    call = caller.call(
        "sip:100@10.0.0.2", B, "sip:alice@10.0.0.1", ("10.0.0.1", 4000), net.now, **fields
    )
    net.run(0.5)
    return call


SECRET = "0123456789abcdef"


def free_port() -> int:
    """Return a port that nobody uses for UDP or TCP, nor the next: telephones have TLS there."""
    for _ in range(100):
        port = launch.free_port(socket.SOCK_DGRAM)
        with socket.socket() as tcp, socket.socket() as tls, contextlib.suppress(OSError):
            tcp.bind(("127.0.0.1", port))
            tls.bind(("127.0.0.1", port + 1))
            return port
    raise OSError("no free port for a telephone")


async def greeted(events: Subscription, calls: int) -> None:
    """Wait until so many calls have been greeted."""
    await _replied(events, calls, "")


async def told_the_balance(events: Subscription, calls: int) -> None:
    """Wait until the callers of so many calls have been told their balance."""
    await _replied(events, calls, "balance")


async def _replied(events: Subscription, calls: int, word: str) -> None:
    found: set[str | None] = set()
    async with asyncio.timeout(30):
        while len(found) < calls:
            event = await events.next()
            if event.type == "reply" and word in event.text:
                found.add(event.call_id)


async def recorded(database: str, columns: str, calls: int) -> list[tuple[Any, ...]]:
    """Return columns of so many calls, once the record has that they are over.

    The thread that writes the record knows nothing of virtual time, so this waits in real time.
    """
    engine = sqlalchemy.create_engine(database)
    asked = sqlalchemy.text(f"select {columns} from calls where reason is not null")

    def rows() -> list[tuple[Any, ...]]:
        threading.Event().wait(0.02)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(asked)]

    try:
        for _ in range(750):
            if len(found := await asyncio.to_thread(rows)) >= calls:
                return found
        raise AssertionError(f"the record has {found} after 15 s")
    finally:
        engine.dispose()
