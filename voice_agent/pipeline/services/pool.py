"""Services that answer one request at a time: lent out, kept connected, dropped when in doubt."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

from loguru import logger
from pipecat.frames.frames import ControlFrame, Frame, InterruptionFrame

from voice_agent.core.errors import VoiceAgentError
from voice_agent.pipeline.services.host import Host, failure
from voice_agent.pipeline.services.spec import ServiceSpec

MAX_IDLE = 4
"""Connections kept open while nobody uses them."""
_SETTLE_S = 0.5


@dataclass
class _DoneFrame(ControlFrame):
    """Follows a request through the service, after everything that belongs to the request."""


class Pool:
    """Instances of one service. Each answers one request at a time, so that answers never mix.

    Args:
        spec: The service.
        ends_with: The frame that ends every whole answer; without it the answer broke off.
        speak_hz: Rate of the audio that the service is asked for.
        reusable: True if an instance whose request was cancelled can be used again. One that
            may still get the rest of the answer over its connection cannot.
    """

    def __init__(
        self,
        spec: ServiceSpec,
        *,
        ends_with: type[Frame],
        speak_hz: int = 24000,
        reusable: bool,
    ) -> None:
        self._spec = spec
        self._ends_with = ends_with
        self._speak_hz = speak_hz
        self._reusable = reusable
        self._idle: list[_Instance] = []
        self._busy: set[_Instance] = set()
        self._leaving: set[asyncio.Task[None]] = set()
        self._closed = False

    async def ask(self, *request: Frame) -> AsyncGenerator[Frame, None]:
        """Send the frames of one request; yield what the service pushes until the answer is whole.

        Close the iterator to cancel the request.

        Raises:
            StageError: The service failed, or its answer broke off; ``LlmError`` for an LLM.
        """
        instance = self._take()
        whole = False
        try:
            await instance.begin(*request)
            while (frame := await instance.next()) is not None:
                yield frame
            whole = True
        finally:
            self._busy.discard(instance)
            self._give_back(instance, whole=whole)

    async def aclose(self) -> None:
        """Close all instances; requests under way fail."""
        self._closed = True
        for instance in self._busy:
            instance.host.fail(failure(self._spec, "it is being closed"))
        for instance in [*self._idle, *self._busy]:
            self._leave(instance.host.closing())
        self._idle.clear()
        while self._leaving:
            await asyncio.wait(self._leaving)

    def _take(self) -> _Instance:
        loop = asyncio.get_running_loop()
        instance = None
        while self._idle and instance is None:
            # The one used last: its connection is the least likely to have gone stale.
            candidate = self._idle.pop()
            if candidate.host.loop is loop and candidate.host.usable:
                instance = candidate
        instance = instance or self._made()
        self._busy.add(instance)
        return instance

    def _made(self) -> _Instance:
        instance = _Instance(self._spec, self._ends_with, self._speak_hz, self._broken)
        instance.host.start()
        return instance

    def _give_back(self, instance: _Instance, *, whole: bool) -> None:
        if self._closed or not instance.host.usable:
            self._leave(instance.host.closing())
        elif whole:
            self._keep(instance)
        elif self._reusable:
            settling = self._settle(instance)
            self._leave(asyncio.create_task(settling, name=f"{self._spec.name}-settle"))
        else:
            self._leave(instance.host.closing())
            if not self._idle:
                # The caller who cut in will want an answer: connect while they speak.
                self._keep(self._made())

    def _keep(self, instance: _Instance) -> None:
        if len(self._idle) < MAX_IDLE:
            self._idle.append(instance)
        else:
            self._leave(instance.host.closing())

    async def _settle(self, instance: _Instance) -> None:
        if await instance.interrupt() and not self._closed:
            self._keep(instance)
        else:
            await instance.host.close()

    def _broken(self, instance: _Instance, error: VoiceAgentError) -> None:
        if instance in self._idle:
            logger.info("{}; the next request connects again", error)
            self._idle.remove(instance)
            self._leave(instance.host.closing())

    def _leave(self, task: asyncio.Task[None]) -> None:
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)


class _Instance:
    """One instance of the service with the answer that it is giving."""

    def __init__(
        self,
        spec: ServiceSpec,
        ends_with: type[Frame],
        speak_hz: int,
        on_broken: Callable[[_Instance, VoiceAgentError], None],
    ) -> None:
        self._spec = spec
        self._ends_with = ends_with
        self._on_broken = on_broken
        self._answer: asyncio.Queue[Frame | None] = asyncio.Queue()
        self._done: _DoneFrame | None = None
        self._whole = False
        self.host = Host(spec, on_frame=self._received, on_error=self._failed, speak_hz=speak_hz)

    async def begin(self, *request: Frame) -> None:
        """Send a request as soon as the service is connected."""
        self._answer, self._done, self._whole = asyncio.Queue(), _DoneFrame(), False
        await self.host.started()
        await self.host.send(*request, self._done)

    async def next(self) -> Frame | None:
        """Return the next frame of the answer; ``None`` after the last."""
        frame = await self._answer.get()
        if frame is None and self.host.error is not None:
            raise self.host.error
        if frame is not self._done:
            return frame
        self._done = None
        if not self._whole:
            error = failure(self._spec, "the answer broke off")
            self.host.fail(error)
            raise error
        return None

    async def interrupt(self) -> bool:
        """Cancel the request; return whether the service confirms that nothing of it is left."""
        self._answer, self._done = asyncio.Queue(), _DoneFrame()
        await self.host.send(InterruptionFrame(), self._done)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SETTLE_S):
                while (frame := await self._answer.get()) is not None:
                    if frame is self._done:
                        self._done = None
                        return self.host.usable
        return False

    def _received(self, frame: Frame) -> None:
        if self._done is not None:
            self._whole = self._whole or isinstance(frame, self._ends_with)
            self._answer.put_nowait(frame)

    def _failed(self, error: VoiceAgentError) -> None:
        self._answer.put_nowait(None)
        self._on_broken(self, error)
