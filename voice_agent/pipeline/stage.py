"""The base of our stages: a table of the frames a stage handles; all others pass."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pipecat.frames.frames import Frame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

Handler = Callable[[Any], Awaitable[None]]


class Stage(FrameProcessor):
    """A thin pipecat processor around an engine or a decision; one set for each call.

    Subclasses give the frames that they handle to ``handles`` in their constructor. A handled
    frame goes no further unless its handler pushes it.

    Args:
        name: Name of the stage.
        direct: Whether it handles a frame where it is pushed, without a queue and a task of its
            own, and nobody has to see what it hands on.
    """

    def __init__(self, name: str, *, direct: bool = False) -> None:
        super().__init__(name=name, enable_direct_mode=direct)
        self._direct = direct
        self._handlers: Mapping[type[Frame], Handler] = {}

    def handles(self, handlers: Mapping[type[Frame], Handler]) -> None:
        """Name the frames of this stage, by their exact class."""
        self._handlers = handlers

    async def hand_on(self, frame: Frame) -> None:
        """Push a frame that comes many times a second, in direct mode straight to the next stage.

        pipecat formats a line for the log and asks for observers at each push.
        """
        if self._direct and self.next is not None:
            await self.next.queue_frame(frame)
        else:
            await self.push_frame(frame)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Handle a frame of this stage; pass everything else on."""
        handler = self._handlers.get(type(frame))
        if handler is None or not self._direct:
            # In direct mode there are no tasks to start, and nobody watches.
            await super().process_frame(frame, direction)
        if handler is None:
            await self.push_frame(frame, direction)
        else:
            await handler(frame)
