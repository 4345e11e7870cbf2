"""The command line. Commands are thin: each calls one function of the package."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer

from voice_agent import __version__
from voice_agent.errors import VoiceAgentError

app = typer.Typer(
    name="voice-agent",
    help="A real-time voice agent for the telephone, on two CPU cores.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

PipelineOption = Annotated[
    str, typer.Option("--pipeline", "-p", help="Shipped pipeline (bank, barista) or a .yaml file.")
]


@app.command()
def serve(
    pipeline: PipelineOption = "bank",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8765,
    log_level: Annotated[str, typer.Option(help="DEBUG, INFO, WARNING or ERROR.")] = "INFO",
) -> None:
    """Answer calls on /ws and /twilio."""
    from voice_agent.config import load_pipeline
    from voice_agent.logs import set_up_logging
    from voice_agent.server.run import check_port, make_server
    from voice_agent.server.run import serve as run_server

    set_up_logging(log_level)
    config = load_pipeline(pipeline)
    check_port(host, port)
    asyncio.run(run_server(make_server(config), host, port))


@app.command()
def doctor(pipeline: PipelineOption = "bank", port: int = 8765) -> None:
    """Check machine, models, pipeline and port."""
    from voice_agent.doctor import examine

    if not examine(pipeline, port):
        raise typer.Exit(1)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main() -> None:
    """Run a command; our own errors become one line and exit status 1."""
    try:
        app()
    except VoiceAgentError as error:
        print(f"voice-agent: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
