"""Whole calls over SIP, and who is not let in."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exchange import MakeExchange
from referring import Desk
from sip_lines import SECRET, free_port, greeted, recorded, told_the_balance
from sip_messages import SDP, invite, message

from voice_agent.config.access import AccessConfig, LimitsConfig
from voice_agent.config.schema import ListenConfig, PipelineConfig
from voice_agent.config.sip import SipConfig
from voice_agent.core.errors import ConfigError
from voice_agent.core.events import HandoffTried
from voice_agent.phone.carriers import make_line
from voice_agent.phone.values import CallError
from voice_agent.server.access.door import Door
from voice_agent.server.sip import Doorman, SipKeys, read_sip, sip_listening
from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.dialog import Here
from voice_agent.transport.sip.digest import Credentials, answer
from voice_agent.transport.sip.endpoint import Endpoint
from voice_agent.transport.sip.hearing import Hearing
from voice_agent.transport.sip.wire import SipWire

TONE = (9000 * np.sin(np.arange(4800) * 0.4)).astype(np.int16)


class Packets:
    """A socket on which a test writes its own packets."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.connect(("127.0.0.1", port))

    def __enter__(self) -> Packets:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    async def ask(self, data: bytes, wait_s: float = 0.3) -> list[bytes]:
        """Send a packet; return what comes back."""
        loop, found = asyncio.get_running_loop(), []
        await loop.sock_sendall(self._socket, data)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                while True:
                    found.append(await loop.sock_recv(self._socket, 65_536))
        return found


@pytest.mark.real
async def test_two_calls_at_once_and_a_third_that_finds_the_line_busy(
    exchange: MakeExchange,
) -> None:
    port = free_port()
    async with exchange(*["my balance"] * 9, sip={"port": port}, max_calls=2) as ours:
        url = f"sip://127.0.0.1:{port}"
        with ours.server.hub.subscribe() as events:
            async with make_line("sip", url) as one, make_line("sip", url) as two:
                with pytest.raises(CallError):
                    await make_line("sip", url).dial()
                await greeted(events, 2)
                await asyncio.gather(one.speak(TONE), two.speak(TONE))
                await told_the_balance(events, 2)
        await ours.idle()
        calls = await recorded(ours.database, "reason, carrier, from_number, to_number", 2)
    assert calls == [("caller_hangup", "sip", "caller", "agent")] * 2


@pytest.mark.real
async def test_a_stopping_server_says_goodbye(exchange: MakeExchange) -> None:
    port = free_port()
    async with exchange(sip={"port": port}) as ours:
        line = make_line("sip", f"sip://127.0.0.1:{port}")
        await line.dial()
        await asyncio.sleep(0.2)
        assert len(ours.server.lobby.calls) == 1
    async with asyncio.timeout(5):
        while not line.over:
            await asyncio.sleep(0.02)
    await line.hangup()


@pytest.mark.virtual_time
@pytest.mark.parametrize("packets", [True, False], ids=["silence is sent", "nothing is sent"])
async def test_a_caller_who_is_silent_for_a_minute_is_asked_twice_and_then_answered(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch, packets: bool
) -> None:
    port = free_port()
    sip, listen = {"port": port, "silence_s": 120}, ListenConfig(prompt_after_s=25)
    async with exchange("my balance", sip=sip, listen=listen) as ours:
        with ours.server.hub.subscribe() as events:
            line = make_line("sip", f"sip://127.0.0.1:{port}", noise_dbfs=None)
            async with line:
                await greeted(events, 1)
                with monkeypatch.context() as muted:
                    if not packets:
                        muted.setattr(line._connection, "send", _nothing)
                    await asyncio.sleep(60)
                await line.speak(TONE)
                await told_the_balance(events, 1)
        await ours.idle()
        assert await recorded(ours.database, "reason, turns", 1) == [("caller_hangup", 1)]


async def _nothing(message: str | bytes) -> None:
    pass


class Silent:
    """A server that must not be asked."""

    def turned_away(self, *_: Any, **__: Any) -> None:
        raise AssertionError("a model was about to be touched")


