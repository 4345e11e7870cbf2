"""One call from its connection to its end: its pipeline runs here, and nothing of it remains."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from loguru import logger
from pipecat.pipeline.worker import PipelineParams, PipelineWorker

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.calls.call import Call, Turn
from voice_agent.calls.facts import TurnsSoFar, call_facts, turn_facts
from voice_agent.calls.hub import Hub, Subscription
from voice_agent.calls.playback import Playback
from voice_agent.calls.record import RecordStore
from voice_agent.calls.recorder import Recorder
from voice_agent.core.effort import Effort, Level
from voice_agent.core.events import Ended, EndedReason, Ready
from voice_agent.pipeline.assembly import Engines, build_pipeline
from voice_agent.pipeline.worker import make_worker, start_worker, stop_worker
from voice_agent.server.after_call import AfterCall, report
from voice_agent.server.leave import take_leave
from voice_agent.server.metrics import Metrics
from voice_agent.transport.base import NORMAL, POLICY_VIOLATION, Connection
from voice_agent.transport.line_output import LineOutput
from voice_agent.transport.pacing import lead_ms
from voice_agent.transport.pipecat_line import LineInput
from voice_agent.tts.aloud import read_aloud

LAST_EVENTS_S = 1.0
FAREWELL_S = 15.0
"""Longest time for the sentence that ends a call which is too long."""


async def run_call(
    connection: Connection,
    *,
    engines: Engines,
    records: RecordStore,
    metrics: Metrics,
    hub: Hub,
    closing: asyncio.Event,
    effort: Effort | None = None,
    least: Level = Level.ALL,
    version: str = "",
    after: AfterCall | None = None,
    recorder: Recorder | None = None,
) -> None:
    """Hold a call until it is over.

    Args:
        connection: The caller; closed at the end.
        engines: Shared by all calls.
        records: Where its turns are written.
        metrics: Where it is counted.
        hub: Where its events are published.
        closing: Set once the server has to end its calls.
        effort: How much the calls of this process do ahead now.
        least: Level that this call keeps even when the others do more ahead.
        version: Name of the version of the agent.
        after: Told of the call once it is over.
        recorder: Keeps its sound.
    """
    clock, info = engines.clock, connection.info
    so_far = TurnsSoFar()

    def on_turn(turn: Turn) -> None:
        records.turn(call, turn, lambda row: so_far.add(turn_facts(turn, row)))

    call = Call(
        uuid.uuid4().hex[:16],
        playbook=engines.playbook,
        budgets=engines.budgets,
        playback=Playback(rate_hz=info.rate_hz, lead_ms=lead_ms(info.chunk_ms)),
        clock=clock,
        hub=hub,
        on_turn=on_turn,
        info=info,
        effort=effort,
        least=least,
        version=version,
    )
    # SIP can; all other lines leave it to their carrier's API.
    call.refer = getattr(connection, "transfer", None)
    consult = getattr(connection, "consult", None)
    if consult is not None:
        speak = partial(read_aloud, engines.voice, engines.playbook.lang, rate_hz=info.rate_hz)
        call.consult = partial(consult, speak)
    watched = not engines.inserts.none
    line_in = LineInput(connection, call, watched=watched)
    line_out = LineOutput(connection, call, watched=watched)
    worker = make_worker(
        build_pipeline(
            call,
            engines,
            audio_in=line_in,
            audio_out=line_out,
            speak_hz=info.rate_hz,
        ),
        params=PipelineParams(audio_in_sample_rate=LISTEN_HZ, audio_out_sample_rate=info.rate_hz),
        observers=engines.inserts.watching(),
    )
    records.begin(call)
    metrics.active_calls.inc()
    call.log.info("call began: {} {} at {} Hz", info.carrier, info.call_id, info.rate_hz)
    reason: EndedReason = "error"
    try:
        with hub.subscribe(call.id) as events:
            telling = asyncio.create_task(_tell(call, events, connection), name=f"events-{call.id}")
            recording = _recording(recorder, hub, call)
            call.emit(Ready())
            running = start_worker(call, worker)
            leaving = asyncio.create_task(
                take_leave(call, worker, closing), name=f"leave-{call.id}"
            )
            reason = await _end(call, worker, engines.config.max_call_s)
            call.finish(reason)
            leaving.cancel()
            call.emit(Ended(reason=reason))
            call.close_turn()
            await _let_finish(call, telling)
            await _stop(recording)
        violation = line_in.violation
        await connection.close(
            POLICY_VIOLATION if violation else NORMAL, str(violation) if violation else reason
        )
        await stop_worker(call, worker, running, reason)
    finally:
        metrics.active_calls.dec()
        records.end(call, reason, _reporter(call, so_far, reason, engines, after))
        call.log.info(
            "call ended: {} {}: {} after {:.1f} s, {} turns",
            info.carrier,
            info.call_id,
            reason,
            clock.now() - call.began_at,
            call.turn.number,
        )


def _reporter(
    call: Call,
    so_far: TurnsSoFar,
    reason: EndedReason,
    engines: Engines,
    after: AfterCall | None,
) -> Callable[[], Mapping[str, Any]]:
    """Return what tells of a call that is over, in the record's thread once its turns are there."""
    loop = asyncio.get_running_loop()

    def tell() -> Mapping[str, Any]:
        facts = call_facts(call, so_far, reason)
        told = report(call, facts, engines.config.playbook_folder.name)
        if after is not None:
            with contextlib.suppress(RuntimeError):  # The loop has closed: nobody can be told.
                loop.call_soon_threadsafe(after.tell, told)
        return told

    return tell


def _recording(recorder: Recorder | None, hub: Hub, call: Call) -> asyncio.Task[None] | None:
    if recorder is None:
        return None
    return asyncio.create_task(recorder.record(hub, call.id), name=f"recording-{call.id}")


async def _stop(recording: asyncio.Task[None] | None) -> None:
    """End a recording; that it failed is known to the log, and costs nobody the call."""
    if recording is None:
        return
    recording.cancel()
    await asyncio.wait({recording})
    if not recording.cancelled() and (error := recording.exception()) is not None:
        logger.error("a recording failed: {}", type(error).__name__)


async def _end(call: Call, worker: PipelineWorker, max_call_s: float) -> EndedReason:
    """Wait for the end of the call and say why it came; one that is too long hears so."""
    try:
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(call.ended), max_call_s)
        if not call.bridge.open:
            at_once = asyncio.Event()
            at_once.set()
            await take_leave(call, worker, at_once, "time_limit")
            with contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(asyncio.shield(call.ended), FAREWELL_S)
        return "time_limit"
    except asyncio.CancelledError:
        return "server_stopping"


async def _tell(call: Call, events: Subscription, connection: Connection) -> None:
    """Send the call's events in order, until 'ended' has been sent."""
    try:
        async for event in events:
            await connection.send_event(event)
    except ConnectionError:
        call.finish("caller_gone")


async def _let_finish(call: Call, telling: asyncio.Task[None]) -> None:
    """Give the last events a moment to leave; a caller that does not read them misses them."""
    _, late = await asyncio.wait({telling}, timeout=LAST_EVENTS_S)
    if late:
        telling.cancel()
        await asyncio.wait({telling})
        call.log.info("the caller did not read its last events")
