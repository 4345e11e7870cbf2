"""The pipeline of a call runs in a task that begins and ends with the call."""

from __future__ import annotations

import asyncio

import pytest
from pipecat.frames.frames import Frame, InputTextRawFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from stages import make_call

from voice_agent.pipeline import worker as worker_module
from voice_agent.pipeline.worker import SHUTDOWN_S, make_worker, start_worker, stop_worker

pytestmark = pytest.mark.virtual_time


class Listener(FrameProcessor):
    """Writes down the texts that pass."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, InputTextRawFrame):
            self.texts.append(frame.text)
        await self.push_frame(frame, direction)


async def test_a_pipeline_runs_until_it_is_stopped() -> None:
    call, listener = make_call(), Listener()
    worker = make_worker(Pipeline([listener]))
    running = start_worker(call, worker)
    await worker.queue_frame(InputTextRawFrame("hello"))
    await asyncio.sleep(1)
    assert listener.texts == ["hello"]
    assert not call.ended.done()
    call.finish("completed")
    await stop_worker(call, worker, running, "over")
    assert running.done()
    assert call.ended.result() == "completed"


async def test_a_pipeline_that_breaks_ends_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    async def breaks(self: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(worker_module.WorkerRunner, "run", breaks)
    call = make_call()
    await start_worker(call, make_worker(Pipeline([Listener()])))
    assert await call.ended == "error"


async def test_a_pipeline_that_does_not_stop_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    async def endless(self: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(worker_module.WorkerRunner, "run", endless)
    call, worker = make_call(), make_worker(Pipeline([Listener()]))
    running = start_worker(call, worker)
    began = asyncio.get_running_loop().time()
    await stop_worker(call, worker, running, "over")
    assert running.cancelled()
    assert asyncio.get_running_loop().time() - began == pytest.approx(SHUTDOWN_S)