async def _answers(sip: dict[str, Any], *data: bytes, keys: SipKeys | None = None) -> list[bytes]:
    config = SipConfig.model_validate({"port": free_port(), **sip})
    door = Door(AccessConfig())
    async with sip_listening(Silent(), config, keys or SipKeys(), door) as endpoint:  # type: ignore[arg-type]
        assert endpoint is not None
        with Packets(endpoint.port) as phone:
            return [one for each in data for one in await phone.ask(each, 0.15)]


async def test_strangers_get_nothing() -> None:
    options = message("OPTIONS sip:a SIP/2.0")
    assert await _answers({"allow": ["10.0.0.0/8"]}, invite(), options, b"junk", b"") == []


async def test_who_has_no_password_is_asked_for_it_and_touches_nothing() -> None:
    keys = SipKeys({"bob": SECRET})
    sip = {"allow": ["10.0.0.0/8"], "users": {"bob": {"env": "BOB"}}}
    (asked,) = await _answers(sip, invite(), keys=keys)
    assert asked.startswith(b"SIP/2.0 401 Unauthorized")
    challenge = next(
        line.partition(": ")[2] for line in asked.decode().split("\r\n") if line.startswith("WWW")
    )
    said = answer(challenge, Credentials("bob", "guess"), "INVITE", "sip:100@10.0.0.2")
    (refused,) = await _answers(sip, invite(Authorization=said or ""), keys=keys)
    assert refused.startswith(b"SIP/2.0 401")


async def test_floods_and_garbage_leave_an_honest_answer() -> None:
    junk = [bytes([at]) * (at + 1) for at in range(40)]
    options = message("OPTIONS sip:a SIP/2.0")
    found = await _answers({}, b"".join(junk), invite(SDP[:40])[:-9], options)
    assert [one.split(b"\r\n")[0] for one in found] == [
        b"SIP/2.0 400 Bad Request",
        b"SIP/2.0 200 OK",
    ]


async def test_attempts_and_calls_of_a_source_are_limited() -> None:
    door = Door(AccessConfig(limits=LimitsConfig(attempts_per_minute=3, calls=1)))
    doorman = Doorman(SipConfig(allow=("10.0.0.0/8",)), SipKeys({"bob": SECRET}), door)
    attempts = [doorman.policy.attempts("192.0.2.1") for _ in range(6)]
    assert attempts == [True] * 3 + [False] * 3
    assert all(doorman.policy.attempts("10.1.1.1") for _ in range(9))
    first = doorman.admission("192.0.2.2")
    assert first is not None
    assert doorman.admission("192.0.2.2") is None
    with first:
        pass
    assert doorman.admission("192.0.2.2") is not None
    assert doorman.admission("10.1.1.1") is not None
    doorman.trust("192.0.2.9")
    assert doorman.allowed("192.0.2.9")


def _config(tmp_path: Path, **sip: Any) -> PipelineConfig:
    return PipelineConfig.model_validate(
        {"file": tmp_path / "line.yaml", "playbook": ".", "stages": {}, "sip": sip}
    )


@pytest.mark.parametrize(
    ("sip", "problem"),
    [
        ({"host": "0.0.0.0"}, "refusing to listen on 0.0.0.0 for SIP without authentication"),
        ({"host": "0.0.0.0", "allow": ["0.0.0.0/0"]}, "refusing"),
        ({"tls": {"certificate": "no.pem", "key": "no.key"}}, "yaml: sip.tls: a file cannot be"),
        ({"users": {"bob": {"env": "NONE"}}}, "sip.users.bob: NONE has 0 characters; needs 12"),
        (
            {"registrations": [{"registrar": "sip:x", "user": "a", "password": {"env": "NONE"}}]},
            "sip.registrations.0.password: the environment variable NONE is not set; set it",
        ),
    ],
)
def test_it_does_not_start_open_or_without_its_secrets(
    tmp_path: Path, sip: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ConfigError, match=problem):
        read_sip(_config(tmp_path, **sip), environment={})


