"""``voice-agent dial``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption


def main(
    number: Annotated[str, typer.Argument(help="Whom to call, with the country: +4930123456.")],
    pipeline: PipelineOption = "bank",
    message: Annotated[
        Path | None, typer.Option(help="WAV file that is left on voicemail after the beep.")
    ] = None,
    hours: Annotated[
        str, typer.Option(help="Hours in which calls may begin, in the callee's day.")
    ] = "09:00-20:00",
    zone: Annotated[str, typer.Option(help="The callee's time zone, such as Europe/Berlin.")] = "",
    do_not_call: Annotated[
        Path | None, typer.Option(help="File of numbers that are never called, one a line.")
    ] = None,
    history: Annotated[
        Path, typer.Option(help="File of attempts; numbers are kept as hashes.")
    ] = Path("voice-agent-attempts.jsonl"),
    attempts: Annotated[
        int, typer.Option(min=1, help="Most attempts at one number within seven days.")
    ] = 3,
    gap_h: Annotated[float, typer.Option(min=0, help="Least hours between two attempts.")] = 4.0,
    ring_s: Annotated[float, typer.Option(min=5, max=180, help="How long it may ring.")] = 30.0,
) -> None:
    """Call somebody by the pipeline file's carrier or SIP trunk, hear who picks up, and act on it.

    The agent talks with a person. Voicemail gets the message after the beep; everything else is
    hung up. Prints who picked up. Exit status 3: the number may not be called now.
    """
    from voice_agent.dial.run import Request, dial_number

    request = Request(
        number=number,
        message=message,
        hours=hours,
        zone=zone,
        do_not_call=do_not_call,
        history=history,
        attempts=attempts,
        gap_h=gap_h,
        ring_s=ring_s,
    )
    outcome = asyncio.run(dial_number(pipeline, request))
    left = ", message left" if outcome.message else ""
    typer.echo(f"{outcome.who}{left} ({outcome.why})" if outcome.why else outcome.who)
    raise typer.Exit(3 if outcome.who == "not_allowed" else 0)
