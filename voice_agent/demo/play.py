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
from voice_agent.phone.client import RATES_HZ, Caller
from voice_agent.phone.clock import CallClock
from voice_agent.phone.line import LineCaller
from voice_agent.phone.recording import read_audio
from voice_agent.phone.twilio import TwilioCaller
from voice_agent.phone.values import CallError, CallEvent


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """What came of one file: its voice-to-voice time, measured at the caller's ear."""

    file: str
    v2v_ms: float


def make_caller(
    url: str, rate_hz: int, *, twilio: bool = False, clock: CallClock | None = None
) -> LineCaller:
    """Return the caller for a URL: this project's protocol, or Twilio Media Streams at 8 kHz.

    Raises:
        CallError: A rate the protocol does not have.
    """
    if twilio:
        return TwilioCaller(url, clock=clock)
    if rate_hz not in RATES_HZ:
        rates = ", ".join(str(rate) for rate in RATES_HZ)
        raise CallError(f"rate {rate_hz} Hz is not spoken; choose one of {rates}")
    return Caller(url, rate_hz, clock=clock)


async def run_call(
    files: Sequence[Path],
    url: str,
    *,
    rate_hz: int = 16000,
    out: Path | None = None,
    gap_s: float = 0.5,
    json_events: bool = False,
    twilio: bool = False,
    timeout_s: float = 20.0,
    console: Console | None = None,
    clock: CallClock | None = None,
) -> list[FileAnswer]:
    """Call ``url``, play each file, wait for its answer, print what happens.

    Args:
        files: Recordings at any rate, spoken in order.
        url: ``ws://HOST:PORT/ws``, or ``.../twilio`` with ``twilio``.
        rate_hz: Rate of the line; Twilio's is always 8000.
        out: Where the agent's side goes, as heard, even when the call fails.
        gap_s: Pause between the agent's last word and the next file.
        json_events: Print every event as a line of JSON instead of prose.
        twilio: Speak Twilio Media Streams; such a call has no events.
        timeout_s: How long an answer may take.
        console: Where to print.
        clock: The call's clock.

    Returns:
        One answer a file.

    Raises:
        CallError: Not reachable, refused, broken, or not answered in time.
        AudioError: A file cannot be read.
    """
    console = console or Console()
    caller = make_caller(url, rate_hz, twilio=twilio, clock=clock)
    recordings = [read_audio(file, caller.rate_hz) for file in files]
    answers: list[FileAnswer] = []
    printer: asyncio.Task[None] | None = None
    try:
        async with caller:
            printer = asyncio.create_task(
                _print_events(caller, console, json_events), name="call-print"
            )
            await caller.wait_until_agent_finishes(timeout_ms=timeout_s * 1000.0)
            for file, samples in zip(files, recordings, strict=True):
                await caller.clock.sleep(gap_s * 1000.0)
                utterance = await caller.speak(samples)
                await caller.wait_until_agent_finishes(utterance, timeout_ms=timeout_s * 1000.0)
                answers.append(FileAnswer(file.name, caller.v2v_ms(utterance) or 0.0))
                _print_answer(console, answers[-1], json_events)
    finally:
        if out is not None and caller.playback.queue_end_ms:
            write_wav(out, caller.playback.heard(caller.clock.now_ms()), caller.rate_hz)
        if printer is not None:
            with suppress(asyncio.CancelledError):
                await printer
    return answers


async def _print_events(caller: LineCaller, console: Console, json_events: bool) -> None:
    async for event in caller.events():
        if json_events:
            _print_json(console, event)
        else:
            print_event(console, event)


def _print_json(console: Console, event: CallEvent) -> None:
    line = json.dumps({**event.data, "at_ms": round(event.at_ms, 1)}, ensure_ascii=False)
    console.out(line, highlight=False)


def _print_answer(console: Console, answer: FileAnswer, json_events: bool) -> None:
    if json_events:
        line = {"type": "answered", "file": answer.file, "v2v_ms": round(answer.v2v_ms, 1)}
        console.out(json.dumps(line), highlight=False)
    else:
        console.out(f"{answer.file}: voice-to-voice {answer.v2v_ms:.0f} ms", highlight=False)
