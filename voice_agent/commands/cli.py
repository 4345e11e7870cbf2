"""The command line. Commands are thin: each calls one function of the package.

Imports stand inside the commands, so that ``voice-agent --help`` answers at once.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated

import typer

from voice_agent import __version__
from voice_agent.commands.models import models_app
from voice_agent.commands.options import PipelineOption
from voice_agent.commands.turns import replay, tune, turns_app
from voice_agent.core.errors import VoiceAgentError

app = typer.Typer(
    name="voice-agent",
    help="A real-time voice agent for the telephone, on two CPU cores.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

DataOption = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        file_okay=False,
        help="Folder of public data sets, one folder each (see docs/training.md).",
    ),
]

PlotsOption = Annotated[
    Path | None,
    typer.Option(help="Folder for plots: confusions, reliability, coverage (extra 'bench')."),
]


@app.callback()
def quiet() -> None:
    """Only ``serve`` logs; pipecat would greet on the terminal."""
    from voice_agent.core.logs import set_up_logging

    set_up_logging("ERROR")


@app.command()
def demo(
    pipeline: PipelineOption = "bank",
    out: Annotated[Path, typer.Option(help="Folder for the recording and the trace.")] = Path(
        "voice-agent-call"
    ),
    svg: Annotated[Path | None, typer.Option(help="Save a picture of the last screen.")] = None,
) -> None:
    """Start the server, phone it, and watch a whole call."""
    from rich.console import Console

    from voice_agent.config.load import find_pipeline
    from voice_agent.demo.demo import run_demo
    from voice_agent.phone.launch import serving_beside

    find_pipeline(pipeline)
    out.mkdir(parents=True, exist_ok=True)
    record = f"sqlite:///{out / 'calls.sqlite'}"

    def start() -> AbstractAsyncContextManager[str]:
        return serving_beside(pipeline, record=record)

    raise typer.Exit(asyncio.run(run_demo(pipeline, out, Console(), start_server=start, svg=svg)))


@app.command()
def serve(
    pipeline: PipelineOption = "bank",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8765,
    record: Annotated[
        str | None, typer.Option(help="SQLAlchemy URL of the call record; else the pipeline's.")
    ] = None,
    log_level: Annotated[str, typer.Option(help="DEBUG, INFO, WARNING or ERROR.")] = "INFO",
) -> None:
    """Answer calls on /ws and /twilio."""
    from voice_agent.core.logs import set_up_logging

    set_up_logging(log_level)
    from voice_agent.config.load import load_pipeline
    from voice_agent.server.run import check_port, make_server
    from voice_agent.server.run import serve as run_server

    config = load_pipeline(pipeline)
    if record is not None:
        config = config.model_copy(update={"record_url": record})
    check_port(host, port)
    asyncio.run(run_server(make_server(config), host, port))


@app.command()
def call(
    files: Annotated[list[Path], typer.Argument(help="Recordings to play, in this order.")],
    url: Annotated[str, typer.Option(help="The server.")] = "ws://127.0.0.1:8765/ws",
    rate: Annotated[int, typer.Option(help="8000, 16000, 24000 or 48000 Hz.")] = 16000,
    out: Annotated[Path, typer.Option(help="Where the agent's side goes.")] = Path("agent.wav"),
    as_json: Annotated[bool, typer.Option("--json", help="Print events as JSON lines.")] = False,
    twilio: Annotated[
        bool, typer.Option("--twilio", help="Speak Twilio Media Streams (a /twilio URL).")
    ] = False,
    gap_s: Annotated[float, typer.Option(min=0, help="Pause before each recording.")] = 0.5,
) -> None:
    """Phone a server, play recordings in real time, print what happens."""
    from voice_agent.commands.call import run_call

    if twilio and url == "ws://127.0.0.1:8765/ws":
        url = "ws://127.0.0.1:8765/twilio"
    asyncio.run(
        run_call(files, url, rate_hz=rate, out=out, gap_s=gap_s, json_events=as_json, twilio=twilio)
    )


@app.command()
def train(
    pipeline: PipelineOption = "bank",
    data: DataOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the model; models/NAME when left out.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="Passes over the rows.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same model.")] = 1,
    plots: PlotsOption = None,
) -> None:
    """Train the small language model of a playbook (needs the extra 'train')."""
    # Threads that spin while they wait take the cores from everything else.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from voice_agent.config.load import load_pipeline
    from voice_agent.config.models import ModelStore
    from voice_agent.core.resources import models_folder
    from voice_agent.training.commands import train as run_training
    from voice_agent.training.recipe import Recipe

    config = load_pipeline(pipeline)
    recipe = Recipe(seed=seed) if epochs is None else Recipe(seed=seed, epochs=epochs)
    folder = out or models_folder() / config.playbook_folder.name
    run_training(config.playbook_folder, folder, data=data, recipe=recipe, plots=plots)
    if folder.resolve().parent == models_folder().resolve():
        ModelStore.open().lock(
            f"slm-{folder.name}", folder=folder, kind="slm", licence="Apache-2.0"
        )


@app.command(name="eval")
def evaluate(
    pipeline: PipelineOption = "bank",
    data: DataOption = None,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the model; the locked one when left out.")
    ] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="File for the figures.")] = None,
    plots: PlotsOption = None,
    card: Annotated[bool, typer.Option(help="Write the figures into the model's card.")] = False,
) -> None:
    """Measure the small language model of a playbook."""
    from voice_agent.config.load import load_pipeline
    from voice_agent.improve.model_folders import model_folder
    from voice_agent.training.commands import evaluate as run_evaluation

    config = load_pipeline(pipeline)
    folder = model or model_folder(config)
    run_evaluation(
        config.playbook_folder, folder, data=data, json_out=json_out, plots=plots, card=card
    )


@app.command()
def doctor(
    pipeline: PipelineOption = "bank",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8765,
) -> None:
    """Check machine, models, pipeline and port."""
    from voice_agent.commands.doctor import examine

    if not examine(pipeline, port):
        raise typer.Exit(1)


app.command()(replay)
app.command()(tune)
app.add_typer(turns_app, name="turns")
app.add_typer(models_app, name="models")


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main() -> None:
    """Run ``voice-agent``."""
    reported(app)


def reported(command: Callable[[], object]) -> None:
    """Run a command; our own errors become one line and exit status 1."""
    try:
        command()
    except VoiceAgentError as error:
        print(f"voice-agent: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
