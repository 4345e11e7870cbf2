"""A connection at both ends of a real pipeline, with no network."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fakes import playbook
from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    InputDTMFFrame,
    InputTextRawFrame,
    InterruptionFrame,
    TTSAudioRawFrame,
    TTSStoppedFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.workers.runner import WorkerRunner

from voice_agent.calls.call import Call
from voice_agent.calls.hub import Hub, Subscription
from voice_agent.calls.playback import Playback
from voice_agent.core.budgets import BudgetTable
from voice_agent.core.clock import Clock
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import Hold, Interrupt, Message
from voice_agent.transport.guard import SizeLimit
from voice_agent.transport.pacing import LEAD_MS
from voice_agent.transport.pipecat_line import LineInput, LineOutput
from voice_agent.transport.raw import connect

pytestmark = pytest.mark.virtual_time


class Probe(FrameProcessor):
    """Writes down what comes from the line."""

    def __init__(self) -> None:
        super().__init__(name="probe")
        self.frames: list[Frame] = []

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        self.frames.append(frame)
        await self.push_frame(frame, direction)

    async def until(self, kind: type[Frame], count: int = 1) -> list[Frame]:
        async with asyncio.timeout(5):
            while len(found := [f for f in self.frames if isinstance(f, kind)]) < count:
                await asyncio.sleep(0.005)
        return found


class Line:
    """A call whose pipeline is the line and a probe."""

    input: LineInput

    def __init__(self, wire: MemoryWire, events: Subscription, hub: Hub) -> None:
        self.wire = wire
        self.events = events
        self.counted = 0
        self.call = Call(
            "c1",
            playbook=playbook(Path("nowhere")),
            budgets=BudgetTable(turn_ms=1000, stages={}),
            playback=Playback(rate_hz=16000, lead_ms=LEAD_MS),
            clock=Clock(),
            hub=hub,
            on_turn=lambda turn: None,
        )
        self.call.audio_sent = self._count  # type: ignore[method-assign]
        self.probe = Probe()

    def listen(self) -> list[str]:
        """Write down what the connection is told of replies."""
        told: list[str] = []
        connection = self.input._connection
        for name in ("said", "clear"):
            setattr(connection, name, functools.partial(_note, told, name))
        return told

    async def ask(self, message: Message) -> None:
        """Have the carrier receive a message that ``/ws`` does not have."""
        await self.input._act_on(message)

    def _count(self, samples: int) -> None:
        self.counted += samples

    async def say(self, seconds: float) -> None:
        """Have the agent say something."""
        audio = bytes(2 * int(16000 * seconds))
        await self.probe.push_frame(TTSAudioRawFrame(audio, 16000, 1))
        await self.probe.push_frame(TTSStoppedFrame())


@contextlib.asynccontextmanager
async def running() -> AsyncIterator[Line]:
    hub, wire = Hub(), MemoryWire()
    connection = await connect(SizeLimit(wire))
    with hub.subscribe() as events:
        line = Line(wire, events, hub)
        line_in, line_out = LineInput(connection, line.call), LineOutput(connection, line.call)
        worker = PipelineWorker(
            Pipeline([line_in, line.probe, line_out]),
            params=PipelineParams(audio_in_sample_rate=16000, audio_out_sample_rate=16000),
            enable_rtvi=False,
            enable_turn_tracking=False,
            idle_timeout_secs=None,
        )
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        task = asyncio.create_task(runner.run())
        try:
            wire.put('{"type": "dtmf", "digit": "0"}')
            await line.probe.until(InputDTMFFrame)
            line.input = line_in
            yield line
        finally:
            await worker.cancel(reason="over")
            await asyncio.wait_for(task, 5)


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


async def _note(told: list[str], name: str) -> None:
    told.append(name)


async def _broken() -> None:
    raise ZeroDivisionError


async def test_the_agent_is_sent_in_real_time_with_a_small_lead_and_counted() -> None:
    async with running() as line:
        began = time.monotonic()
        await line.say(0.3)
        async with asyncio.timeout(5):
            while len(line.wire.sent) < 15:
                await asyncio.sleep(0.005)
        took = time.monotonic() - began
        assert b"".join(m for m in line.wire.sent if isinstance(m, bytes)) == bytes(9600)
        assert 0.2 < took < 0.6
        assert line.counted == 4800


async def test_an_interruption_drops_what_was_not_sent() -> None:
    async with running() as line:
        await line.say(2.0)
        await asyncio.sleep(0.1)
        await line.probe.push_frame(InterruptionFrame())
        await asyncio.sleep(0.05)
        sent = len(line.wire.sent)
        assert 4 <= sent < 20
        await asyncio.sleep(0.1)
        assert len(line.wire.sent) == sent


async def test_audio_that_a_caller_who_is_gone_never_got_is_not_counted() -> None:
    async with running() as line:
        line.wire.hang_up()
        await line.say(0.1)
        await asyncio.sleep(0.1)
        assert line.counted == 0


async def test_the_connection_learns_that_a_reply_was_sent_to_its_end() -> None:
    async with running() as line:
        told = line.listen()
        await line.say(0.1)
        async with asyncio.timeout(5):
            while not told:
                await asyncio.sleep(0.005)
        assert (told, line.counted) == (["said"], 1600)


async def test_a_reply_that_was_cut_off_was_not_said() -> None:
    async with running() as line:
        told = line.listen()
        await line.say(2.0)
        await asyncio.sleep(0.1)
        await line.probe.push_frame(InterruptionFrame())
        await asyncio.sleep(0.05)
        assert told == ["clear"]


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
