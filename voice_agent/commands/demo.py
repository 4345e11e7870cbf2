"""``voice-agent demo``."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption


def main(
    pipeline: PipelineOption = "bank",
    out: Annotated[Path, typer.Option(help="Folder for the recording and the trace.")] = Path(
        "voice-agent-call"
    ),
    svg: Annotated[Path | None, typer.Option(help="Save a picture of the last screen.")] = None,
) -> None:
    """Start the server, phone it, and watch a whole call."""
    from rich.console import Console

    from voice_agent.config.load import load_pipeline
    from voice_agent.config.models.named import check_named
    from voice_agent.demo.backend import backend_running, find_project
    from voice_agent.demo.demo import run_demo
    from voice_agent.demo.script import load_script
    from voice_agent.phone.launch import serving_beside
    from voice_agent.training.ready import ensure_model

    config = load_pipeline(pipeline)
    check_named(config)
    ensure_model(config, Console())
    path = config.playbook_folder / "demo" / "script.yaml"
    script = load_script(path)
    out.mkdir(parents=True, exist_ok=True)
    call = partial(run_demo, pipeline, out, Console(), script_path=path, svg=svg)
    start = partial(serving_beside, pipeline, record=f"sqlite:///{out / 'calls.sqlite'}")
    project = find_project(script.backend, script.folder, config.actions_file)
    with ExitStack() as stack:
        if script.backend is not None and project is not None:
            database = out / f"{script.backend.module}.sqlite"
            bank = stack.enter_context(backend_running(script.backend, project, database))
            start = partial(start, actions=bank.actions, environment=bank.environment)
            call = partial(call, rows=bank.new_rows)
        raise typer.Exit(asyncio.run(call(start_server=start)))
