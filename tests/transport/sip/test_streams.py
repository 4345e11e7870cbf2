"""SIP over TCP and TLS between user agents on this machine, and what strangers do to it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sip_messages import message

pytest.importorskip("cryptography", reason="certificates are made with the package cryptography")
from certificates import certificate

from voice_agent.config.sip import SipTlsConfig
from voice_agent.core.errors import ConfigError
from voice_agent.transport.sip import streams
from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.call import SipCall
from voice_agent.transport.sip.dial import answered, dial
from voice_agent.transport.sip.dialog import Here
from voice_agent.transport.sip.digest import Credentials
from voice_agent.transport.sip.endpoint import Endpoint
from voice_agent.transport.sip.registration import Registration
from voice_agent.transport.sip.tls import client_context, server_context
from voice_agent.transport.sip.wire import SipWire

pytestmark = pytest.mark.virtual_time
HOST = "127.0.0.1"
OPTIONS = message("OPTIONS sip:a SIP/2.0", length="0", Via="SIP/2.0/TCP 10.0.0.9;branch=z9hG4bK1")


class Telephone:
    """Answers calls over connections.

    Attributes:
        wire: The call.
    """

    wire: SipWire

    def __init__(self, allowed: bool = True) -> None:
        agent = UserAgent(Here(HOST, 0), Policy(lambda host: allowed))
        self.end = Endpoint(agent, self._invited)
        self._answering: list[asyncio.Task[object]] = []

    def _invited(self, call: SipCall) -> None:
        self.wire = SipWire(self.end, call)
        self._answering.append(asyncio.create_task(self.wire.receive(), name="answering"))

    async def close(self) -> None:
        await asyncio.gather(*self._answering)
        await self.end.close()


@asynccontextmanager
async def listening(
    context: ssl.SSLContext | None = None, *, allowed: bool = True
) -> AsyncIterator[tuple[Telephone, int]]:
    phone = Telephone(allowed)
    await phone.end.open(HOST, 0)
    way: streams.StreamTransport = "TLS" if context else "TCP"
    port = await phone.end.streams.listen(HOST, 0, way, context)
    try:
        yield phone, port
    finally:
        await phone.close()


async def caller(context: ssl.SSLContext | None = None) -> Endpoint:
    agent = UserAgent(Here(HOST, 0), Policy(lambda host: True))
    return await Endpoint(agent, lambda call: call.refuse(486, 0.0), context).open(HOST, 0)


async def talked(ours: Endpoint, theirs: Telephone, uri: str, *, they_hang_up: bool) -> None:
    peer = await ours.reach(uri)
    wire = await dial(ours, uri, peer, f"sip:alice@{HOST}")
    assert await answered(wire, 5.0)
    await wire.receive()
    first, last = (theirs.wire, wire) if they_hang_up else (wire, theirs.wire)
    await first.close(0, "")
    async with asyncio.timeout(5):
        while await last.receive() is not None:
            pass
    await last.close(0, "")


@pytest.mark.parametrize("they_hang_up", [False, True])
async def test_a_call_over_tcp_uses_one_connection(they_hang_up: bool) -> None:
    async with listening() as (phone, port):
        ours = await caller()
        uri = f"sip:100@{HOST}:{port};transport=tcp"
        await talked(ours, phone, uri, they_hang_up=they_hang_up)
        await talked(ours, phone, uri, they_hang_up=not they_hang_up)
        assert len(ours.streams) == len(phone.end.streams) == 1
        assert phone.wire._call.dialog.here.contact == f"sip:100@{HOST}:{port};transport=tcp"
        await ours.close()


async def test_a_call_over_tls_whose_certificate_is_believed(tmp_path: Path) -> None:
    file, key = certificate(tmp_path)
    config = SipTlsConfig(certificate=file, key=key, authorities=file)
    async with listening(server_context(config)) as (phone, port):
        ours = await caller(client_context(SipTlsConfig(authorities=file)))
        await talked(ours, phone, f"sips:100@{HOST}:{port}", they_hang_up=True)
        await ours.close()


@pytest.mark.parametrize(
    ("name", "believed", "why"),
    [("127.0.0.1", False, "self-signed"), ("other.example", True, "IP address mismatch")],
)
async def test_a_certificate_that_is_not_good_is_no_connection(
    tmp_path: Path, name: str, believed: bool, why: str
) -> None:
    file, key = certificate(tmp_path, name)
    async with listening(server_context(SipTlsConfig(certificate=file, key=key))) as (_, port):
        authorities = file if believed else None
        ours = await caller(client_context(SipTlsConfig(authorities=authorities)))
        with pytest.raises(ConfigError, match=f"cannot be reached: .*{why}"):
            await ours.reach(f"sips:{HOST}:{port}")
        await ours.close()


async def test_who_shows_no_certificate_stays_outside_where_one_is_needed(tmp_path: Path) -> None:
    file, key = certificate(tmp_path)
    config = SipTlsConfig(certificate=file, key=key, authorities=file, clients=True)
    async with listening(server_context(config)) as (phone, port):
        ours = await caller(client_context(SipTlsConfig(authorities=file)))
        # TLS 1.3 tells the client only after it has begun: the call is what fails.
        peer = await ours.reach(f"sips:{HOST}:{port}")
        wire = await dial(ours, f"sips:100@{HOST}", peer, f"sip:alice@{HOST}")
        assert not await answered(wire, 5.0)
        assert len(phone.end.streams) == 0
        await wire.close(0, "")
        await ours.close()


async def test_who_is_reached_twice_at_once_has_one_connection() -> None:
    async with listening() as (phone, port):
        ours = await caller()
        uri = f"sip:100@{HOST}:{port};transport=tcp"
        peers = await asyncio.gather(*(ours.reach(uri) for _ in range(4)))
        for _ in range(3):
            ours.streams.send(OPTIONS, peers[0])
        await asyncio.sleep(0.1)
        assert len(ours.streams) == len(phone.end.streams) == 1
        await ours.close()


async def test_nobody_there_is_known_at_once() -> None:
    ours = await caller()
    uri = f"sip:100@{HOST}:9;transport=tcp"
    with pytest.raises(ConfigError, match="cannot be reached"):
        await ours.reach(uri)
    wire = await dial(ours, uri, (HOST, 9, "TCP"), f"sip:alice@{HOST}")
    assert not await answered(wire, 5.0)
    assert wire.status == 503
    await wire.close(0, "")
    await ours.close()


async def _sent(port: int, *parts: bytes, pause_s: float = 0.0) -> bytes:
    """Send bytes as a stranger; return all that comes back until the connection closes."""
    reader, writer = await asyncio.open_connection(HOST, port)
    heard = bytearray()
    try:
        for part in parts:
            writer.write(part)
            await asyncio.sleep(pause_s)
        async with asyncio.timeout(60):
            while data := await reader.read(4096):
                heard += data
    except (TimeoutError, OSError):
        pass
    finally:
        writer.transport.abort()
    return bytes(heard)


async def test_signs_of_life_are_answered_and_messages_too() -> None:
    async with listening() as (phone, port):
        heard = await _sent(port, b"\r\n\r\n", OPTIONS, pause_s=0.5)
        assert heard.startswith(b"\r\nSIP/2.0 200 OK\r\n")
        assert len(phone.end.streams) <= 1


@pytest.mark.parametrize(
    "parts",
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",),
        (b"A" * 20_000,),
        (OPTIONS.replace(b"Content-Length: 0", b"Content-Length: 9999999"),),
    ],
)
async def test_a_connection_without_messages_of_sip_is_closed(parts: tuple[bytes, ...]) -> None:
    async with listening() as (phone, port):
        async with asyncio.timeout(5):
            assert await _sent(port, *parts) == b""
        assert len(phone.end.streams) == 0


async def test_a_message_that_comes_byte_by_byte_is_not_waited_for() -> None:
    async with listening() as (phone, port):
        async with asyncio.timeout(20):
            assert await _sent(port, *(bytes([one]) for one in OPTIONS[:20]), pause_s=0.9) == b""
        assert len(phone.end.streams) == 0


async def test_strangers_get_no_connection() -> None:
    async with listening(allowed=False) as (phone, port):
        async with asyncio.timeout(5):
            assert await _sent(port, OPTIONS) == b""
        assert len(phone.end.streams) == 0


async def test_strangers_cost_no_handshake(tmp_path: Path) -> None:
    file, key = certificate(tmp_path)
    config = SipTlsConfig(certificate=file, key=key)
    hello = bytes.fromhex("16030100050100000100")
    async with listening(server_context(config), allowed=False) as (_, port):
        async with asyncio.timeout(5):
            assert await _sent(port, hello) == b""
    async with listening(server_context(config)) as (phone, port):
        async with asyncio.timeout(20):
            # One who may call gets an alert, or is not waited for.
            await _sent(port, hello)
            await _sent(port, b"\x16\x03", pause_s=6)
        assert len(phone.end.streams) == 0


async def test_one_address_cannot_take_all_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_OF_ONE_HOST", 3)
    async with listening() as (phone, port):
        writers = [(await asyncio.open_connection(HOST, port))[1] for _ in range(6)]
        await asyncio.sleep(0.1)
        assert len(phone.end.streams) == 3
        for writer in writers:
            writer.transport.abort()
        await asyncio.sleep(0.1)
        assert len(phone.end.streams) == 0


async def test_who_does_not_read_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_UNSENT", 1000)
    async with listening() as (phone, port):
        _, writer = await asyncio.open_connection(HOST, port)
        writer.write(OPTIONS)
        await asyncio.sleep(0.1)
        (peer,) = phone.end.streams._connections
        phone.end.streams.send(b"x" * 8_000_000, peer)
        await asyncio.sleep(0.1)
        assert len(phone.end.streams) == 0
        writer.transport.abort()


async def test_a_registration_is_made_anew_over_a_new_connection() -> None:
    told: list[tuple[bool, int]] = []
    async with listening() as (registrar, port):
        ours = await caller()
        uri = f"sip:{HOST}:{port};transport=tcp"
        peer = await ours.reach(uri)
        ours.registrations.append(
            Registration(
                ours.agent.asking, ours.agent.here_for(peer, "a"), "sip:a@b", uri, peer,
                Credentials("a", "b"), told=lambda good, status: told.append((good, status)),
            )
        )  # fmt: skip
        ours.elapsed()
        await asyncio.sleep(1)
        first = ours.registrations[0].here
        for one in list(registrar.end.streams._connections.values()):
            one.writer.transport.abort()
        await asyncio.sleep(30)
        # Our own user agent is no registrar, and says so each time.
        assert len(told) >= 2
        assert set(told) == {(False, 405)}
        assert ours.registrations[0].here.port != first.port
        await ours.close()
