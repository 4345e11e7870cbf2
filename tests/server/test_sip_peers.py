"""Telephones that others wrote call the server: baresip and SIPp, where they are installed."""

from __future__ import annotations

import asyncio
import shutil
import wave
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exchange import MakeExchange
from sip_lines import SECRET, free_port, recorded, told_the_balance

from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.dial import answered, dial
from voice_agent.transport.sip.dialog import Here
from voice_agent.transport.sip.endpoint import Endpoint

pytestmark = pytest.mark.real
MODULES = next((p for p in Path("/usr/lib").glob("**/baresip/modules") if p.is_dir()), Path("none"))
needs_baresip = pytest.mark.skipif(
    not (shutil.which("baresip") and (MODULES / "aufile.so").exists()),
    reason="needs baresip (Debian: baresip-core)",
)
needs_sipp = pytest.mark.skipif(not shutil.which("sipp"), reason="needs SIPp (Debian: sip-tester)")

_CONFIG = """\
module_path {modules}
module g711.so
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
    """Run a command to its end, or ask it to end once something has happened."""
    process = await asyncio.create_subprocess_exec(
        *map(str, command), stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        if until is not None:
            await until
            process.terminate()
        async with asyncio.timeout(at_most_s):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, said.decode(errors="replace")


@needs_sipp
@pytest.mark.parametrize("digest", [False, True])
async def test_sipp_calls_twice_at_once_with_hold(
    exchange: MakeExchange, tmp_path: Path, digest: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOB", SECRET)
    port = free_port()
    sip: dict[str, Any] = {"port": port}
    if digest:
        sip |= {"allow": [], "users": {"bob": {"env": "BOB"}}}
    async with exchange(sip=sip) as ours:
        status, said = await _run(
            "sipp", f"127.0.0.1:{port}", "-sf", _scenario(tmp_path, digest=digest), "-s", "100",
            "-m", 2, "-l", 2, "-r", 10, "-i", "127.0.0.1", "-p", free_port(), "-nostdin",
            "-timeout", "7s",
        )  # fmt: skip
        assert status == 0, said[-2000:]
        await ours.idle()
        calls = await recorded(ours.database, "reason, to_number", 2)
    assert calls == [("caller_hangup", "100")] * 2


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
    port, own = free_port(), free_port()
    _write(tmp_path / "say.wav", np.concatenate([np.zeros(12000), _tone(0.6), np.zeros(80_000)]))
    (tmp_path / "config").write_text(_CONFIG.format(modules=MODULES, folder=tmp_path, port=own))
    (tmp_path / "contacts").write_text("")
    (tmp_path / "accounts").write_text(
        f"<sip:bob@127.0.0.1:{own}>;regint=0;audio_codecs=PCMA;auth_user=bob;auth_pass={SECRET}\n"
    )
    sip = {"port": port, "allow": [], "users": {"bob": {"env": "BOB"}}}
    async with exchange(*["my balance"] * 9, sip=sip) as ours:
        with ours.server.hub.subscribe() as events:
            dial = f"/dial sip:agent@127.0.0.1:{port}"
            await _run("baresip", "-f", tmp_path, "-e", dial, until=told_the_balance(events, 1))
        await ours.idle()
        calls = await recorded(ours.database, "reason, from_number", 1)
    assert calls == [("caller_hangup", "bob")]
    samples = _heard(tmp_path)
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
