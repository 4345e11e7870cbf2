"""What comes from a connection into a real pipeline, with no network."""

from __future__ import annotations

import asyncio

import pytest
from line_ends import running
from pipecat.frames.frames import (
    InputAudioRawFrame,
    InputDTMFFrame,
    InputTextRawFrame,
    InterruptionFrame,
)

from voice_agent.transport.base import Hold, Interrupt

pytestmark = pytest.mark.virtual_time


async def test_audio_and_keys_come_into_the_pipeline_in_order() -> None:
    async with running() as line:
        line.wire.put(b"ab" * 320, b"cd" * 320, '{"type": "dtmf", "digit": "#"}')
        keys = await line.probe.until(InputDTMFFrame, 2)
        audio = await line.probe.until(InputAudioRawFrame, 2)
        assert [f.audio for f in audio if isinstance(f, InputAudioRawFrame)] == [
            b"ab" * 320, b"cd" * 320,
        ]  # fmt: skip
        assert {(f.sample_rate, f.num_channels) for f in audio} == {(16000, 1)}  # type: ignore[attr-defined]
        assert [f.button.value for f in keys if isinstance(f, InputDTMFFrame)] == ["0", "#"]


async def test_audio_that_nobody_watches_comes_just_the_same() -> None:
    async with running(watched=False) as line:
        line.wire.put(b"ab" * 320)
        (frame,) = await line.probe.until(InputAudioRawFrame)
        assert isinstance(frame, InputAudioRawFrame)
        assert frame.audio == b"ab" * 320


@pytest.mark.parametrize(
    ("message", "reason"),
    [('{"type": "hangup"}', "caller_hangup"), (bytes(70_000), "protocol"), (None, "caller_gone")],
)
async def test_the_ways_a_caller_ends_a_call(message: str | bytes | None, reason: str) -> None:
    async with running() as line:
        if message is None:
            line.wire.hang_up()
        else:
            line.wire.put(message)
        assert await asyncio.wait_for(line.call.ended, 5) == reason


async def test_a_violation_is_kept_for_the_goodbye_and_told_as_an_event() -> None:
    async with running() as line:
        line.wire.put(bytes(70_000), bytes(70_000))
        await asyncio.wait_for(line.call.ended, 5)
        assert "64 KiB" in str(line.input.violation)
        assert (await line.events.next()).type == "error"


async def test_a_bad_message_is_an_event_and_the_call_goes_on() -> None:
    async with running() as line:
        line.wire.put("{", b"ab" * 320)
        await line.probe.until(InputAudioRawFrame)
        assert (await line.events.next()).type == "error"
        assert not line.call.ended.done()


async def test_typed_turns_come_into_the_pipeline() -> None:
    async with running() as line:
        line.wire.put('{"type": "text", "text": "my balance"}')
        (frame,) = await line.probe.until(InputTextRawFrame)
        assert isinstance(frame, InputTextRawFrame)
        assert frame.text == "my balance"


async def test_a_codec_that_breaks_ends_the_call() -> None:
    async with running() as line:
        line.input._connection.receive = _broken  # type: ignore[method-assign]
        line.wire.put(b"ab")
        assert await asyncio.wait_for(line.call.ended, 5) == "error"


async def _broken() -> None:
    raise ZeroDivisionError


async def test_the_callers_side_can_stop_the_agent() -> None:
    async with running() as line:
        told = line.listen()
        line.call.queue_audio("A long story.", 32000, "playbook")
        await line.say(2.0)
        await asyncio.sleep(0.1)
        await line.ask(Interrupt())
        await line.probe.until(InterruptionFrame)
        await asyncio.sleep(0.05)
        assert told == ["clear"]
        assert (await line.events.next()).type == "interrupted"
        await line.ask(Interrupt())
        await asyncio.sleep(0.05)
        assert told == ["clear"], "an agent that listens has nothing to stop"


async def test_the_callers_side_can_put_the_call_on_hold() -> None:
    async with running() as line:
        for on in (True, False):
            await line.ask(Hold(on))
            await asyncio.sleep(0.05)
            assert line.call.on_hold is on
