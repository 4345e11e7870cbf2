"""``voice-agent serve``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voice_agent.commands.options import PipelineOption, PortOption

if TYPE_CHECKING:
    from voice_agent.config.schema import PipelineConfig


def main(
    pipeline: PipelineOption = "bank",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: PortOption = 8765,
    record: Annotated[
        str | None, typer.Option(help="SQLAlchemy URL of the call record; else the pipeline's.")
    ] = None,
    actions: Annotated[
        Path | None, typer.Option(help="File with the actions; else the pipeline's.")
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Let strangers call from everywhere.")
    ] = False,
    edit: Annotated[
        bool, typer.Option("--edit", help="Let the console save files of the playbook.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Processes that take calls; else the pipeline's."),
    ] = None,
    compare: Annotated[
        str | None, typer.Option(help="A second pipeline for the console's try-it box.")
    ] = None,
    log_level: Annotated[str, typer.Option(help="DEBUG, INFO, WARNING or ERROR.")] = "INFO",
    log_format: Annotated[
        str, typer.Option(help="plain, or json: one JSON object a line.")
    ] = "plain",
) -> None:
    """Answer calls on the pipeline's carriers, with a call page at / and a console at /console."""
    from voice_agent.core.logs import name_process, set_up_logging

    set_up_logging(log_level, log_format)
    from voice_agent.config.load import load_pipeline
    from voice_agent.core.errors import VoiceAgentError
    from voice_agent.server.workers.place import part_of, read_place, workers_of
    from voice_agent.server.workers.supervisor import listen, supervise

    def read() -> PipelineConfig:
        config = load_pipeline(pipeline)
        if record is not None:
            config = config.model_copy(update={"record_url": record})
        if actions is not None:
            config = config.model_copy(update={"actions": str(actions.absolute())})
        return config if place is None else part_of(config, place)

    place = read_place()
    if place is not None:
        name_process(f"worker {place.number}")
    config = read()
    count = workers_of(config, workers) if place is None else 1
    if count > 1:
        listener = listen(host, port)
        _prepare(config)
        if not asyncio.run(supervise(listener, count)):
            raise VoiceAgentError("no worker is left; the lines above say why")
        return
    # Not earlier: a supervisor has no need of the server's code, which takes 100 MB.
    from voice_agent.console.site import console_site
    from voice_agent.console.trying import Compared
    from voice_agent.server.run import check_port, make_server, serve

    if place is None:
        check_port(host, port)
        _prepare(config)
    compared = Compared(compare) if compare else None
    server = make_server(config, read, place)
    sites = [console_site(server, edit=edit, compared=compared)]
    # The engines' threads give Python back to the event loop after 1 ms, not 5.
    sys.setswitchinterval(0.001)
    asyncio.run(serve(server, host, port, insecure=insecure, sites=sites))


def _prepare(config: PipelineConfig) -> None:
    """Look for what the pipeline needs, and train what can be trained."""
    from rich.console import Console

    from voice_agent.config.models.named import check_named
    from voice_agent.training.ready import ensure_model

    # Not after training, which takes half a minute.
    check_named(config)
    ensure_model(config, Console(stderr=True))
