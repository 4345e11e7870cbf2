"""``voice-agent call``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

_URL = "ws://127.0.0.1:8765/ws"
_TWILIO_URL = "ws://127.0.0.1:8765/twilio"


def main(
    files: Annotated[list[Path], typer.Argument(help="Recordings to play, in this order.")],
    url: Annotated[str, typer.Option(help="The server.")] = _URL,
    rate: Annotated[int, typer.Option(help="8000, 16000, 24000 or 48000 Hz.")] = 16000,
    out: Annotated[Path, typer.Option(help="File for the agent's side, WAV.")] = Path("agent.wav"),
    as_json: Annotated[bool, typer.Option("--json", help="Print events as JSON lines.")] = False,
    twilio: Annotated[
        bool, typer.Option("--twilio", help="Speak Twilio Media Streams (a /twilio URL).")
    ] = False,
    gap_s: Annotated[float, typer.Option(min=0, help="Pause before each recording.")] = 0.5,
) -> None:
    """Phone a server, play recordings in real time, print what happens."""
    from voice_agent.demo.play import run_call

    if twilio and url == _URL:
        url = _TWILIO_URL
    asyncio.run(
        run_call(files, url, rate_hz=rate, out=out, gap_s=gap_s, json_events=as_json, twilio=twilio)
    )