def test_it_starts_with_them(tmp_path: Path) -> None:
    user = {"users": {"bob": {"env": "BOB"}}}
    for sip in (
        {"host": "0.0.0.0", "allow": ["10.0.0.1"]},
        {"host": "0.0.0.0", **user},
        {"host": "0.0.0.0", "allow": ["0.0.0.0/0"], "need": "both", **user},
    ):
        read_sip(_config(tmp_path, **sip), environment={"BOB": SECRET})
    read_sip(_config(tmp_path, host="0.0.0.0"), insecure=True, environment={})
    assert SECRET not in repr(read_sip(_config(tmp_path, **user), environment={"BOB": SECRET}))


async def test_a_port_that_is_taken_leaves_the_web_calls_alone() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        config = SipConfig(port=taken.getsockname()[1])
        door = Door(AccessConfig())
        async with sip_listening(Silent(), config, SipKeys(), door) as endpoint:  # type: ignore[arg-type]
            assert endpoint is None
    async with sip_listening(Silent(), None, SipKeys(), door) as endpoint:  # type: ignore[arg-type]
        assert endpoint is None


@pytest.mark.virtual_time
async def test_it_registers_and_trusts_the_registrar() -> None:
    agent = UserAgent(Here("127.0.0.1", 0), Policy(lambda host: True))
    registrar = await Endpoint(agent, lambda call: None).open("127.0.0.1", 0)
    one = {"registrar": f"sip:127.0.0.1:{registrar.port}", "user": "bob", "password": {"env": "X"}}
    config = SipConfig.model_validate({"port": 0, "allow": [], "registrations": [one]})
    door = Door(AccessConfig())
    async with sip_listening(Silent(), config, SipKeys({}, (SECRET,)), door) as endpoint:  # type: ignore[arg-type]
        assert endpoint is not None
        await asyncio.sleep(1)
        (registration,) = endpoint.registrations
        assert registration.address == "sip:bob@127.0.0.1"
        assert endpoint.agent.policy.knows("127.0.0.1")
    await registrar.close()


@pytest.mark.real
async def test_a_person_is_told_first_and_then_talks_with_the_caller(
    exchange: MakeExchange,
) -> None:
    port, desk = free_port(), Desk(200)
    await desk.open("127.0.0.1", 0)
    way = {"way": "transfer", "to": f"sip:desk@127.0.0.1:{desk.port}"}
    handoff = {"ways": [way], "hold": "silence"}
    try:
        async with exchange(*["give me a person"] * 9, sip={"port": port}, handoff=handoff) as ours:
            with ours.server.hub.subscribe() as events:
                async with make_line("sip", f"sip://127.0.0.1:{port}") as caller:
                    await greeted(events, 1)
                    await caller.speak(TONE)
                    async with asyncio.timeout(20):
                        while not isinstance(tried := await events.next(), HandoffTried):
                            pass
                    assert tried.outcome == "accepted"
                    (wire,) = desk.wires
                    assert wire.stream is not None
                    async with asyncio.timeout(10):  # The caller is told that they are connected.
                        while caller.clock.now_ms() - (caller.playback.last_audible_ms or 0) < 500:
                            await asyncio.sleep(0.02)
                    since_ms = caller.clock.now_ms()
                    await wire.send(TONE.tobytes())
                    async with asyncio.timeout(5):
                        while caller.playback.onset_after(since_ms) is None:
                            await asyncio.sleep(0.02)
                    assert await _loud(wire, Hearing(wire.stream)), "the brief was heard before"
            await ours.idle()
            calls = await recorded(ours.database, "reason", 1)
            async with asyncio.timeout(5):
                while desk.agent.calls:
                    await asyncio.sleep(0.02)
    finally:
        await desk.close()
    assert calls == [("caller_hangup",)]


async def _loud(wire: SipWire, hearing: Hearing) -> bool:
    """Return whether a telephone hears anything."""
    async with asyncio.timeout(5):
        while True:
            found = hearing.packet(await wire.receive() or b"")  # type: ignore[arg-type]
            if (
                isinstance(found, bytes)
                and found
                and np.abs(np.frombuffer(found, "<i2")).max() > 3000
            ):
                return True
