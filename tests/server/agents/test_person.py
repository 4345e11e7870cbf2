"""A call that needs a person, and people who take it in a browser: over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest
from exchange import Exchange, MakeExchange, Phone, speech
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

pytestmark = pytest.mark.virtual_time
QUEUE = {"ways": [{"way": "queue", "wait_s": 60}], "hold": "music"}


class Page:
    """A browser with the page open."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.messages: list[dict[str, Any]] = []
        self.audio: dict[int, bytearray] = {0: bytearray(), 1: bytearray(), 2: bytearray()}

    async def read(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for message in self.socket:
                if isinstance(message, bytes):
                    self.audio[message[0]].extend(message[1:])
                else:
                    self.messages.append(json.loads(message))

    async def tell(self, type_: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": type_, **fields}))

    async def until(self, type_: str, where: Any = lambda message: True) -> dict[str, Any]:
        async with asyncio.timeout(40):
            while True:
                found = [m for m in self.messages if m["type"] == type_ and where(m)]
                if found:
                    return found[0]
                await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def page(line: Exchange, name: str) -> AsyncIterator[Page]:
    async with connect(f"{line.url}/agents") as socket:
        opened = Page(socket)
        reading = asyncio.create_task(opened.read())
        try:
            await opened.tell("hello", name=name)
            await opened.until("hello")
            yield opened
        finally:
            await socket.close()
            await reading


async def asks_for_person(phone: Phone) -> None:
    await phone.greeted()
    await phone.say()
    await phone.until("handoff")


async def waiting(opened: Page) -> str:
    listed = await opened.until("calls", lambda message: message["calls"])
    return str(listed["calls"][0]["call_id"])


async def test_a_person_hears_the_brief_and_then_talks_with_the_caller(
    exchange: MakeExchange,
) -> None:
    async with exchange("give me a person", handoff=QUEUE) as line:
        async with page(line, "Ann") as ann, line.phone() as phone:
            await asks_for_person(phone)
            call_id = await waiting(ann)
            size = len(phone.audio)
            await asyncio.sleep(3)
            music = np.frombuffer(bytes(phone.audio[size:]), "<i2")
            assert np.abs(music).mean() > 50, "the caller hears music"
            await ann.tell("accept", call_id=call_id)
            assert "It is handed over" in (await ann.until("whisper"))["text"]
            await ann.until("joined")
            assert len(ann.audio[2]) > 2 * 16000 * 0.2, "the brief was spoken"
            assert not ann.audio[0], "the caller was heard before the brief was over"
            said = [reply["text"] for reply in phone.all("reply")]
            assert said[-1] == "I am connecting you now."
            assert (await phone.until("handoff_result"))["by"] == "queue"
            await phone.socket.send(speech(0.2))
            phone.audio.clear()
            await ann.socket.send(speech(0.2))
            await asyncio.sleep(1)
            assert len(ann.audio[0]) == len(phone.audio) == len(speech(0.2))
            assert len(phone.all("transcript")) == 1, "the agent listens no more"
            await ann.tell("hangup")
            assert (await phone.until("ended"))["reason"] == "handoff"
            await ann.until("over")


async def test_a_caller_who_hangs_up_ends_the_talk(exchange: MakeExchange) -> None:
    async with exchange("give me a person", handoff=QUEUE) as line:
        async with page(line, "Ann") as ann:
            async with line.phone() as phone:
                await asks_for_person(phone)
                await ann.tell("accept", call_id=await waiting(ann))
                await ann.until("whisper")
                await ann.tell("join")
                await ann.until("joined")
            await ann.until("over")
            await line.idle()
            assert not line.server.engines.desk.calls  # type: ignore[union-attr]


async def test_a_person_may_listen_and_read_before_they_decide(exchange: MakeExchange) -> None:
    lines = ("give me a person", "the fees")
    async with exchange(*lines, handoff=QUEUE) as line:
        async with page(line, "Ann") as ann, line.phone() as phone:
            await asks_for_person(phone)
            await ann.tell("listen", call_id=await waiting(ann))
            await asyncio.sleep(3)
            await phone.say()
            await phone.until("transcript", 2)
            await asyncio.sleep(1)
            captions = [(m["speaker"], m["text"]) for m in ann.messages if m["type"] == "caption"]
            assert ("caller", "the fees") in captions
            assert ("agent", "It costs nothing.") in captions
            assert ann.audio[0]
            assert ann.audio[1]
            await ann.tell("decline", call_id=await waiting(ann))
            told = await phone.until("handoff_result")
            assert told["outcome"] == "declined"


async def test_two_want_the_same_call(exchange: MakeExchange) -> None:
    async with exchange("give me a person", handoff=QUEUE) as line:
        async with page(line, "Ann") as ann, page(line, "Bob") as bob, line.phone() as phone:
            await asks_for_person(phone)
            call_id = await waiting(ann)
            await ann.tell("accept", call_id=call_id)
            await bob.until("calls", lambda m: m["calls"] and m["calls"][0]["taken_by"] == "Ann")
            await bob.tell("accept", call_id=call_id)
            assert "somebody has it" in (await bob.until("error"))["message"]
            await bob.tell("fly")
            await bob.socket.send(b"odd")
            async with asyncio.timeout(10):
                while len([m for m in bob.messages if m["type"] == "error"]) < 3:
                    await asyncio.sleep(0.05)


async def test_one_who_does_not_say_who_they_are_is_not_seated(exchange: MakeExchange) -> None:
    async with exchange(handoff=QUEUE) as line, connect(f"{line.url}/agents") as socket:
        await socket.send('{"type": "accept"}')
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008
