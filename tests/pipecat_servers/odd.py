"""A pipecat service that behaves as badly as a test wants, without any server."""

from __future__ import annotations

import asyncio
from typing import Any

from pipecat.frames.frames import (
    ControlFrame,
    EndFrame,
    Frame,
    LLMFullResponseEndFrame,
    LLMTextFrame,
    TextFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessorSetup
from pipecat.services.ai_service import AIService

from voice_agent.pipeline.services.spec import ServiceSpec


class OddService(AIService):
    """Does what each ``TextFrame`` says, a word a deed.

    Args:
        at_setup: What it does while it is set up.
        made: Collects the instances.
    """

    def __init__(self, at_setup: str = "", made: list[OddService] | None = None) -> None:
        super().__init__()
        self._at_setup = at_setup
        self.asked: list[str] = []
        self.cancelled = False
        self.cleaned = False
        if made is not None:
            made.append(self)

    async def setup(self, setup: FrameProcessorSetup) -> None:
        await super().setup(setup)
        await self._do(self._at_setup)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, TextFrame):
            self.asked.append(frame.text)
            for deed in frame.text.split():
                await self._do(deed)
        elif isinstance(frame, ControlFrame) or not isinstance(frame, EndFrame):
            await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        await super().cleanup()
        self.cleaned = True

    async def _do(self, deed: str) -> None:
        match deed:
            case "":
                pass
            case "hang":
                try:
                    await asyncio.sleep(60)
                except asyncio.CancelledError:
                    self.cancelled = True
                    raise
            case "stubborn":
                for _ in range(2):
                    try:
                        await asyncio.sleep(60)
                    except asyncio.CancelledError:
                        self.cancelled = True
            case "raise":
                raise ValueError("the secret prompt quoted")
            case "crash":
                self.create_task(self._crash(), "crash")
            case "linger":
                self.create_task(asyncio.sleep(60), "linger")
            case "error":
                await self.push_error("Error code: 429 - the secret prompt quoted")
            case "late":
                self.create_task(self._late(), "late")
            case "end":
                await self.push_frame(LLMFullResponseEndFrame())
            case _:
                await self.push_frame(LLMTextFrame(deed))

    async def _crash(self) -> None:
        raise ConnectionError("the secret prompt quoted")

    async def _late(self) -> None:
        await asyncio.sleep(0.05)
        await self.push_error("too late")


def odd_spec(**arguments: Any) -> ServiceSpec:
    """The service as a pipeline file would describe it."""
    return ServiceSpec("tts", OddService, arguments, {}, "")
