"""The pipeline of one call at work: made, run in a task, and stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from loguru import logger
from pipecat.observers.base_observer import BaseObserver
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.workers.runner import WorkerRunner

from voice_agent.calls.call import Call

SHUTDOWN_S = 5.0


def make_worker(
    pipeline: Pipeline,
    *,
    params: PipelineParams | None = None,
    observers: Sequence[BaseObserver] = (),
) -> PipelineWorker:
    """Return the worker of a pipeline; only the call says when it is over."""
    return PipelineWorker(
        pipeline,
        params=params,
        observers=list(observers),
        enable_rtvi=False,
        enable_turn_tracking=False,
        idle_timeout_secs=None,
    )


def start_worker(call: Call, worker: PipelineWorker) -> asyncio.Task[None]:
    """Run a call's pipeline in a task. A pipeline that ends by itself ends the call."""
    running = asyncio.create_task(_run(worker), name=f"pipeline-{call.id}")
    running.add_done_callback(lambda _: call.finish("error"))
    return running


async def stop_worker(
    call: Call, worker: PipelineWorker, running: asyncio.Task[None], reason: str
) -> None:
    """Give the pipeline a moment to stop, then cancel it."""
    await worker.cancel(reason=reason)
    _, late = await asyncio.wait({running}, timeout=SHUTDOWN_S)
    if late:
        call.log.error("the pipeline did not stop in {} s; cancelling it", SHUTDOWN_S)
        running.cancel()
        await asyncio.wait({running}, timeout=SHUTDOWN_S)


async def _run(worker: PipelineWorker) -> None:
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    try:
        await runner.run()
    except Exception as error:  # noqa: BLE001
        # Whatever broke this call's pipeline must not reach the server or other calls.
        logger.exception("a pipeline failed: {}", type(error).__name__)
