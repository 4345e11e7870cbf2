"""A client of the Realtime protocol on a wire without a network."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import pytest
from realtime_events import kinds, read

from voice_agent.core.events import Interrupted, Replied
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import Audio, Connection, Interrupt, Problem, Text
from voice_agent.transport.guard import MESSAGES_AT_ONCE, Violation
from voice_agent.transport.realtime.connection import CARRIER, OPENING_S, connect

pytestmark = pytest.mark.virtual_time


def event(type_: str, **fields: Any) -> str:
    return json.dumps({"type": type_, **fields})


def append(pcm: bytes) -> str:
    return event("input_audio_buffer.append", audio=base64.b64encode(pcm).decode())


def item(text: str) -> str:
    content = [{"type": "input_text", "text": text}]
    message = {"type": "message", "role": "user", "content": content}
    return event("conversation.item.create", item=message)


async def calling(
    *first: str, query: dict[str, str] | None = None, headers: dict[str, str] | None = None
) -> tuple[MemoryWire, Connection]:
    wire = MemoryWire(query, headers)
    wire.put(*(first or (event("session.update", session={}),)))
    return wire, await connect(wire)


def test_it_is_served_where_the_clients_look_for_it() -> None:
    assert (CARRIER.name, CARRIER.path) == ("realtime", "/v1/realtime")


async def test_the_session_is_told_before_the_client_says_anything() -> None:
    wire = MemoryWire({"model": "my-bank"})
    began = asyncio.get_running_loop().time()
    connection = await connect(wire)
    assert asyncio.get_running_loop().time() - began == pytest.approx(OPENING_S, abs=0.1)
    (created,) = read(wire.sent)
    assert created["session"]["model"] == "my-bank"
    assert (connection.info.carrier, connection.info.rate_hz) == ("realtime", 24000)


async def test_the_format_of_the_first_event_is_that_of_the_line() -> None:
    output = {"format": {"type": "audio/pcma"}}
    wire, connection = await calling(event("session.update", session={"audio": {"output": output}}))
    assert connection.info.rate_hz == 8000
    assert kinds(read(wire.sent)) == ["session.created", "session.updated"]


@pytest.mark.parametrize(
    "headers",
    [
        {"openai-beta": "realtime=v1"},
        {"sec-websocket-protocol": "realtime, openai-beta.realtime-v1"},
    ],
)
async def test_a_header_asks_for_the_beta_version(headers: dict[str, str]) -> None:
    wire, connection = await calling(query={"model": "gpt-realtime"}, headers=headers)
    await connection.send_event(Replied(text="Hello.", source="playbook"))
    await connection.send_audio(bytes(960))
    assert "response.audio.delta" in kinds(read(wire.sent, beta=True))


async def test_what_comes_first_is_not_lost() -> None:
    _, connection = await calling(append(bytes(960)))
    assert isinstance(await connection.receive(), Audio)


async def test_a_mistake_is_told_to_the_client_and_to_the_call() -> None:
    wire, connection = await calling()
    wire.put(event("session.update", event_id="e1", session={"voice": "alloy"}), "garbage")
    first, second = await connection.receive(), await connection.receive()
    assert isinstance(first, Problem)
    assert isinstance(second, Problem)
    assert [first.fatal, second.fatal] == [False, False]
    told = [one["error"] for one in read(wire.sent) if one["type"] == "error"]
    assert [(one["code"], one["param"], one["event_id"]) for one in told] == [
        ("unsupported_parameter", "session.voice", "e1"),
        ("invalid_json", None, None),
    ]


async def test_a_client_that_sends_too_much_is_told_and_not_without_end() -> None:
    wire, connection = await calling()
    count = MESSAGES_AT_ONCE + 200
    wire.put(*["{"] * count)
    wire.hang_up()
    wire._gone = False  # It still reads.
    while await connection.receive() is not None:
        pass
    errors = [one for one in read(wire.sent) if one["type"] == "error"]
    assert 100 <= len(errors) < 200


async def test_a_message_that_is_too_large_ends_the_call() -> None:
    class Huge(MemoryWire):
        async def receive(self) -> str | bytes | None:
            await super().receive()
            raise Violation("a message may have 64 KiB at most")

    wire = Huge()
    connection = await connect(wire)
    wire.put("x")
    problem = await connection.receive()
    assert isinstance(problem, Problem)
    assert problem.fatal


async def test_a_typed_turn_and_a_cancelled_reply_reach_the_call() -> None:
    wire, connection = await calling()
    wire.put(item("my balance"), event("response.create"))
    assert await connection.receive() == Text("my balance")
    await connection.send_event(Replied(text="A long story.", source="playbook"))
    wire.put(event("response.cancel"))
    assert await connection.receive() == Interrupt()


@pytest.mark.parametrize(("how", "status"), [("said", "completed"), ("clear", "cancelled")])
async def test_a_reply_ends_once(how: str, status: str) -> None:
    wire, connection = await calling()
    await connection.send_event(Replied(text="Hello.", source="playbook"))
    await connection.send_audio(bytes(960))
    await getattr(connection, how)()
    await connection.clear()
    await connection.send_event(Interrupted(spoken=""))
    done = [one["response"] for one in read(wire.sent) if one["type"] == "response.done"]
    assert [one["status"] for one in done] == [status]


async def test_answers_keep_their_order_whoever_sends_meanwhile() -> None:
    class Slow(MemoryWire):
        async def send(self, data: str | bytes) -> None:
            await asyncio.sleep(0.01)
            await super().send(data)

    wire = Slow()
    wire.put(event("session.update", session={}))
    connection = await connect(wire)
    reply = Replied(text="Hello.", source="playbook")
    await asyncio.gather(connection.send_event(reply), connection.send_audio(bytes(960)))
    numbers = [int(one["event_id"].split("_")[1]) for one in read(wire.sent)]
    assert numbers == sorted(numbers)


async def test_a_sender_that_is_cancelled_loses_no_event() -> None:
    class Stuck(MemoryWire):
        stuck = True

        async def send(self, data: str | bytes) -> None:
            await super().send(data)
            while self.stuck and len(self.sent) > 3:
                await asyncio.sleep(0.01)

    wire = Stuck()
    wire.put(event("session.update", session={}))
    connection = await connect(wire)
    sending = asyncio.create_task(connection.send_event(Replied(text="Hello.", source="playbook")))
    await asyncio.sleep(0.1)
    sending.cancel()
    await asyncio.wait({sending})
    wire.stuck = False
    await connection.said()
    numbers = [int(one["event_id"].split("_")[1]) for one in read(wire.sent)]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_a_caller_who_is_gone_ends_the_call() -> None:
    wire, connection = await calling()
    wire.put(event("input_audio_buffer.clear"))
    wire.hang_up()
    assert await connection.receive() is None
    await connection.said()
    await connection.clear()
    with pytest.raises(ConnectionError):
        await connection.send_event(Replied(text="Hello.", source="playbook"))


async def test_the_line_is_closed_with_a_code() -> None:
    wire, connection = await calling()
    await connection.close(1000, "completed")
    assert wire.closed == (1000, "completed")
