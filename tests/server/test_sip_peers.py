"""Telephones that others wrote call the server: baresip and SIPp, where they are installed."""

from __future__ import annotations

import asyncio
import os
import shutil
import wave
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exchange import MakeExchange
from referring import Desk
from sip_lines import SECRET, free_port, recorded, told_the_balance

from voice_agent.calls.hub import Subscription
from voice_agent.config.sip import SipTlsConfig
from voice_agent.core.errors import ConfigError
from voice_agent.core.events import Ended, HandoffTried, Transcribed
from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.dial import answered, dial
from voice_agent.transport.sip.dialog import Here
from voice_agent.transport.sip.endpoint import Endpoint
from voice_agent.transport.sip.hearing import Hearing
from voice_agent.transport.sip.tls import client_context

pytestmark = [pytest.mark.real, pytest.mark.slow]
MODULES = next((p for p in Path("/usr/lib").glob("**/baresip/modules") if p.is_dir()), Path("none"))
needs_baresip = pytest.mark.skipif(
    not (shutil.which("baresip") and (MODULES / "aufile.so").exists()),
    reason="needs baresip (Debian: baresip-core)",
)
PCAPS = Path("/usr/share/sip-tester")
needs_sipp = pytest.mark.skipif(not shutil.which("sipp"), reason="needs SIPp (Debian: sip-tester)")

_CONFIG = """\
module_path {modules}
{first}module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module account.so
module menu.so
snd_path {folder}
sip_listen 127.0.0.1:{port}
audio_source aufile,{folder}/say.wav
audio_player aubridge,nil
audio_alert aubridge,nil
net_interface 127.0.0.1
"""
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE scenario SYSTEM "sipp.dtd">
<scenario name="call">
"""
_SDP = """\
v=0
o=- 1 {version} IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8 101
a=rtpmap:101 telephone-event/8000
a={direction}
"""


def _request(method: str, number: int, *, to: str = "", auth: str = "", body: str = "") -> str:
    kind = "Content-Type: application/sdp\n" if body else ""
    return f"""\
