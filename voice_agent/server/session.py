"""One call from its connection to its end: its pipeline runs here, and nothing of it remains."""

from __future__ import annotations

import asyncio
import uuid

from pipecat.pipeline.worker import PipelineParams

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.calls.call import Call
from voice_agent.calls.hub import Hub, Subscription
from voice_agent.calls.playback import Playback
from voice_agent.calls.record import RecordStore
from voice_agent.core.events import Ended, EndedReason, Ready
from voice_agent.pipeline.assembly import Engines, build_pipeline
from voice_agent.pipeline.worker import make_worker, start_worker, stop_worker
from voice_agent.server.leave import take_leave
from voice_agent.server.metrics import Metrics
from voice_agent.transport.base import NORMAL, POLICY_VIOLATION, Connection
from voice_agent.transport.pacing import LEAD_MS
from voice_agent.transport.pipecat_line import LineInput, LineOutput

LAST_EVENTS_S = 1.0


async def run_call(
    connection: Connection,
    *,
    engines: Engines,
    records: RecordStore,
    metrics: Metrics,
    hub: Hub,
    closing: asyncio.Event,
    lean: bool = False,
    version: str = "",
) -> None:
    """Hold a call until it is over.

    Args:
        connection: The caller; closed at the end.
        engines: Shared by all calls.
        records: Where its turns are written.
        metrics: Where it is counted.
        hub: Where its events are published.
        closing: Set once the server has to end its calls.
        lean: Whether it speculates less, because there are many calls.
        version: Name of the version of the agent.
    """
    clock, info = engines.clock, connection.info
    call = Call(
        uuid.uuid4().hex[:16],
        playbook=engines.playbook,
        budgets=engines.budgets,
        playback=Playback(rate_hz=info.rate_hz, lead_ms=LEAD_MS),
        clock=clock,
        hub=hub,
        on_turn=lambda turn: records.turn(call, turn),
        info=info,
        lean=lean,
        version=version,
    )
    line_in, line_out = LineInput(connection, call), LineOutput(connection, call)
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
            call.emit(Ready())
            running = start_worker(call, worker)
            leaving = asyncio.create_task(
                take_leave(call, worker, closing), name=f"leave-{call.id}"
            )
            reason = await _end(call, engines.config.max_call_s)
            leaving.cancel()
            call.emit(Ended(reason=reason))
            call.close_turn()
            await _let_finish(call, telling)
        violation = line_in.violation
        await connection.close(
            POLICY_VIOLATION if violation else NORMAL, str(violation) if violation else reason
        )
        await stop_worker(call, worker, running, reason)
    finally:
        records.end(call, reason)
        metrics.active_calls.dec()
        call.log.info(
            "call ended: {} {}: {} after {:.1f} s, {} turns",
            info.carrier,
            info.call_id,
            reason,
            clock.now() - call.began_at,
            call.turn.number,
        )


async def _end(call: Call, max_call_s: float) -> EndedReason:
    """Wait for the end of the call and say why it came."""
    try:
        return await asyncio.wait_for(call.ended, max_call_s)
    except TimeoutError:
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
