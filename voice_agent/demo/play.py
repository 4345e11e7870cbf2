"""The ``call`` command: plays recordings to a server and waits for the answer to each."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from voice_agent.audio.wav import write_wav
from voice_agent.demo.plain import print_event
from voice_agent.phone import wait
from voice_agent.phone.carriers import CARRIER, SERVER, make_line
from voice_agent.phone.line import Line
from voice_agent.phone.measure import v2v_ms
from voice_agent.phone.recording import read_audio
from voice_agent.phone.values import Received


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """Answer to one file: its voice-to-voice time, measured at the caller's ear."""

    file: str
    v2v_ms: float


async def run_call(
    files: Sequence[Path],
    url: str = SERVER,
    *,
    carrier: str = CARRIER,
    rate_hz: int | None = None,
    out: Path | None = None,
    gap_s: float = 0.5,
    json_events: bool = False,
    timeout_s: float = 20.0,
    console: Console | None = None,
) -> list[FileAnswer]:
    """Call ``url``, play each file, wait for its answer, print what happens.

    Args:
        files: Recordings at any rate, spoken in order.
        url: ``ws://HOST:PORT``; the carrier's path is added where it has none.
        carrier: What the line speaks; without events on most.
        rate_hz: Rate of the line; by default the carrier's own.
        out: Where the agent's side goes, as heard, even when the call fails.
        gap_s: Pause between the agent's last word and the next file.
        json_events: Print every event as a line of JSON instead of prose.
        timeout_s: How long an answer may take.
        console: Where to print.

    Returns:
        One answer a file.

    Raises:
        ConfigError: No such carrier.
        CallError: Not reachable, refused, broken, or not answered in time.
        AudioError: A file cannot be read.
    """
    console = console or Console()
    line = make_line(carrier, url, rate_hz=rate_hz)
    recordings = [read_audio(file, line.rate_hz) for file in files]
    answers: list[FileAnswer] = []
    timeout_ms = timeout_s * 1000.0
    printer: asyncio.Task[None] | None = None
    try:
        async with line:
            printer = asyncio.create_task(
                _print_events(line, console, json_events), name="call-print"
            )
            await wait.until_agent_finishes(line, timeout_ms=timeout_ms)
            for file, samples in zip(files, recordings, strict=True):
                await line.clock.sleep(gap_s * 1000.0)
                said = await line.speak(samples)
                await wait.until_agent_finishes(line, said, timeout_ms=timeout_ms)
                answers.append(FileAnswer(file.name, v2v_ms(line.playback, said) or 0.0))
                _print_answer(console, answers[-1], json_events)
    finally:
        if out is not None and line.playback.queue_end_ms:
            write_wav(out, line.playback.heard(line.clock.now_ms()), line.rate_hz)
        if printer is not None:
            with suppress(asyncio.CancelledError):
                await printer
    return answers


async def _print_events(line: Line, console: Console, json_events: bool) -> None:
    async for received in line.events():
        if json_events:
            _print_json(console, received)
        else:
            print_event(console, received)


def _print_json(console: Console, received: Received) -> None:
    event = received.event.model_dump(mode="json") | {"at_ms": round(received.at_ms, 1)}
    console.out(json.dumps(event, ensure_ascii=False), highlight=False)


def _print_answer(console: Console, answer: FileAnswer, json_events: bool) -> None:
    if json_events:
        line = {"type": "answered", "file": answer.file, "v2v_ms": round(answer.v2v_ms, 1)}
        console.out(json.dumps(line), highlight=False)
    else:
        console.out(f"{answer.file}: voice-to-voice {answer.v2v_ms:.0f} ms", highlight=False)
