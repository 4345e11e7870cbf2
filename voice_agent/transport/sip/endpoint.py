"""The asyncio shell of the user agent: sockets, a timer, and what its calls are told."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable
from typing import Self

from loguru import logger

from voice_agent.core.clock import monotonic
from voice_agent.core.errors import ConfigError
from voice_agent.transport.sip.agent import UserAgent
from voice_agent.transport.sip.call import SipCall
from voice_agent.transport.sip.fields import PORT, TLS_PORT, read_uri
from voice_agent.transport.sip.happenings import Happening, Invited
from voice_agent.transport.sip.registration import Registration
from voice_agent.transport.sip.streams import Streams, Told
from voice_agent.transport.sip.transactions import Address, Peer, repeats

WILDCARDS = ("0.0.0.0", "::", "")


class Endpoint(asyncio.DatagramProtocol):
    """One user agent on one port, over UDP, and over connections if there are any.

    Args:
        agent: The user agent.
        on_invited: Told of each call that comes in.
        context: For connections of ours over TLS.

    Attributes:
        host: Address that is bound.
        registrations: Ours, kept up.
        streams: Its connections over TCP and TLS.
    """

    def __init__(
        self,
        agent: UserAgent,
        on_invited: Callable[[SipCall], None],
        context: ssl.SSLContext | None = None,
    ) -> None:
        self.agent = agent
        self.streams = Streams(Told(self._received, self._lost, agent.policy.knows), context)
        agent.bound = self.streams.here
        self.host = ""
        self.registrations: list[Registration] = []
        self._on_invited = on_invited
        self._told: dict[str, Callable[[Happening], None]] = {}
        self._transport: asyncio.DatagramTransport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._pumping = False

    @property
    def port(self) -> int:
        """The port that is bound."""
        return self.agent.here.port

    async def open(self, host: str, port: int) -> Self:
        """Bind the port.

        Raises:
            OSError: It is taken.
        """
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, (host, port))
        bound = self._transport.get_extra_info("sockname")[1]
        here = self.agent.here
        self.host = host
        self.agent.here = type(here)(here.host or host, bound, here.user, here.agent)
        if here.host in WILDCARDS and host in WILDCARDS:
            self.agent.local = local_address
        return self

    async def where(self, uri: str) -> Peer:
        """Return where a URI is, and remember the name that its certificate must have.

        Raises:
            ConfigError: It is not a URI, or its host is unknown.
        """
        peer = await resolve(uri)
        self.streams.named(peer, read_uri(uri).host)
        return peer

    async def reach(self, uri: str) -> Peer:
        """Return where a URI is; connect to it, if it is reached over TCP or TLS.

        Raises:
            ConfigError: It is not a URI, its host is unknown, or nobody answers there.
        """
        peer = await self.where(uri)
        if not repeats(peer):
            try:
                await self.streams.reach(peer)
            except OSError as error:
                why = getattr(error, "verify_message", "") or error.strerror or error
                raise ConfigError(f"'{uri}' cannot be reached: {why}") from None
        return peer

    def follow(self, call: SipCall, told: Callable[[Happening], None]) -> None:
        """Tell somebody what happens to a call."""
        self._told[call.id] = told

    def forget(self, call: SipCall) -> None:
        """Tell nobody any more."""
        self._told.pop(call.id, None)

    def pump(self) -> None:
        """Send what is to be sent and tell what has happened; call it after each command."""
        if self._pumping:
            return
        self._pumping = True
        agent = self.agent
        try:
            while agent.outbox or agent.happened:
                while agent.outbox:
                    data, peer = agent.outbox.popleft()
                    if not repeats(peer):
                        self.streams.send(data, peer)
                    elif self._transport is not None:
                        # What cannot be sent is lost, as on the way; it is sent again.
                        with contextlib.suppress(OSError, ValueError):
                            self._transport.sendto(data, peer)
                if agent.happened:
                    self._tell(agent.happened.popleft())
        finally:
            self._pumping = False
        self._wait()

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Take a datagram."""
        self._received(data, addr[:2])

    def _received(self, data: bytes, peer: Peer) -> None:
        try:
            self.agent.received(data, peer, monotonic())
        except Exception as error:  # noqa: BLE001 - one packet must not end all calls
            logger.error("sip: a packet was not understood: {}", type(error).__name__)
        self.pump()

    def _lost(self, peer: Peer) -> None:
        now = monotonic()
        self.agent.lost(peer, now)
        for one in self.registrations:
            one.lost(peer, now)
        self.pump()

    def error_received(self, exc: Exception) -> None:
        """Go on: what was lost is sent again."""

    async def close(self) -> None:
        """Take registrations back, and stop."""
        now = monotonic()
        for one in self.registrations:
            one.stop(now)
        self.pump()
        if any(one.good for one in self.registrations):
            await asyncio.sleep(0.2)
        if self._timer is not None:
            self._timer.cancel()
        if self._transport is not None:
            self._transport.close()
            self._transport = None
        await self.streams.close()

    def _tell(self, happening: Happening) -> None:
        if isinstance(happening, Invited):
            self._on_invited(happening.call)
            return
        told = self._told.get(happening.call.id)
        if told is not None:
            told(happening)

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._transport is None:
            return
        due = min([self.agent.due(), *(one.due() for one in self.registrations)])
        if due != float("inf"):
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(0.0, due - monotonic()), self.elapsed)

    def elapsed(self) -> None:
        """Do what is due."""
        now = monotonic()
        self.agent.elapsed(now)
        for one in self.registrations:
            self._register(one, now)
        self.pump()

    def _register(self, one: Registration, now: float) -> None:
        if now < one.due():
            return
        if not repeats(one.peer):
            if self.streams.here(one.peer) is None:
                one.later(now)
                self.streams.connect(one.peer)
                return
            one.moved(self.agent.here_for(one.peer, one.here.user))
        one.elapsed(now)


async def resolve(uri: str, family: int = socket.AF_INET) -> Peer:
    """Return where a URI is, and over what. Its host is looked up as a name (A record, no SRV).

    Raises:
        ConfigError: It is not a URI, or its host is unknown.
    """
    parts = read_uri(uri)
    secure = parts.secure or parts.transport == "TLS"
    port = parts.port or (TLS_PORT if secure else PORT)
    try:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(parts.host, port, family=family, type=socket.SOCK_DGRAM)
    except OSError as error:
        raise ConfigError(
            f"'{parts.host}' cannot be looked up: {error.strerror or error}"
        ) from None
    host = str(found[0][4][0])
    if secure:
        return host, port, "TLS"
    return (host, port, "TCP") if parts.transport == "TCP" else (host, port)


def local_address(peer: str) -> str:
    """Return the address of this machine that ``peer`` sees; nothing is sent."""
    family = socket.AF_INET6 if ":" in peer else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((peer, PORT))
        except OSError:
            return "::1" if family == socket.AF_INET6 else "127.0.0.1"
        address: str = probe.getsockname()[0]
        return address
