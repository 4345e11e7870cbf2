"""A connection at both ends of a real pipeline, with no network, for tests of the two ends."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

from fakes import playbook
from pipecat.frames.frames import (
    Frame,
    InputDTMFFrame,
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
from voice_agent.transport.base import Message
from voice_agent.transport.guard import SizeLimit
from voice_agent.transport.line_output import LineOutput
from voice_agent.transport.pacing import LEAD_MS
from voice_agent.transport.pipecat_line import LineInput
from voice_agent.transport.raw import connect


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


class LineEnds:
    """A call whose pipeline is the line with a probe before and after its output."""

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
        self.after = Probe()

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
async def running(*, watched: bool = True, chunk_ms: int = 20) -> AsyncIterator[LineEnds]:
    hub, wire = Hub(), MemoryWire()
    connection = await connect(SizeLimit(wire))
    connection.info = replace(connection.info, chunk_ms=chunk_ms)
    with hub.subscribe() as events:
        line = LineEnds(wire, events, hub)
        line_in = LineInput(connection, line.call, watched=watched)
        line_out = LineOutput(connection, line.call, watched=watched)
        worker = PipelineWorker(
            Pipeline([line_in, line.probe, line_out, line.after]),
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


async def _note(told: list[str], name: str) -> None:
    told.append(name)
