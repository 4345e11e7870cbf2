"""``voice-agent dial``: the rules, the engines, the trunk or the carrier, one call."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import resample
from voice_agent.config.dial import DialConfig
from voice_agent.config.load import load_pipeline
from voice_agent.config.models import ProjectModels
from voice_agent.config.schema import PipelineConfig
from voice_agent.config.sip import SipConfig, SipTrunkConfig
from voice_agent.core.errors import ConfigError, VoiceAgentError
from voice_agent.dial.calling import Outcome, converse, meet
from voice_agent.dial.history import History, read_do_not_call
from voice_agent.dial.likeness import listener
from voice_agent.dial.over_api import call_over_api, login_of
from voice_agent.dial.permission import Attempt, Rules, read_hours, read_number, refusal
from voice_agent.dial.picked_up import SaidBy
from voice_agent.dial.tones import HZ
from voice_agent.language.en.picked_up import said_by
from voice_agent.phone.recording import read_audio
from voice_agent.server.run import make_server
from voice_agent.server.server import Server
from voice_agent.server.session import run_call
from voice_agent.transport.base import Connection
from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.dial import dial
from voice_agent.transport.sip.dialog import Here
from voice_agent.transport.sip.digest import Credentials
from voice_agent.transport.sip.endpoint import Endpoint, resolve
from voice_agent.transport.sip.fields import read_uri
from voice_agent.transport.sip.speaking import idle_sound
from voice_agent.transport.sip.srtp import usable
from voice_agent.transport.sip.tls import client_context

_TEXT_MS = 1500.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call that is wanted; the options of ``voice-agent dial``."""

    number: str
    message: Path | None = None
    hours: str = "09:00-20:00"
    zone: str = ""
    do_not_call: Path | None = None
    history: Path
    attempts: int = 3
    gap_h: float = 4.0
    ring_s: float = 30.0


def check(request: Request, now: datetime) -> tuple[str, str]:
    """Return the number, and why it may not be called now; empty if it may.

    Raises:
        ConfigError: An option is wrong.
    """
    begin, end = read_hours(request.hours)
    number = read_number(request.number)
    rules = Rules(begin, end, attempts=request.attempts, gap=timedelta(hours=request.gap_h))
    listed = read_do_not_call(request.do_not_call) if request.do_not_call else frozenset()
    try:
        zones = [ZoneInfo(request.zone)] if request.zone else None
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigError(f"--zone: '{request.zone}' is unknown; try Europe/Berlin") from None
    past = History(request.history).of(number)
    return number, refusal(number, now, rules, listed, past, zones)


def trunk_of(
    config: PipelineConfig, environment: Mapping[str, str] = os.environ
) -> tuple[SipConfig, SipTrunkConfig, Credentials | None]:
    """Return where calls go, and our login there.

    Raises:
        ConfigError: The pipeline file names no trunk, or a secret is missing.
    """
    sip = config.sip
    if sip is None or sip.trunk is None:
        raise ConfigError(
            f"{config.file}: calls of ours need sip.trunk: {{uri: sip:HOST, caller: NUMBER}}, or "
            "dial: {via: CARRIER, ...}"
        )
    trunk = sip.trunk
    if trunk.password is None:
        return sip, trunk, None
    key = f"{config.file}: sip.trunk.password"
    secret = trunk.password.read(key, environment)
    if not secret:
        raise ConfigError(
            f"{key}: the environment variable {trunk.password.env} is not set; set it"
        )
    return sip, trunk, Credentials(trunk.user, secret)


async def dial_number(pipeline: str, request: Request) -> Outcome:
    """Call somebody, if that is allowed now.

    Raises:
        ConfigError: An option or the pipeline file is wrong.
        ModelError: The engines could not be loaded.
        ActionError: The carrier's API cannot be reached.
    """
    now = datetime.now(UTC)
    number, why = check(request, now)
    config = load_pipeline(pipeline)
    trunk = None
    if config.dial is None:
        trunk = trunk_of(config)
    else:
        login_of(config.dial)  # What is missing is said before the engines are loaded.
    if why:
        return Outcome("not_allowed", why)
    message = read_audio(request.message, HZ) if request.message else None
    by = await asyncio.to_thread(listener, ProjectModels.open(config.file.parent))
    server = make_server(config)
    await server.load()
    try:
        if server.engines is None:
            raise ConfigError(server.failure)
        if config.dial is not None:
            outcome = await place_over_api(server, number, config.dial, message, request.ring_s, by)
        else:
            assert trunk is not None
            outcome = await place(server, number, trunk, message, request.ring_s, by)
    finally:
        await server.stop()
    History(request.history).add(number, Attempt(now, outcome.who))
    return outcome


async def place(
    server: Server,
    number: str,
    trunk: tuple[SipConfig, SipTrunkConfig, Credentials | None],
    message: NDArray[np.int16] | None,
    ring_s: float,
    by: SaidBy = said_by,
) -> Outcome:
    """Place one call over a trunk with the engines of a server; ``by`` says who says a text."""
    sip, line, credentials = trunk
    trusted = (await resolve(line.uri))[0]
    agent = UserAgent(
        Here(sip.public_address or sip.host, 0),
        Policy(lambda host: host == trusted),
        sip.codecs,
        sip.timer_s,
        usable(sip.srtp),
    )
    context = client_context(sip.tls)
    endpoint = Endpoint(agent, lambda call: call.refuse(486, 0.0), context)
    await endpoint.open(sip.host, 0)
    host = read_uri(line.uri).host
    agents = Agents(server)
    try:
        peer = await endpoint.reach(line.uri)
        wire = await dial(
            endpoint,
            f"sip:{number}@{host}",
            peer,
            f"sip:{line.caller}@{host}",
            credentials=credentials,
            ports=sip.rtp_ports,
            silence_s=sip.silence_s,
            idle=idle_sound(sip.comfort_noise_dbfs),
        )
        return await converse(
            wire, agents.recognise, by, ring_s=ring_s, talk=agents.talk, message=message
        )
    finally:
        await endpoint.close()


async def place_over_api(
    server: Server,
    number: str,
    config: DialConfig,
    message: NDArray[np.int16] | None,
    ring_s: float,
    by: SaidBy = said_by,
) -> Outcome:
    """Place one call by a carrier's API with the engines of a server; ``by`` as for ``place``."""
    agents = Agents(server)

    async def met(connection: Connection) -> Outcome:
        return await meet(connection, agents.recognise, by, talk=agents.talk, message=message)

    return await call_over_api(config, number, met, ring_s=ring_s)


class Agents:
    """The engines of a server, as a call of ours needs them."""

    def __init__(self, server: Server) -> None:
        assert server.engines is not None
        self._server = server
        self._engines = server.engines

    async def recognise(self, sound: NDArray[np.int16]) -> str:
        """Make a text of samples at 8 kHz; empty if that takes too long."""
        audio = resample(sound, HZ, LISTEN_HZ)
        try:
            found = await self._engines.stt.run(
                "transcribe", audio, LISTEN_HZ, deadline_ms=_TEXT_MS
            )
        except VoiceAgentError as error:
            logger.warning("dial: not recognised: {}", error.code)
            return ""
        return str(found.text)

    async def talk(self, connection: Connection) -> None:
        """Have the agent talk until the call is over."""
        server = self._server
        await server.lobby.hold(
            run_call(
                connection,
                engines=self._engines,
                records=server.records,
                metrics=server.metrics,
                hub=server.hub,
                closing=server.drain.closing,
            )
        )