<send{' retrans="500"' if method != "ACK" else ""}><![CDATA[
{method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:bob@[local_ip]:[local_port]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>{to}
Call-ID: [call_id]
CSeq: {number} {method}
Contact: <sip:bob@[local_ip]:[local_port]>
Max-Forwards: 70
{auth}{kind}Content-Length: [len]

{body}]]></send>
"""


def _await(status: int, more: str = "") -> str:
    return f'<recv response="{status}"{more}/>\n'


def _scenario(folder: Path, *, digest: bool) -> Path:
    """A call with a hold and a way back; with a password if one is asked for."""
    plain = _SDP.format(version=1, direction="sendrecv")
    to = "[peer_tag_param]"
    steps = [_request("INVITE", 1, body=plain)]
    number = 1
    if digest:
        auth = f"[authentication username=bob password={SECRET}]\n"
        steps += [
            _await(401, ' auth="true"'), _request("ACK", 1, to=to),
            _request("INVITE", 2, auth=auth, body=plain),
        ]  # fmt: skip
        number = 2
    steps += [_await(100, ' optional="true"'), _await(200), _request("ACK", number, to=to)]
    for direction in ("sendonly", "sendrecv"):
        number += 1
        body = _SDP.format(version=number, direction=direction)
        steps += ['<pause milliseconds="300"/>\n', _request("INVITE", number, to=to, body=body)]
        steps += [_await(200), _request("ACK", number, to=to)]
    steps += ['<pause milliseconds="300"/>\n', _request("BYE", number + 1, to=to), _await(200)]
    path = folder / "call.xml"
    path.write_text(_HEAD + "".join(steps) + "</scenario>\n")
    return path


async def _run(
    *command: object, at_most_s: float = 9.0, until: Awaitable[None] | None = None
) -> tuple[int, str]:
    """Run a command to its end, or ask it to end once something has happened; it may not before."""
    process = await asyncio.create_subprocess_exec(
        *map(str, command), stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    saying = asyncio.create_task(process.communicate(), name="says")
    try:
        if until is not None:
            happens = asyncio.ensure_future(until)
            await asyncio.wait({happens, saying}, return_when=asyncio.FIRST_COMPLETED)
            if not happens.done():
                happens.cancel()
                await asyncio.wait({happens})
                pytest.fail(f"it has ended: {(await saying)[0].decode(errors='replace')[-2000:]}")
            process.terminate()
            await happens
        async with asyncio.timeout(at_most_s):
            said, _ = await saying
    finally:
        if process.returncode is None:
            process.kill()
        await asyncio.wait({saying})
    return process.returncode or 0, said.decode(errors="replace")


@needs_sipp
@pytest.mark.parametrize(("digest", "way"), [(False, "u1"), (True, "u1"), (True, "t1")])
async def test_sipp_calls_twice_at_once_with_hold(
    exchange: MakeExchange, tmp_path: Path, digest: bool, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOB", SECRET)
    port = free_port()
    sip: dict[str, Any] = {"port": port, "tcp": way == "t1"}
    if digest:
        sip |= {"allow": [], "users": {"bob": {"env": "BOB"}}}
    async with exchange(sip=sip) as ours:
        status, said = await _run(
            "sipp", f"127.0.0.1:{port}", "-sf", _scenario(tmp_path, digest=digest), "-s", "100",
            "-m", 2, "-l", 2, "-r", 10, "-i", "127.0.0.1", "-p", free_port(), "-nostdin",
            "-timeout", "7s", "-t", way,
        )  # fmt: skip
        assert status == 0, said[-2000:]
        await ours.idle()
        calls = await recorded(ours.database, "reason, to_number", 2)
    assert calls == [("caller_hangup", "100")] * 2


@needs_sipp
@pytest.mark.skipif(
    not ((PCAPS / "g711a.pcap").exists() and os.geteuid() == 0),
    reason="SIPp plays its captures with rights to raw sockets",
)
async def test_sipp_plays_its_captures_of_speech_and_keys(
    exchange: MakeExchange, tmp_path: Path
) -> None:
    def plays(name: str, ms: int) -> str:
        action = f'<action><exec play_pcap_audio="{PCAPS / name}.pcap"/></action>'
        return f'<nop>{action}</nop>\n<pause milliseconds="{ms}"/>\n'

    to, port = "[peer_tag_param]", free_port()
    steps = [
        _request("INVITE", 1, body=_SDP.format(version=1, direction="sendrecv")),
        _await(100, ' optional="true"'), _await(200), _request("ACK", 1, to=to),
        '<pause milliseconds="1000"/>\n', plays("g711a", 9500), plays("dtmf_2833_1", 500),
        plays("dtmf_2833_pound", 2000), _request("BYE", 2, to=to), _await(200),
    ]  # fmt: skip
    path = tmp_path / "call.xml"
    path.write_text(_HEAD + "".join(steps) + "</scenario>\n")
    async with exchange(*["my balance"] * 99, sip={"port": port}) as ours:
        with ours.server.hub.subscribe() as events:
            status, said = await _run(
                "sipp", f"127.0.0.1:{port}", "-sf", path, "-s", "100", "-m", 1, "-i", "127.0.0.1",
                "-p", free_port(), "-nostdin", "-timeout", "20s", at_most_s=25,
            )  # fmt: skip
            assert status == 0, said[-2000:]
            await ours.idle()
            found = [await events.next()]
            while not isinstance(found[-1], Ended):
                found.append(await events.next())
    texts = [event.text for event in found if isinstance(event, Transcribed)]
    assert texts[0] == "my balance"
    assert "1" in {text.strip("#") for text in texts}


@needs_sipp
async def test_sipp_is_called_and_hung_up() -> None:
    port = free_port()
    callee = asyncio.create_task(
        _run("sipp", "-sn", "uas", "-m", 1, "-i", "127.0.0.1", "-p", port, "-nostdin"),
        name="sipp",
    )
    agent = UserAgent(Here("127.0.0.1", 0), Policy(lambda host: True))
    endpoint = await Endpoint(agent, lambda call: None).open("127.0.0.1", 0)
    peer = ("127.0.0.1", port)
    # SIPp takes a moment to listen: the INVITE is sent again until it does.
    wire = await dial(endpoint, f"sip:100@127.0.0.1:{port}", peer, "sip:us@127.0.0.1")
    assert await answered(wire, 8.0)
    await wire.close(1000, "")
    status, said = await callee
    await endpoint.close()
    assert status == 0, said[-2000:]


@needs_baresip
async def test_baresip_logs_in_calls_speaks_and_hears(
    exchange: MakeExchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOB", SECRET)
    port = free_port()
    _baresip(tmp_path)
    sip = {"port": port, "allow": [], "users": {"bob": {"env": "BOB"}}}
    async with exchange(*["my balance"] * 9, sip=sip) as ours:
        with ours.server.hub.subscribe() as events:
            dial = f"/dial sip:agent@127.0.0.1:{port}"
            await _run("baresip", "-f", tmp_path, "-e", dial, until=told_the_balance(events, 1))
        await ours.idle()
        calls = await recorded(ours.database, "reason, from_number", 1)
    assert calls == [("caller_hangup", "bob")]
    _heard_speech(tmp_path)


@needs_baresip
async def test_baresip_calls_over_tls_and_its_sound_is_encrypted(
    exchange: MakeExchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("pylibsrtp", "cryptography"):
        pytest.importorskip(package, reason="needs the extra srtp, and a certificate")
    from certificates import certificate

    monkeypatch.setenv("BOB", SECRET)
    port, secure = free_port(), free_port()
    file, key = certificate(tmp_path)
    _baresip(
        tmp_path,
        uri=";transport=tls",
        account=";mediaenc=srtp-mand",
        # A module that accounts name is loaded before they are read.
        config=f"module srtp.so\nsip_cafile {file}\n",
    )
    tls = {"port": secure, "certificate": str(file), "key": str(key)}
    sip = {"port": port, "allow": [], "users": {"bob": {"env": "BOB"}}}
    sip |= {"tls": tls, "srtp": "required"}
    async with exchange(*["my balance"] * 9, sip=sip) as ours:
        with ours.server.hub.subscribe() as events:
            dial = f"/dial sip:agent@127.0.0.1:{secure};transport=tls"
            await _run("baresip", "-f", tmp_path, "-e", dial, until=told_the_balance(events, 1))
        await ours.idle()
        calls = await recorded(ours.database, "reason, from_number", 1)
    assert calls == [("caller_hangup", "bob")]
    _heard_speech(tmp_path)


@needs_baresip
@pytest.mark.parametrize("way", ["tcp", "tls"])
async def test_baresip_is_called_by_us_over_a_connection(tmp_path: Path, way: str) -> None:
    for package in ("pylibsrtp", "cryptography"):
        pytest.importorskip(package, reason="needs the extra srtp, and a certificate")
    from certificates import certificate

    file, key = certificate(tmp_path)
    (tmp_path / "both.pem").write_bytes(file.read_bytes() + key.read_bytes())
    secure = way == "tls"
    own = _baresip(
        tmp_path,
        uri=f";transport={way}",
        account=";answermode=auto" + ";mediaenc=srtp-mand" * secure,
        config=f"module srtp.so\nsip_certificate {tmp_path}/both.pem\n",
    )
    # It listens for TLS one port above.
    port = own + 1 if secure else own
    agent = UserAgent(
        Here("127.0.0.1", 0), Policy(lambda host: True), srtp="required" if secure else "off"
    )
    context = client_context(SipTlsConfig(authorities=file))
    endpoint = await Endpoint(agent, lambda call: None, context).open("127.0.0.1", 0)

    async def called() -> None:
        uri = f"sip:bob@127.0.0.1:{port};transport={way}"
        async with asyncio.timeout(8):
            while True:  # It takes a moment to listen.
                try:
                    peer = await endpoint.reach(uri)
                    break
                except ConfigError:
                    await asyncio.sleep(0.1)
        wire = await dial(endpoint, uri, peer, "sip:us@127.0.0.1")
        assert await answered(wire, 5.0)
        assert wire.stream is not None
        assert bool(wire.stream.keys) is secure
        hearing, heard = Hearing(wire.stream), []
        await wire.receive()
        async with asyncio.timeout(8):
            while not heard or np.abs(np.concatenate(heard)).max() < 3000:
                found = hearing.packet(await wire.receive() or b"")  # type: ignore[arg-type]
                if found and isinstance(found, bytes):
                    heard.append(np.frombuffer(found, "<i2"))
        await wire.close(0, "")

    try:
        await _run("baresip", "-f", tmp_path, until=called())
    finally:
        await endpoint.close()


@needs_baresip
@pytest.mark.parametrize(("status", "outcomes"), [(200, ["accepted"]), (486, ["busy"])])
async def test_baresip_is_transferred_by_refer(
    exchange: MakeExchange, tmp_path: Path, status: int, outcomes: list[str]
) -> None:
    port = free_port()
    _baresip(tmp_path)
    desk = Desk(status)
    await desk.open("127.0.0.1", 0)
    way = {"way": "transfer", "to": f"sip:desk@127.0.0.1:{desk.port}", "warm": False}
    found: list[str] = []

    async def tried(events: Subscription) -> None:
        found.append(await _outcome(events))
        await asyncio.sleep(0.5)

    handoff = {"ways": [way]}
    try:
        async with exchange(*["give me a person"] * 9, sip={"port": port}, handoff=handoff) as ours:
            with ours.server.hub.subscribe() as events:
                dial = f"/dial sip:agent@127.0.0.1:{port}"
                await _run("baresip", "-f", tmp_path, "-e", dial, until=tried(events))
            await ours.idle()
            calls = await recorded(ours.database, "reason", 1)
    finally:
        await desk.close()
    assert found == outcomes
    assert calls == [("handoff" if status == 200 else "caller_hangup",)]


@needs_baresip
async def test_baresip_and_a_person_who_was_told_hear_each_other(
    exchange: MakeExchange, tmp_path: Path
) -> None:
    """The baresip of Debian (1.0) knows no ``Replaces``: the server carries the voices."""
    port = free_port()
    _baresip(tmp_path)
    desk = Desk(200)
    await desk.open("127.0.0.1", 0)
    way = {"way": "transfer", "to": f"sip:desk@127.0.0.1:{desk.port}"}
    loudest: list[float] = []

    async def talked(events: Subscription) -> None:
        assert await _outcome(events) == "accepted"
        (wire,) = desk.wires
        assert wire.stream is not None
        hearing = Hearing(wire.stream)
        async with asyncio.timeout(10):
            for _ in range(100):
                await wire.send(_tone(0.02).astype("<i2").tobytes())
                found = hearing.packet(await wire.receive() or b"")  # type: ignore[arg-type]
                if found and isinstance(found, bytes):
                    loudest.append(float(np.abs(np.frombuffer(found, "<i2")).max()))

    handoff = {"ways": [way]}
    try:
        async with exchange(*["give me a person"] * 9, sip={"port": port}, handoff=handoff) as ours:
            with ours.server.hub.subscribe() as events:
                dial = f"/dial sip:agent@127.0.0.1:{port}"
                await _run(
                    "baresip", "-f", tmp_path, "-e", dial, at_most_s=30, until=talked(events)
                )
            await ours.idle()
            calls = await recorded(ours.database, "reason", 1)
    finally:
        await desk.close()
    assert loudest, "the desk has heard the caller's line"
    assert calls == [("caller_hangup",)]


async def _outcome(events: Subscription) -> str:
    """Wait for the outcome of the first way to a person."""
    async with asyncio.timeout(15):
        while True:
            event = await events.next()
            if isinstance(event, HandoffTried):
                return event.outcome


def _baresip(folder: Path, *, uri: str = "", account: str = "", config: str = "") -> int:
    """Write what baresip is told, and return its port: it waits, says something, and waits."""
    own = free_port()
    _write(folder / "say.wav", np.concatenate([np.zeros(12000), _tone(0.6), np.zeros(80_000)]))
    text = _CONFIG.format(modules=MODULES, folder=folder, port=own, first=config)
    (folder / "config").write_text(text)
    (folder / "contacts").write_text("")
    login = f"regint=0;audio_codecs=PCMA;auth_user=bob;auth_pass={SECRET}{account}"
    (folder / "accounts").write_text(f"<sip:bob@127.0.0.1:{own}{uri}>;{login}\n")
    return own


def _heard_speech(folder: Path) -> None:
    samples = _heard(folder)
    assert samples.size / 8000 > 1
    assert np.abs(samples).max() > 3000


def _tone(seconds: float) -> np.ndarray:
    return 9000 * np.sin(np.arange(int(8000 * seconds)) * 0.4)


def _write(path: Path, samples: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(samples.astype("<i2").tobytes())


def _heard(folder: Path) -> np.ndarray:
    (heard,) = folder.glob("dump-*-dec.wav")
    with wave.open(str(heard)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)
