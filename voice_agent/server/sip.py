"""Takes SIP calls beside the web server."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from loguru import logger

from voice_agent.config.schema import PipelineConfig
from voice_agent.config.sip import SipConfig
from voice_agent.core.clock import monotonic
from voice_agent.core.errors import ConfigError
from voice_agent.core.logs import hide_in_logs
from voice_agent.server.access.address import is_loopback, is_trusted, masked, source_of
from voice_agent.server.access.admission import Admission
from voice_agent.server.access.door import Door
from voice_agent.server.server import Server
from voice_agent.transport.guard import Allowance
from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.call import SipCall
from voice_agent.transport.sip.carrier import CARRIER, status_of
from voice_agent.transport.sip.dialog import Here
from voice_agent.transport.sip.digest import Credentials, Gate
from voice_agent.transport.sip.endpoint import Endpoint
from voice_agent.transport.sip.fields import read_uri
from voice_agent.transport.sip.media import MediaPort
from voice_agent.transport.sip.registration import Registration
from voice_agent.transport.sip.speaking import idle_sound
from voice_agent.transport.sip.srtp import usable
from voice_agent.transport.sip.tls import client_context, server_context
from voice_agent.transport.sip.transactions import repeats
from voice_agent.transport.sip.wire import SipWire

MIN_PASSWORD = 12
_LOG_PER_S, _LOG_AT_ONCE = 1.0, 20.0
_GOODBYE_S = 5.0


@dataclass(frozen=True, slots=True)
class SipKeys:
    """The secrets of SIP.

    Attributes:
        users: Passwords of those who call.
        registrars: Ours at each registrar, in their order.
        outward: How we connect over TLS.
        inward: How others do; ``None`` if nobody can.
    """

    users: Mapping[str, str] = field(default_factory=dict, repr=False)
    registrars: tuple[str, ...] = field(default=(), repr=False)
    outward: ssl.SSLContext | None = field(default=None, repr=False)
    inward: ssl.SSLContext | None = field(default=None, repr=False)


def read_sip(
    config: PipelineConfig, *, insecure: bool = False, environment: Mapping[str, str] = os.environ
) -> SipKeys:
    """Read the secrets, and refuse to be reached from outside by everybody.

    Raises:
        ConfigError: A secret is missing or too short, a certificate or a library cannot be used,
            or anybody could call.
    """
    sip = config.sip
    if sip is None:
        return SipKeys()
    users, registrars = {}, []
    for name, place in sip.users.items():
        key = f"{config.file}: sip.users.{name}"
        users[name] = place.read(key, environment)
        if len(users[name]) < MIN_PASSWORD:
            where = place.env or place.file
            raise ConfigError(
                f"{key}: {where} has {len(users[name])} characters; needs {MIN_PASSWORD} or more "
                "random ones"
            )
    for at, one in enumerate(sip.registrations):
        key = f"{config.file}: sip.registrations.{at}.password"
        secret = one.password.read(key, environment)
        if not secret:
            raise ConfigError(
                f"{key}: the environment variable {one.password.env} is not set; set it"
            )
        registrars.append(secret)
    for secret in (*users.values(), *registrars):
        hide_in_logs(secret)
    try:
        outward = client_context(sip.tls)
        inward = server_context(sip.tls) if sip.tls is not None else None
        usable(sip.srtp)
    except ConfigError as error:
        raise ConfigError(f"{config.file}: {error}") from None
    if not (insecure or is_loopback(sip.host)):
        _check_public(sip)
    return SipKeys(users, tuple(registrars), outward, inward)


def _check_public(sip: SipConfig) -> None:
    networks = [ipaddress.ip_network(one) for one in sip.allow]
    everybody = any(one.prefixlen == 0 for one in networks)
    known = any(not one.is_loopback for one in networks) or sip.users or sip.registrations
    if not known or (everybody and sip.need == "either"):
        raise ConfigError(
            f"refusing to listen on {sip.host} for SIP without authentication: set sip.allow to "
            "the addresses of your PBX or sip.users to names and passwords, stay on 127.0.0.1, or "
            "pass --insecure"
        )


class Doorman:
    """Decides which addresses get in, and counts what they do.

    Args:
        config: The rules.
        keys: The secrets.
        door: Limits of all sources, and where refusals are counted.
    """

    def __init__(self, config: SipConfig, keys: SipKeys, door: Door) -> None:
        self._allowed = [ipaddress.ip_network(one) for one in config.allow]
        self._door = door
        self._log = Allowance(_LOG_PER_S, _LOG_AT_ONCE, monotonic)
        gate = Gate(config.realm, keys.users, config.algorithm) if keys.users else None
        self.policy = Policy(
            self.allowed, gate, config.need == "both", self._attempt, self._refused
        )

    def trust(self, host: str) -> None:
        """Let an address in, such as that of a registrar."""
        self._allowed.append(ipaddress.ip_network(host))

    def allowed(self, host: str) -> bool:
        """Return whether an address needs no password."""
        return is_trusted(host, self._allowed)

    def admission(self, host: str) -> Admission | None:
        """Count a call for its address; ``None`` if it has too many. A PBX has no limit."""
        if self.allowed(host):
            return Admission(())
        source = self._door.sources.get(source_of(host))
        if source.calls >= self._door.access.limits.calls:
            self._refused("too_many_calls", host)
            return None
        return Admission((source,), None, self._door.on_refused)

    def _attempt(self, host: str) -> bool:
        return self.allowed(host) or self._door.sources.get(source_of(host)).attempts.spend(1)

    def _refused(self, reason: str, host: str) -> None:
        self._door.on_refused(reason)
        if self._log.spend(1):
            logger.warning("sip: refused a client from {}: {}", masked(host), reason)


class _Calls:
    """The calls that come in."""

    def __init__(self, server: Server, config: SipConfig, doorman: Doorman) -> None:
        self._server = server
        self._config = config
        self._doorman = doorman
        self.endpoint: Endpoint | None = None
        self.running: set[asyncio.Task[None]] = set()

    def take(self, call: SipCall) -> None:
        """Take a call, or refuse it at once."""
        refusal = self._server.entrance.turned_away(CARRIER, at_once=True)
        if refusal is not None:
            status = status_of(refusal)
            extra = [("retry-after", "30")] if status == 503 else []
            call.refuse(status, monotonic(), extra)
            return
        admission = self._doorman.admission(call.peer[0])
        if admission is None:
            call.refuse(486, monotonic())
            return
        task = asyncio.create_task(self._answer(call, admission), name="sip-call")
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def _answer(self, call: SipCall, admission: Admission) -> None:
        assert self.endpoint is not None
        config = self._config
        media = MediaPort(config.silence_s, idle_sound(config.comfort_noise_dbfs))
        wire = SipWire(self.endpoint, call, media=media, ports=config.rtp_ports)
        with admission:
            try:
                await self._server.answer(CARRIER, admission.metered(wire))
            finally:
                await wire.close(480, "")


@asynccontextmanager
async def sip_listening(
    server: Server, config: SipConfig | None, keys: SipKeys, door: Door
) -> AsyncIterator[Endpoint | None]:
    """Take SIP calls while the block runs; yields the endpoint, ``None`` if there is none.

    Calls that are on the line when the block ends are given a moment to hang up.
    """
    if config is None:
        yield None
        return
    doorman = Doorman(config, keys, door)
    calls = _Calls(server, config, doorman)
    here = Here(config.public_address or config.host, config.port)
    srtp = usable(config.srtp)
    agent = UserAgent(here, doorman.policy, config.codecs, config.timer_s, srtp)
    endpoint = calls.endpoint = Endpoint(agent, calls.take, keys.outward)
    try:
        await _listen(endpoint, config, keys)
    except OSError as error:
        # Web calls go on: the log says what is missing.
        why = error.strerror or error
        logger.error("sip: cannot listen on {}:{}: {}", config.host, config.port, why)
        await endpoint.close()
        yield None
        return
    registering = asyncio.create_task(
        _register(endpoint, config, keys, doorman), name="sip-register"
    )
    try:
        yield endpoint
    finally:
        agent.closed = True
        registering.cancel()
        await asyncio.wait({registering})
        if calls.running:
            await asyncio.wait(calls.running, timeout=_GOODBYE_S)
        await endpoint.close()


async def _listen(endpoint: Endpoint, config: SipConfig, keys: SipKeys) -> None:
    await endpoint.open(config.host, config.port)
    ways = "UDP"
    if config.tcp:
        await endpoint.streams.listen(config.host, endpoint.port, "TCP", None)
        ways = "UDP, TCP"
    logger.info("sip: listening on {}:{} ({})", config.host, endpoint.port, ways)
    if config.tls is not None and keys.inward is not None:
        port = await endpoint.streams.listen(config.host, config.tls.port, "TLS", keys.inward)
        logger.info("sip: listening on {}:{} (TLS)", config.host, port)


async def _register(endpoint: Endpoint, config: SipConfig, keys: SipKeys, doorman: Doorman) -> None:
    for one, password in zip(config.registrations, keys.registrars, strict=True):
        try:
            peer = await endpoint.where(one.registrar)
        except ConfigError as error:
            logger.error("sip: cannot register at {}: {}", one.registrar, error)
            continue
        doorman.trust(peer[0])
        host = read_uri(one.registrar).host

        def told(good: bool, status: int, registrar: str = one.registrar) -> None:
            if good:
                logger.debug("sip: registered at {}", registrar)
            else:
                logger.warning("sip: not registered at {}: status {}", registrar, status)

        endpoint.registrations.append(
            Registration(
                endpoint.agent.asking,
                endpoint.agent.here_for(peer, one.user),
                f"sip:{one.user}@{host}",
                one.registrar,
                peer,
                Credentials(one.user, password),
                one.expires_s,
                told,
            )
        )
        if not repeats(peer):
            with contextlib.suppress(OSError):  # It is tried again with the registration.
                await endpoint.streams.reach(peer)
    endpoint.elapsed()
