"""Callers who hang up, over each way for calls to come in: what was heard, and what is stopped."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from carrier_api import Api
from exchange import Exchange, MakeExchange
from fakes import playbook
from referring import Desk
from server.agents.test_person import page
from sip_lines import free_port
from webserver import web_server

from voice_agent.calls.hub import Subscription
from voice_agent.core.events import CallEvent, HandedOff, HandoffResult, Replied
from voice_agent.phone.carriers import make_line
from voice_agent.phone.line import Line
from voice_agent.playbook import Playbook

E = TypeVar("E", bound=CallEvent)
pytestmark = pytest.mark.virtual_time
WEB = ["raw", "twilio", "telnyx", "plivo", "exotel", "vonage", "asterisk", "realtime"]
MARKS = ["twilio", "telnyx", "plivo", "exotel", "vonage", "asterisk"]
LINES = [*WEB, "audiosocket", "sip"]
LONG = "all of it is there and none of it has gone away since you came"


class Bridges:
    """A server that is reached over every bridge."""

    def __init__(self, ours: Exchange, events: Subscription, ports: dict[str, int]) -> None:
        self.ours = ours
        self._events = events
        self._ports = ports

    @contextlib.asynccontextmanager
    async def call(self, carrier: str) -> AsyncIterator[Line]:
        """Call over a bridge, and listen to the greeting; hang up in the end."""
        urls = {name: f"{how}://127.0.0.1:{self._ports[name]}"
                for name, how in (("sip", "sip"), ("audiosocket", "tcp"))}  # fmt: skip
        line = make_line(carrier, urls.get(carrier, self.ours.url), noise_dbfs=None)
        async with line:
            await self.until(Replied)
            await asyncio.sleep(1)
            yield line

    async def until(self, kind: type[E]) -> E:
        """Wait until something has happened."""
        async with asyncio.timeout(30):
            while not isinstance(event := await self._events.next(), kind):
                pass
        return event


@pytest.fixture
def bridges(exchange: MakeExchange) -> Any:
    @contextlib.asynccontextmanager
    async def make(*lines: str, **fields: Any) -> AsyncIterator[Bridges]:
        ports = {"sip": free_port(), "audiosocket": free_port()}
        config = {name: {"port": port} for name, port in ports.items()}
        async with exchange(*lines, **config, **fields) as ours:
            with ours.server.hub.subscribe() as events:
                yield Bridges(ours, events, ports)

    return make


def speech(line: Line) -> np.ndarray:
    samples = np.arange(int(0.6 * line.rate_hz))
    return (9000 * np.sin(samples * 3200 / line.rate_hz)).astype(np.int16)


@pytest.fixture
def long_answer(tmp_path: Path) -> Playbook:
    book = playbook(tmp_path)
    answer = book.intents["balance"].model_copy(update={"answer": LONG})
    return book.model_copy(update={"intents": book.intents | {"balance": answer}})


async def in_the_middle(there: Bridges, line: Line) -> float:
    """Ask, and listen to some of the answer; return how many ms were heard."""
    since_ms = line.clock.now_ms()
    await line.speak(speech(line))
    assert (await there.until(Replied)).text == LONG
    async with asyncio.timeout(10):
        while (began_ms := line.playback.onset_after(since_ms)) is None:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.4)
    return line.clock.now_ms() - began_ms


async def recorded(there: Bridges, heard_ms: float, reason: str) -> None:
    """Check that the record has so much of the answer: a word takes 50 ms."""
    await there.ours.idle()
    ((spoken,),) = await there.ours.rows("select spoken from turns where reply != ''")
    assert LONG.startswith(spoken)
    assert len(spoken.split()) == pytest.approx(heard_ms / 50 - 1, abs=2)
    assert await there.ours.rows("select reason from calls") == [(reason,)]


@pytest.mark.parametrize("carrier", LINES)
async def test_the_record_has_what_was_heard_of_the_answer(
    bridges: Any, long_answer: Playbook, carrier: str
) -> None:
    async with bridges("my balance", book=long_answer) as there:
        async with there.call(carrier) as line:
            heard_ms = await in_the_middle(there, line)
        await recorded(there, heard_ms, "caller_hangup")


@pytest.mark.parametrize("carrier", MARKS)
async def test_a_line_may_break_in_the_middle_of_a_mark(
    bridges: Any, long_answer: Playbook, carrier: str
) -> None:
    async with bridges("my balance", book=long_answer) as there:
        async with there.call(carrier) as line:
            heard_ms = await in_the_middle(there, line)
            mark = str(line.codec.reached("160")).encode()
            transport = line._connection.transport  # type: ignore[union-attr]
            # The head of a masked message of text, and half of it.
            transport.write(bytes([0x81, 0x80 | min(len(mark), 125)]) + bytes(4) + mark[:20])
            await asyncio.sleep(0)
            transport.abort()
        await recorded(there, heard_ms, "caller_gone")


@pytest.mark.parametrize("carrier", LINES)
async def test_while_music_plays(bridges: Any, carrier: str) -> None:
    handoff = {"ways": [{"way": "queue", "wait_s": 60}], "hold": "music"}
    async with bridges("give me a person", handoff=handoff) as there:
        async with there.call(carrier) as line:
            await line.speak(speech(line))
            await there.until(HandedOff)
            await asyncio.sleep(5)
            assert line.clock.now_ms() - (line.playback.last_audible_ms or 0) < 1000, "music"
        await left(there)
    assert not there.ours.server.engines.desk.calls


@pytest.mark.parametrize(
    ("api", "carrier"),
    [(Api(["ringing"]), "twilio"), (Api(["in-progress"], in_room_after=99), "twilio")],
    ids=["rings", "brief"],
)
async def test_while_a_carrier_rings_a_person_or_tells_them(
    bridges: Any, monkeypatch: pytest.MonkeyPatch, api: Api, carrier: str
) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC1")
    monkeypatch.setenv("TO_TRANSFER", "secret")
    async with web_server("/{path:.*}", api.handle) as url:
        way = {"way": "transfer", "to": "+15550100", "token": {"env": "TO_TRANSFER"}}
        way |= {"caller_id": "+15550199", "base_url": url}
        async with bridges("give me a person", handoff={"ways": [way]}) as there:
            async with there.call(carrier) as line:
                await line.speak(speech(line))
                await there.until(HandedOff)
                await asyncio.sleep(6)
                assert len(api.posts()) == 1, "it is being rung"
            await left(there)
    assert api.hung_up
    assert not [path for path, _ in api.posts() if path.endswith("/CA1.json")]


@pytest.mark.parametrize("status", [0, 200], ids=["rings", "brief"])
async def test_while_we_ring_a_person_over_sip_or_tell_them(bridges: Any, status: int) -> None:
    desk = Desk(status)
    await desk.open("127.0.0.1", 0)
    way = {"way": "transfer", "to": f"sip:desk@127.0.0.1:{desk.port}"}
    try:
        async with bridges("give me a person", handoff={"ways": [way]}) as there:
            async with there.call("sip") as line:
                await line.speak(speech(line))
                await there.until(HandedOff)
                async with asyncio.timeout(5):
                    while not desk.agent.calls:
                        await asyncio.sleep(0.02)
                await asyncio.sleep(0.3)
                assert bool(desk.wires) is (status == 200), "the brief is being read"
            await left(there)
            async with asyncio.timeout(5):
                while desk.agent.calls:
                    await asyncio.sleep(0.02)
    finally:
        await desk.close()


@pytest.mark.parametrize("carrier", ["raw", "twilio", "sip"])
async def test_while_the_person_of_the_queue_is_told(bridges: Any, carrier: str) -> None:
    handoff = {"ways": [{"way": "queue", "wait_s": 60}]}
    async with bridges("give me a person", handoff=handoff) as there:
        async with page(there.ours, "Ann") as ann:
            async with there.call(carrier) as line:
                await line.speak(speech(line))
                listed = await ann.until("calls", lambda message: message["calls"])
                await ann.tell("accept", call_id=listed["calls"][0]["call_id"])
                await ann.until("whisper")
            await ann.until("over")
            assert not [m for m in ann.messages if m["type"] == "joined"]
        await left(there)


async def left(there: Bridges) -> None:
    """Check that a hand-off and the call are over, since the caller has left."""
    result = await there.until(HandoffResult)
    assert (result.outcome, result.by) == ("caller_left", "")
    await there.ours.idle()
    found = await there.ours.rows("select reason, disposition from calls")
    assert found == [("caller_hangup", "person_wanted")]
