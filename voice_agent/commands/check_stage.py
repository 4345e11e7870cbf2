"""``voice-agent check-stage``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from voice_agent.commands.options import PipelineOption


def main(
    stage: Annotated[
        str, typer.Argument(help="vad, turns, stt, slm, llm, tts, actions or carrier.")
    ],
    engine: Annotated[
        str,
        typer.Argument(help="As in a pipeline file: a name, package.module:name, file.py:name."),
    ],
    args: Annotated[
        list[str] | None, typer.Option(help="An argument of the engine: name=value.")
    ] = None,
    details: Annotated[
        list[str] | None, typer.Option(help="A detail for an action: name=value.")
    ] = None,
    speech: Annotated[
        Path | None, typer.Option(help="Recording (WAV) for a recogniser.", exists=True)
    ] = None,
    says: Annotated[str, typer.Option(help="Text that has to be recognised in it.")] = "",
    at_once: Annotated[
        int | None, typer.Option(min=1, help="Calls at the same time; else as the engine says.")
    ] = None,
    deadline_ms: Annotated[float, typer.Option(min=1, help="Deadline for one call.")] = 10_000,
    pipeline: PipelineOption = "bank",
) -> None:
    """Hold an engine to the contract of its stage."""
    import os
    import sys
    import threading

    from rich.console import Console

    from voice_agent.testing.check_stage import check_stage, read_pairs, read_speech, show

    options: dict[str, Any] = {"deadline_ms": deadline_ms, "at_once": at_once}
    if stage == "actions":
        options["details"] = read_pairs(details or [], "--details")
    if stage == "stt" and speech is not None:
        options["speech"] = (read_speech(speech), says)
    before = set(threading.enumerate())
    report = check_stage(
        stage,
        engine,
        read_pairs(args or [], "--args"),
        pipeline=pipeline,
        options=options,
        folder=Path.cwd(),
    )
    show(report, Console(soft_wrap=True))
    status = 0 if report.ok else 1
    begun = set(threading.enumerate()) - before
    if any(thread.name.startswith(f"{stage}_") for thread in begun):
        # A call that hangs in the engine would keep the process alive for ever.
        sys.stdout.flush()
        os._exit(status)
    raise typer.Exit(status)
