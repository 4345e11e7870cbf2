"""One stage of the pipeline by itself, on virtual time: frames in, frames and events out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast

from fakes import TODAY, playbook
from pipecat.clocks.system_clock import SystemClock
from pipecat.frames.frames import Frame
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessorSetup
from pipecat.utils.asyncio.task_manager import TaskManager

from voice_agent.calls.call import Call, Turn
from voice_agent.calls.hub import Hub
from voice_agent.calls.playback import Playback
from voice_agent.core.budgets import BudgetTable
from voice_agent.core.clock import Clock
from voice_agent.core.events import Event
from voice_agent.pipeline.stage import Stage
from voice_agent.playbook import Playbook

F = TypeVar("F", bound=Frame)


class ListeningHub(Hub):
    """Writes down what is published."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []

    def publish(self, event: Event) -> None:
        self.events.append(event)

    @property
    def kinds(self) -> list[str]:
        return [event.type for event in self.events]


def make_call(
    book: Playbook | None = None, budgets: BudgetTable | None = None, **more: Any
) -> Call:
    """A call whose events are written down by its hub, on the loop's time."""
    turns: list[Turn] = []
    return Call(
        "c1",
        playbook=book or playbook(),
        budgets=budgets or BudgetTable(600),
        playback=Playback(rate_hz=16000, lead_ms=0),
        clock=Clock.at(TODAY, asyncio.get_running_loop().time),
        hub=ListeningHub(),
        on_turn=turns.append,
        **more,
    )


class Bench:
    """A stage whose neighbours are a list of what it pushed, with the time.

    Attributes:
        pushed: Seconds since the start, frame and direction of everything that left the stage.
    """

    def __init__(self, stage: Stage, call: Call) -> None:
        self.stage = stage
        self.call = call
        self.pushed: list[tuple[float, Frame, FrameDirection]] = []
        self._began = asyncio.get_running_loop().time()
        stage.push_frame = self._push  # type: ignore[method-assign]

    @property
    def hub(self) -> ListeningHub:
        """What the call published."""
        return cast(ListeningHub, self.call._hub)

    @property
    def now(self) -> float:
        """Seconds since the start."""
        return round(asyncio.get_running_loop().time() - self._began, 3)

    async def _push(
        self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM
    ) -> None:
        self.pushed.append((self.now, frame, direction))

    async def take(
        self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM
    ) -> None:
        """Give the stage a frame and wait until it has done with it."""
        await self.stage.process_frame(frame, direction)

    def all(self, kind: type[F]) -> list[F]:
        """The frames of one class that were pushed."""
        return [frame for _, frame, _ in self.pushed if type(frame) is kind]

    def times(self, kind: type[Frame]) -> list[float]:
        """When they were."""
        return [at for at, frame, _ in self.pushed if type(frame) is kind]


@asynccontextmanager
async def on_bench(stage: Stage, call: Call) -> AsyncIterator[Bench]:
    """A stage that is set up as in a pipeline, and cleaned up afterwards."""
    nobody = cast(PipelineWorker, cast(Any, None))
    setup = FrameProcessorSetup(
        clock=SystemClock(), task_manager=TaskManager(), pipeline_worker=nobody
    )
    await stage.setup(setup)
    try:
        yield Bench(stage, call)
    finally:
        await stage.cleanup()
