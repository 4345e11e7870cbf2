"""One pipecat service that runs by itself, outside a pipeline.

A service is a frame processor: it wants to be set up, linked to neighbours, started, and cleaned
up. A ``PipelineWorker`` with its runner would do that too, with a bus, a registry and four more
tasks for each service, and with its own ideas of time-outs, reconnection and what ends a call.
Here the service gets a clock, a task manager of its own and a tap on each side; everything it
does ends with the host, and whatever breaks in it reaches the owner of the host and nobody else.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import re
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import Context
from typing import Any

import aiohttp
from loguru import logger
from pipecat.clocks.system_clock import SystemClock
from pipecat.frames.frames import CancelFrame, ErrorFrame, Frame, StartFrame
from pipecat.processors.frame_processor import (
    FrameCallback,
    FrameDirection,
    FrameProcessor,
    FrameProcessorSetup,
)
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService
from pipecat.services.websocket_service import WebsocketService
from pipecat.utils.asyncio.task_manager import TaskManager
from pipecat.utils.errors import (
    ErrorCategory,
    classify_http_exception,
    classify_http_status_code,
    extract_http_status_code,
)
from websockets.asyncio.client import ClientConnection
from websockets.protocol import State

from voice_agent.core.errors import LlmError, StageError, VoiceAgentError
from voice_agent.core.logs import VENDOR
from voice_agent.pipeline.services.spec import ServiceSpec

CLOSE_S = 1.0
"""Time for a polite end. A vendor who still sends audio that nobody reads never acknowledges it."""
_STATUS = re.compile(r"(?:HTTP|status|code|error|session)\W{0,4}([45]\d\d)\b", re.IGNORECASE)
"""Where services that keep no exception write the status of a response."""


class Host:
    """Run one service from ``start`` to ``close``.

    Args:
        spec: The service.
        on_frame: Told every frame that the service pushes, up or down, errors excepted.
        on_error: Told the first error; from then on the service must not be used.
        listen_hz: Rate of the audio that the service gets.
        speak_hz: Rate of the audio that the service is asked for.

    Attributes:
        error: Why the service cannot be used any more.
        permanent: True if another instance would fail in the same way, as with a wrong key.
        loop: The event loop that it runs on.
        service: The instance.
    """

    def __init__(
        self,
        spec: ServiceSpec,
        *,
        on_frame: Callable[[Frame], None],
        on_error: Callable[[VoiceAgentError], None] = lambda error: None,
        listen_hz: int = 16000,
        speak_hz: int = 24000,
    ) -> None:
        self.error: VoiceAgentError | None = None
        self.permanent = False
        self.loop = asyncio.get_running_loop()
        self._spec = spec
        self._on_frame = on_frame
        self._on_error = on_error
        self._rates = (listen_hz, speak_hz)
        self._session = aiohttp.ClientSession() if spec.needs_session else None
        self.service: Any = spec.make(self._session)
        self._taps = _Tap(self._received), _Tap(self._received)
        self._tasks = _Tasks(self._crashed)
        self._settled = asyncio.Event()
        self._running = False
        self._starting: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        if isinstance(self.service, WebsocketService):
            _own_the_reconnecting(self.service, self._lost)

    @property
    def usable(self) -> bool:
        """True if the service can be given work."""
        return self.error is None and self._closing is None

    def start(self) -> None:
        """Begin to set the service up; what is sent to it meanwhile waits in its queue."""
        self._starting = asyncio.create_task(self._start(), name=f"{self._spec.name}-start")

    async def started(self) -> None:
        """Wait until the service is set up and connected.

        Raises:
            StageError: It cannot be.
        """
        await self._settled.wait()
        if self.error is not None:
            raise self.error

    async def send(self, *frames: Frame) -> None:
        """Queue frames for the service. Never waits."""
        for frame in frames:
            await self.service.queue_frame(frame)

    async def close(self) -> None:
        """End the service, its connection and all its tasks. Not even cancelling stops that."""
        await asyncio.shield(self.closing())

    def closing(self) -> asyncio.Task[None]:
        """Begin to close; the task ends when nothing of the service is left."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(), name=f"{self._spec.name}-close")
        return self._closing

    def fail(self, error: VoiceAgentError) -> None:
        """Give the service up. The first reason counts."""
        self._settled.set()
        if self.error is None:
            self.error = error
            self._on_error(error)

    async def _start(self) -> None:
        clock = SystemClock()
        clock.start()
        listen_hz, speak_hz = self._rates
        setup = FrameProcessorSetup(
            clock=clock,
            task_manager=self._tasks,
            # Only the functions that an LLM may call ask for it, and ours has none.
            pipeline_worker=None,  # type: ignore[arg-type]
            audio_in_sample_rate=listen_hz,
            audio_out_sample_rate=speak_hz,
        )
        before, after = self._taps
        before.link(self.service)
        self.service.link(after)
        start = StartFrame(audio_in_sample_rate=listen_hz, audio_out_sample_rate=speak_hz)
        # Every task of the service is made below, and its log lines carry the mark.
        with logger.contextualize(**VENDOR):
            try:
                await self.service.setup(setup)
                await self.service.queue_frame(start)
            except Exception as error:  # noqa: BLE001
                self._crashed(error)

    async def _close(self) -> None:
        if self._starting is not None and not self._starting.done():
            self._starting.cancel()
            await asyncio.wait({self._starting})
        websocket = getattr(self.service, "_websocket", None)
        if self._running:
            ended = asyncio.Event()

            async def processed(*_: object) -> None:
                ended.set()

            await self.service.queue_frame(CancelFrame(), callback=processed)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), CLOSE_S)
        await _end_connection(websocket)
        try:
            with logger.contextualize(**VENDOR):
                await asyncio.wait_for(self.service.cleanup(), CLOSE_S)
        except Exception as error:  # noqa: BLE001
            logger.debug("{}: {} while it was closed", self._spec.name, type(error).__name__)
        await _close_client(self.service)
        left = set(self._tasks.current_tasks())
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=CLOSE_S)
        if self._session is not None:
            await self._session.close()

    def _received(self, frame: Frame) -> None:
        if isinstance(frame, StartFrame):
            self._running = True
            self._settled.set()
        elif isinstance(frame, ErrorFrame):
            self._failed(frame)
        else:
            self._on_frame(frame)

    def _lost(self) -> None:
        self.fail(failure(self._spec, "the connection was lost"))

    def _crashed(self, error: Exception) -> None:
        self._failed(ErrorFrame(str(error), exception=error))

    def _failed(self, frame: ErrorFrame) -> None:
        category, what = kind(frame)
        self.permanent = self.permanent or category.is_permanent
        self.fail(failure(self._spec, what))


