from __future__ import annotations

import pytest

from voice_agent.calls.info import CallInfo
from voice_agent.core.events import Event, Ready
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import Audio, Codec, Hangup, Key, Message, Problem
from voice_agent.transport.connection import WireConnection
from voice_agent.transport.guard import MESSAGES_AT_ONCE, SizeLimit


class EchoCodec(Codec):
    """Bytes are audio; of texts the first letter says what they are."""

    def __init__(self) -> None:
        self.decoded = 0
        self.clear: str | None = "clear"

    async def decode(self, data: str | bytes) -> Message | None:
        self.decoded += 1
        if isinstance(data, bytes):
            return Audio(data)
        if data == "bye":
            return Hangup()
        if data == "nothing":
            return None
        return Key(data)

    async def encode_audio(self, pcm: bytes) -> bytes | None:
        return pcm or None

    async def encode_clear(self) -> str | None:
        return self.clear

    async def encode_event(self, event: Event) -> str:
        return event.type


class Line:
    def __init__(self) -> None:
        self.now = 0.0
        self.wire = MemoryWire()
        self.codec = EchoCodec()
        self.connection = WireConnection(
            SizeLimit(self.wire),
            self.codec,
            CallInfo(carrier="echo", rate_hz=16000),
            clock=lambda: self.now,
        )

    async def received(self) -> list[Message]:
        """Everything until the client is gone."""
        self.wire.hang_up()
        found = []
        while (message := await self.connection.receive()) is not None:
            found.append(message)
        return found


async def test_messages_come_in_order_without_those_that_mean_nothing() -> None:
    line = Line()
    line.wire.put(b"ab", "nothing", "5", "bye")
    assert await line.received() == [Audio(b"ab"), Key("5"), Hangup()]


async def test_a_bad_message_is_a_problem_and_the_next_one_is_received() -> None:
    line = Line()
    line.wire.put("sing", "5")
    problem, key = await line.received()
    assert isinstance(problem, Problem)
    assert not problem.fatal
    assert "0-9" in str(problem.error)
    assert key == Key("5")


async def test_a_message_that_is_too_large_is_never_decoded_and_ends_the_call() -> None:
    line = Line()
    line.wire.put(bytes(70_000))
    (problem,) = await line.received()
    assert isinstance(problem, Problem)
    assert problem.fatal
    assert line.codec.decoded == 0


async def test_audio_too_far_ahead_of_real_time_is_dropped_whatever_the_codec() -> None:
    line = Line()
    line.wire.put(*[bytes(32000)] * 14)
    received = await line.received()
    assert len([m for m in received if isinstance(m, Audio)]) == 11
    assert [str(m.error)[:13] for m in received if isinstance(m, Problem)] == ["audio arrives"] * 3


async def test_a_flood_is_dropped_before_it_is_decoded_and_is_not_answered_without_end() -> None:
    line = Line()
    line.wire.put(*["nothing"] * (MESSAGES_AT_ONCE + 2000))
    received = await line.received()
    assert line.codec.decoded == MESSAGES_AT_ONCE + 1
    assert 0 < len(received) < 200


async def test_audio_and_events_go_out_as_the_codec_has_them() -> None:
    line = Line()
    await line.connection.send_audio(b"abcd")
    await line.connection.send_audio(b"")
    assert await line.connection.clear()
    line.codec.clear = None
    assert not await line.connection.clear(), "nothing takes the place of what is not dropped"
    await line.connection.send_event(Ready())
    assert line.wire.sent == [b"abcd", "clear", "ready"]
    await line.connection.close(1000, "completed")
    assert line.wire.closed == (1000, "completed")


async def test_a_caller_who_is_gone_is_an_error_but_not_for_clear() -> None:
    line = Line()
    line.wire.hang_up()
    assert not await line.connection.clear()
    with pytest.raises(ConnectionError):
        await line.connection.send_audio(b"ab")
    with pytest.raises(ConnectionError):
        await line.connection.send_event(Ready())
    assert await line.connection.receive() is None


async def test_other_errors_of_a_codec_are_not_hidden() -> None:
    line = Line()

    async def broken(data: str | bytes) -> Message | None:
        raise ZeroDivisionError

    line.codec.decode = broken  # type: ignore[method-assign]
    line.wire.put("5")
    with pytest.raises(ZeroDivisionError):
        await line.connection.receive()
