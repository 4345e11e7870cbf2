"""What a bad line does to the server: silence, noise, garbage, cut calls, calls at once.

voice-agent bench abuse [--seconds 60] [--json out.json]
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from benchmarks.latency.probe import rss_mb, threads
from benchmarks.report.options import JsonOption, PipelineOption
from benchmarks.report.stats import write_json
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.core.events import Replied, Transcribed, parse_event
from voice_agent.core.resources import pipelines_folder
from voice_agent.phone.launch import ServerProcess, serving
from voice_agent.phone.recording import read_audio

FRAME = LISTEN_HZ // 50


def main(
    pipeline: PipelineOption = "bank",
    seconds: Annotated[float, typer.Option(min=1)] = 60,
    cuts: Annotated[int, typer.Option(min=1, help="Calls to cut off in the middle.")] = 20,
    json_out: JsonOption = None,
) -> None:
    """Send silence, noise, garbage and dropped calls to a server."""
    rng = np.random.default_rng(7)
    count = int(seconds * 50)
    noise = [
        (rng.normal(0, 6000, FRAME).clip(-32768, 32767)).astype("<i2").tobytes() for _ in range(50)
    ]
    garbage = [rng.bytes(int(rng.integers(1, 2000))) for _ in range(200)]
    recordings = sorted((pipelines_folder() / "bank" / "demo").glob("*.wav"))
    speech = read_audio(recordings[0], LISTEN_HZ).tobytes()
    with serving(pipeline) as server:
        figures: dict[str, Any] = {"start_s": round(server.start_s, 2), "before": _state(server)}
        asyncio.run(_cut(server, 3, speech))
        figures["after first calls"] = _state(server)
        kinds = {
            "silence": [bytes(2 * FRAME)] * count,
            "noise": [noise[i % 50] for i in range(count)],
            "garbage": [garbage[i % 200] for i in range(count)],
        }
        for kind, frames in kinds.items():
            figures[kind] = asyncio.run(_send(server, frames)) | {"log": _log(server)}
        asyncio.run(_cut(server, cuts, speech))
        figures["after cuts"] = _state(server)
        figures["log"] = _log(server)
    _show(figures)
    write_json(json_out, figures)


async def _send(server: ServerProcess, frames: list[bytes]) -> dict[str, Any]:
    """Send frames in real time; count what the server made of them."""
    events: dict[str, int] = {}
    words: list[str] = []
    replies: list[str] = []
    async with connect(f"{server.base_url}/ws") as socket:

        async def listen() -> None:
            try:
                async for message in socket:
                    if isinstance(message, str):
                        event = parse_event(message)
                        events[event.type] = events.get(event.type, 0) + 1
                        if isinstance(event, Transcribed) and event.text:
                            words.append(event.text)
                        if isinstance(event, Replied):
                            replies.append(event.text)
            except ConnectionClosed:
                return

        listening = asyncio.create_task(listen())
        began = time.monotonic()
        sent = 0
        try:
            for index, frame in enumerate(frames):
                await asyncio.sleep(max(0.0, began + index * 0.02 - time.monotonic()))
                await socket.send(frame)
                sent += 1
        except ConnectionClosed:
            events["closed by the server"] = 1
        await socket.close()
        await listening
    return {"sent": sent, "events": events, "words": words, "replies": replies}


async def _cut(server: ServerProcess, calls: int, speech: bytes) -> None:
    """Make calls that end without a goodbye at different points of a turn."""
    for number in range(calls):
        async with connect(f"{server.base_url}/ws") as socket:
            await socket.send(speech)
            await socket.send(bytes(LISTEN_HZ))
            await asyncio.sleep(0.05 + 1.5 * number / calls)
            socket.transport.abort()
    for _ in range(100):
        if server.ready()["calls"] == 0:
            return
        await asyncio.sleep(0.1)
    raise SystemExit("calls are still on the line 10 s after they were cut")


def _state(server: ServerProcess) -> dict[str, Any]:
    return {
        "rss_mb": round(rss_mb(server), 1),
        "threads": threads(server),
        "calls": server.ready()["calls"],
    }


def _log(server: ServerProcess) -> list[str]:
    return server.log.read_text().splitlines()[-3:]


def _show(figures: dict[str, Any]) -> None:
    table = Table("what", "result")
    for name, value in figures.items():
        table.add_row(name, json.dumps(value, indent=1) if isinstance(value, dict) else str(value))
    Console().print(table)
