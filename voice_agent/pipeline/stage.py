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
    """

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self._handlers: Mapping[type[Frame], Handler] = {}

    def handles(self, handlers: Mapping[type[Frame], Handler]) -> None:
        """Name the frames of this stage, by their exact class."""
        self._handlers = handlers

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Handle a frame of this stage; pass everything else on."""
        await super().process_frame(frame, direction)
        handler = self._handlers.get(type(frame))
        if handler is None:
            await self.push_frame(frame, direction)
        else:
            await handler(frame)
