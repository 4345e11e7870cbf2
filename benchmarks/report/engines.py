"""Engines of a pipeline, one by one, as the benchmarks need them."""

from __future__ import annotations

import inspect
from typing import Any

from voice_agent.config.registry import EngineContext, factory, make_engine
from voice_agent.config.schema import PipelineConfig


def load_engine(
    config: PipelineConfig,
    name: str,
    context: EngineContext,
    threads: int | None = None,
    **changed: Any,
) -> Any:
    """Make one engine of the pipeline, with ``threads`` if it takes that and other arguments."""
    stage = config.stages[name]
    assert stage.engine is not None
    args = {**stage.args, **changed}
    if threads and "threads" in inspect.signature(factory(name, stage.engine)).parameters:
        args["threads"] = threads
    return make_engine(name, stage.engine, args, context)
