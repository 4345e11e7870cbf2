"""Two telephones over sockets of this machine, in virtual time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.call import SipCall
from voice_agent.transport.sip.dial import answered, dial
from voice_agent.transport.sip.dialog import Here
from voice_agent.transport.sip.endpoint import Endpoint
from voice_agent.transport.sip.wire import BYE, SipWire, number_of

pytestmark = pytest.mark.virtual_time
HOST = "127.0.0.1"


class Pair:
    """A telephone that calls another one.

    Attributes:
        ours: The wire of the one that calls.
        theirs: The wire of the one that is called.
    """

    ours: SipWire
    theirs: SipWire
    ends: list[Endpoint]


@asynccontextmanager
async def calling(
    take: Callable[[SipWire, SipCall], Any] | None = None, **options: Any
) -> AsyncIterator[Pair]:
    pair = Pair()
    answering: list[asyncio.Task[Any]] = []

    def invited(call: SipCall) -> None:
        pair.theirs = SipWire(pair.ends[1], call, **options)
        if take is not None:
            take(pair.theirs, call)
        else:
            answering.append(asyncio.create_task(pair.theirs.receive(), name="answering"))

    pair.ends = []
    for _ in "12":
        agent = UserAgent(Here(HOST, 0), Policy(lambda host: True))
        pair.ends.append(await Endpoint(agent, invited).open(HOST, 0))
    target = f"sip:+4930123@{HOST}:{pair.ends[1].port}"
    peer = (HOST, pair.ends[1].port)
    pair.ours = await dial(pair.ends[0], target, peer, f"sip:alice@{HOST}")
    try:
        yield pair
    finally:
        await asyncio.gather(*answering)
        await pair.ours.close(0, "")
        await asyncio.sleep(0.1)
        await pair.theirs.close(0, "")
        for end in pair.ends:
            await end.close()


async def test_a_call_and_its_sound_both_ways() -> None:
    async with calling() as pair:
        assert await answered(pair.ours, 5.0)
        said = json.loads(await pair.ours.receive() or "")
        assert (said["from"], said["to"]) == ("+4930123", "alice")
        await pair.ours.send(b"\x10\x20" * 160)
        await pair.theirs.send("key 5")
        found = [await pair.theirs.receive() for _ in range(4)]
        assert all(isinstance(one, bytes) and len(one) == 172 for one in found)
        assert len({bytes(one[12:]) for one in found if isinstance(one, bytes)}) >= 2
        kinds = set()
        for _ in range(9):
            message = await pair.ours.receive()
            kinds |= {message[1] & 0x7F} if isinstance(message, bytes) else set()
        assert 101 in kinds


async def test_the_other_side_hangs_up() -> None:
    async with calling() as pair:
        assert await answered(pair.ours, 5.0)
        await pair.ours.receive()
        await pair.ours.close(1000, "")
        rest = []
        while (message := await pair.theirs.receive()) is not None:
            rest.append(message)
        assert rest[-1] == BYE
        assert await pair.theirs.receive() is None
        with pytest.raises(ConnectionError):
            await pair.theirs.send(b"12")


async def test_what_was_said_is_heard_to_its_end_before_we_hang_up() -> None:
    async with calling() as pair:
        assert await answered(pair.ours, 5.0)
        await asyncio.sleep(0.1)
        await pair.theirs.send(b"\x10\x20" * 1600)
        await pair.theirs.close(1000, "")
        await pair.ours.receive()
        loud = 0
        while (message := await pair.ours.receive()) not in (None, BYE):
            loud += isinstance(message, bytes) and set(message[12:]) == {0x9F}
        assert loud == 10


@pytest.mark.parametrize(("code", "status"), [(486, 486), (1000, 480)])
async def test_a_call_that_is_not_taken_is_refused(code: int, status: int) -> None:
    closing: list[asyncio.Task[None]] = []

    def take(wire: SipWire, call: SipCall) -> None:
        closing.append(asyncio.create_task(wire.close(code, ""), name="closing"))

    async with calling(take) as pair:
        assert not await answered(pair.ours, 5.0)
        assert pair.ours.status == status
        await asyncio.gather(*closing)
        assert await pair.ours.receive() is None
        assert await pair.theirs.receive() is None


async def test_a_call_that_nobody_answers_is_taken_back() -> None:
    async with calling(lambda wire, call: call.ring(0.0)) as pair:
        assert not await answered(pair.ours, 5.0)
        assert await pair.theirs.receive() is None


async def test_a_caller_whose_sound_stops_is_gone() -> None:
    async with calling(silence_s=3.0) as pair:
        assert await answered(pair.ours, 5.0)
        await pair.ours._media.close()
        async with asyncio.timeout(5):
            while await pair.theirs.receive() is not None:
                pass


async def test_a_transfer_that_the_other_side_does_not_make() -> None:
    async with calling() as pair:
        assert await answered(pair.ours, 5.0)
        await asyncio.sleep(0.1)
        assert await pair.theirs.transfer("sip:desk@x") == 603


def test_numbers() -> None:
    assert number_of("tel:+4930;ext=1") == "+4930"
    assert number_of("sip:100@h") == "100"
    assert number_of("sip:h") == number_of("junk") == number_of("sip:%00@h") == ""