async def _end_connection(websocket: Any) -> None:
    if isinstance(websocket, ClientConnection) and websocket.state is not State.CLOSED:
        websocket.transport.abort()
        await websocket.wait_closed()


async def _close_client(service: Any) -> None:
    """Close a vendor's client, which pipecat leaves to the garbage collector."""
    close = getattr(getattr(service, "_client", None), "close", None)
    if inspect.iscoroutinefunction(close):
        with contextlib.suppress(Exception):
            await asyncio.wait_for(close(), CLOSE_S)


def kind(frame: ErrorFrame) -> tuple[ErrorCategory, str]:
    """Return the category of an error of pipecat, and a few words that say what it is.

    What the vendor wrote may quote the caller or a key: it is left out.
    """
    error = frame.exception
    status = extract_http_status_code(error) if error else None
    if status is None and (found := _STATUS.search(frame.error)):
        status = int(found.group(1))
    category = frame.category or ErrorCategory.UNKNOWN
    if category is ErrorCategory.UNKNOWN and status is not None:
        category = classify_http_status_code(status)
    if category is ErrorCategory.UNKNOWN and error is not None:
        category = classify_http_exception(error)
    what = [] if category is ErrorCategory.UNKNOWN else [category.value.replace("_", " ")]
    if status is not None:
        what.append(f"HTTP {status}")
    if error is not None:
        what.append(type(error).__name__)
    if "no audio" in frame.error:
        what = ["it made no sound"]  # pipecat's own words, not a vendor's.
    return category, ", ".join(what) or "the log says why at DEBUG"


def failure(spec: ServiceSpec, what: str) -> VoiceAgentError:
    """Return the error of a service that failed."""
    error = LlmError if spec.stage == "llm" else StageError
    return error(f"{spec.name} failed: {what}", stage=spec.stage)


class _Tap(FrameProcessor):
    """A neighbour of the service that hands every frame over at once."""

    def __init__(self, receive: Callable[[Frame], None]) -> None:
        super().__init__(enable_direct_mode=True)
        self._receive = receive

    async def queue_frame(
        self,
        frame: Frame,
        direction: FrameDirection = FrameDirection.DOWNSTREAM,
        callback: FrameCallback | None = None,
    ) -> None:
        """Take a frame that the service pushed."""
        self._receive(frame)


class _Tasks(TaskManager):
    """A task manager that says when a task breaks; pipecat's own logs it and goes on."""

    def __init__(self, on_crash: Callable[[Exception], None]) -> None:
        super().__init__()
        self._on_crash = on_crash

    def create_task(
        self, coroutine: Coroutine[Any, Any, Any], name: str, context: Context | None = None
    ) -> asyncio.Task[Any]:
        """Create a task that is watched."""
        task: asyncio.Task[Any] = super().create_task(self._watched(coroutine), name, context)

        def close_unawaited(_: object) -> None:
            if inspect.getcoroutinestate(coroutine) == inspect.CORO_CREATED:
                coroutine.close()

        task.add_done_callback(close_unawaited)
        return task

    async def _watched(self, coroutine: Awaitable[Any]) -> Any:
        try:
            return await coroutine
        except Exception as error:
            self._on_crash(error)
            raise


def _own_the_reconnecting(service: WebsocketService, lost: Callable[[], None]) -> None:
    """Hear of a lost connection at once.

    pipecat would reconnect, four seconds later or more, and what was under way would end there
    as if it were complete. The owner of the host knows better what to do.
    """

    async def reconnect(*_: object, **__: object) -> bool:
        if not service._disconnecting:
            lost()
        return False

    service._maybe_try_reconnect = reconnect  # type: ignore[method-assign]

    connected = False

    async def again(*_: object) -> None:
        nonlocal connected
        if connected:
            lost()  # One that reconnects by itself, as Cartesia's voice does.
        connected = True

    if isinstance(service, STTService | TTSService):
        service.add_event_handler("on_connected", again)
