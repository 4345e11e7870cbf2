"""Ending a call from the server's side: the caller hears why, once the agent owes no answer."""

from __future__ import annotations

import asyncio
import contextlib

from pipecat.pipeline.worker import PipelineWorker

from voice_agent.calls.call import Call
from voice_agent.core.turn import EndReason
from voice_agent.pipeline.frames import ClosingFrame

FINISH_S = 5.0
"""Time for the answer that the caller waits for, or that is being spoken."""
_LOOK_AGAIN_S = 0.05


async def take_leave(
    call: Call,
    worker: PipelineWorker,
    closing: asyncio.Event,
    reason: EndReason = "server_stopping",
) -> None:
    """Wait until the call has to end, and then have the agent say so; the call ends by that.

    Args:
        call: The call.
        worker: Its pipeline.
        closing: Set once the call has to end.
        reason: Why.
    """
    await closing.wait()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(FINISH_S):
            while call.owes_answer or call.playback.playing:
                await asyncio.sleep(_LOOK_AGAIN_S)
    await worker.queue_frame(ClosingFrame(reason))
