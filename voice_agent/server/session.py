"""One call from accept to close: its pipeline runs here, and nothing of it is left afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections.abc import Callable

from fastapi import WebSocket, WebSocketDisconnect
from loguru import logger
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.serializers.base_serializer import FrameSerializer
from pipecat.workers.runner import WorkerRunner
from starlette.websockets import WebSocketState

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.calls.call import Call
from voice_agent.calls.hub import Hub, Subscription
from voice_agent.calls.playback import Playback
from voice_agent.calls.record import RecordStore
from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Ended, EndedReason, Ready
from voice_agent.pipeline.assembly import Engines, build_pipeline
from voice_agent.server.metrics import Metrics
from voice_agent.transport.protocol import RawSerializer
from voice_agent.transport.twilio import TWILIO_HZ, TwilioSerializer
from voice_agent.transport.websocket import LEAD_MS, SocketTransport

POLICY_VIOLATION = 1008
TRY_AGAIN_LATER = 1013
SHUTDOWN_S = 5.0

MakeSerializer = Callable[[Call, Callable[[ProtocolError], None]], FrameSerializer]


async def run_raw_call(
    websocket: WebSocket,
    rate_hz: int,
    engines: Engines,
    records: RecordStore,
    metrics: Metrics,
    hub: Hub,
) -> None:
    """A call in the project's own protocol."""

    def serializer(call: Call, violated: Callable[[ProtocolError], None]) -> FrameSerializer:
        return RawSerializer(
            rate_hz,
            clock=time.monotonic,
            on_problem=call.problem,
            on_hangup=lambda: call.finish("caller_hangup"),
            on_violation=violated,
        )

    await _run(websocket, serializer, rate_hz, engines, records, metrics, hub, sends_events=True)


async def run_twilio_call(
    websocket: WebSocket,
    stream_sid: str,
    call_sid: str | None,
    engines: Engines,
    records: RecordStore,
    metrics: Metrics,
    hub: Hub,
) -> None:
    """A call over Twilio Media Streams."""

    def serializer(call: Call, violated: Callable[[ProtocolError], None]) -> FrameSerializer:
        return TwilioSerializer(
            stream_sid,
            call_sid,
            on_problem=call.problem,
            on_hangup=lambda: call.finish("caller_hangup"),
            on_violation=violated,
        )

    await _run(websocket, serializer, TWILIO_HZ, engines, records, metrics, hub, sends_events=False)


async def _run(
    websocket: WebSocket,
    make_serializer: MakeSerializer,
    speak_hz: int,
    engines: Engines,
    records: RecordStore,
    metrics: Metrics,
    hub: Hub,
    *,
    sends_events: bool,
) -> None:
    clock = engines.clock
    playback = Playback(rate_hz=speak_hz, lead_ms=LEAD_MS)
    call = Call(
        uuid.uuid4().hex[:16],
        playbook=engines.playbook,
        budgets=engines.budgets,
        playback=playback,
        clock=clock,
        hub=hub,
        on_turn=lambda turn: records.turn(call, turn),
    )
    violations: list[ProtocolError] = []

    def violated(error: ProtocolError) -> None:
        violations.append(error)
        call.problem(error)
        call.finish("protocol")

    transport = SocketTransport(
        websocket,
        serializer=make_serializer(call, violated),
        speak_hz=speak_hz,
        clock=clock.now,
        on_sent=call.audio_sent,
    )

    async def gone(_transport: object, _websocket: object) -> None:
        call.finish("caller_gone")

    transport.add_event_handler("on_client_disconnected", gone)
    worker = PipelineWorker(
        build_pipeline(
            call,
            engines,
            audio_in=transport.input(),
            audio_out=transport.output(),
            speak_hz=speak_hz,
        ),
        params=PipelineParams(audio_in_sample_rate=LISTEN_HZ, audio_out_sample_rate=speak_hz),
        enable_rtvi=False,
        enable_turn_tracking=False,
        idle_timeout_secs=None,
    )
    records.begin(call)
    metrics.active_calls.inc()
    call.log.info("call began ({} Hz)", speak_hz)
    following = hub.subscribe(call.id)
    events = following.__enter__()
    call.emit(Ready())
    teller = asyncio.create_task(
        _tell(call, events, websocket if sends_events else None), name=f"events-{call.id}"
    )
    runner = asyncio.create_task(_run_worker(worker), name=f"pipeline-{call.id}")
    runner.add_done_callback(lambda task: call.finish("error"))
    try:
        reason: EndedReason = await asyncio.wait_for(call.ended, engines.config.max_call_s)
    except TimeoutError:
        reason = "time_limit"
    except asyncio.CancelledError:
        reason = "server_stopping"
    try:
        call.emit(Ended(reason=reason))
        call.close_turn()
        await _drain(call, teller)
        if websocket.application_state is WebSocketState.CONNECTED:
            code = POLICY_VIOLATION if violations else 1000
            with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
                await websocket.close(code, str(violations[0]) if violations else reason)
        await worker.cancel(reason=reason)
        _, late = await asyncio.wait({runner}, timeout=SHUTDOWN_S)
        if late:
            call.log.error("the pipeline did not stop in {} s; cancelling it", SHUTDOWN_S)
            runner.cancel()
            await asyncio.wait({runner}, timeout=SHUTDOWN_S)
    finally:
        following.__exit__(None, None, None)
        records.end(call, reason)
        metrics.active_calls.dec()
        call.log.info(
            "call ended: {} after {:.1f} s, {} turns",
            reason,
            clock.now() - call.began_at,
            call.turn.number,
        )


async def _run_worker(worker: PipelineWorker) -> None:
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    try:
        await runner.run()
    except Exception as error:  # noqa: BLE001
        # Whatever broke this call's pipeline must not reach the server or other calls.
        logger.exception("a pipeline failed: {}", type(error).__name__)


async def _tell(call: Call, events: Subscription, websocket: WebSocket | None) -> None:
    """Send the call's events in order, until 'ended' has been sent."""
    async for event in events:
        if websocket is None:
            continue
        try:
            await websocket.send_text(event.model_dump_json())
        except (WebSocketDisconnect, RuntimeError, OSError):
            call.finish("caller_gone")
            websocket = None


async def _drain(call: Call, teller: asyncio.Task[None]) -> None:
    """Give the last events a moment to leave; a caller that does not read them misses them."""
    _, late = await asyncio.wait({teller}, timeout=1.0)
    if late:
        teller.cancel()
        await asyncio.wait({teller})
        call.log.info("the caller did not read its last events")
