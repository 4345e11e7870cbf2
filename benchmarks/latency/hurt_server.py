"""The server that ``chaos`` hurts: two workers, engines that can stand still, an LLM of our own."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import yaml

from benchmarks.latency import chaos_engines
from benchmarks.latency.faults import World
from benchmarks.latency.outside import Outside
from benchmarks.latency.postgres import PostgresServer
from benchmarks.latency.variants import movable
from voice_agent.config.load import find_pipeline
from voice_agent.phone.launch import ServerProcess, serving

WORKERS = 2
RECOVER_S = 120.0
_SECRET = "a-secret-of-the-chaos-benchmark"


@asynccontextmanager
async def world_of(
    pipeline: str, calls: int, database: PostgresServer | None = None
) -> AsyncIterator[World]:
    """Start a server whose engines can be hurt, with an LLM and a webhook of our own."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        async with Outside().running() as outside:
            file = write_pipeline(pipeline, here, outside.port, 2 * calls)
            manager = serving(
                str(file),
                record=database.url if database else f"sqlite:///{here}/calls.sqlite",
                environment={"VOICE_AGENT_AFTER_CALL_SECRET": _SECRET, "CHAOS_KEY": "none"},
            )
            server = await asyncio.to_thread(manager.__enter__)
            try:
                world = World(server, here, here / "calls.sqlite", outside, database)
                await until_whole(server)
                await asyncio.to_thread(server.wait_until_prepared)
                yield world
            finally:
                await asyncio.to_thread(manager.__exit__, None, None, None)


def write_pipeline(pipeline: str, folder: Path, port: int, max_calls: int) -> Path:
    """Write the pipeline file of the server; return it.

    Args:
        pipeline: Name or file of the original.
        folder: Where to.
        port: Port of the LLM and the webhook.
        max_calls: Calls at once.
    """
    source = find_pipeline(pipeline)
    raw = movable(source)
    for stage in ("slm", "tts"):
        about = raw["stages"][stage]
        about["args"] = {
            "control": str(folder),
            "engine": about["engine"],
            "args": about.get("args", {}),
        }
        about["engine"] = f"{chaos_engines.__name__}:{stage}"
    llm = raw["stages"].setdefault("llm", {"budget_ms": 1500})
    llm["engine"] = "openai"
    llm["args"] = {
        "base_url": f"http://127.0.0.1:{port}/v1",
        "model": "m",
        "api_key_env": "CHAOS_KEY",
    }
    raw["server"] = {**raw.get("server", {}), "workers": WORKERS}
    raw["max_calls"] = max(max_calls, 2 * WORKERS)
    raw["after_call"] = {"url": f"http://127.0.0.1:{port}/calls", "timeout_ms": 2000}
    file = folder / source.name
    file.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    return file


async def whole(server: ServerProcess) -> bool:
    """Return whether every worker takes calls."""
    try:
        state = await asyncio.to_thread(server.ready)
    except OSError:
        return False
    return bool(state["ready"]) and state.get("workers", 1) == WORKERS


async def until_whole(server: ServerProcess) -> None:
    """Wait until every worker takes calls."""
    async with asyncio.timeout(RECOVER_S):
        while not await whole(server):
            await asyncio.sleep(0.2)
