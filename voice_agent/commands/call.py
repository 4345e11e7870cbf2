"""``voice-agent call``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer


def main(
    files: Annotated[list[Path], typer.Argument(help="Recordings to play, in this order.")],
    url: Annotated[
        str, typer.Option(help="The server; the carrier's path is added if it has none.")
    ] = "ws://127.0.0.1:8765",
    carrier: Annotated[
        str,
        typer.Option(help="What the line speaks: raw (/ws), twilio, or package.module:CARRIER."),
    ] = "raw",
    rate: Annotated[
        int | None, typer.Option(help="Rate of the line in Hz; by default the carrier's own.")
    ] = None,
    out: Annotated[Path, typer.Option(help="File for the agent's side, WAV.")] = Path("agent.wav"),
    as_json: Annotated[bool, typer.Option("--json", help="Print events as JSON lines.")] = False,
    gap_s: Annotated[float, typer.Option(min=0, help="Pause before each recording.")] = 0.5,
) -> None:
    """Phone a server, play recordings in real time, print what happens."""
    from voice_agent.demo.play import run_call

    asyncio.run(
        run_call(
            files, url, carrier=carrier, rate_hz=rate, out=out, gap_s=gap_s, json_events=as_json
        )
    )
