"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

AGENT_FILE = "agent.yaml"  # as in config.load, which takes long to import


def _own_if_here(context: typer.Context, parameter: typer.CallbackParam, value: str) -> str:
    """Take the pipeline of the folder that one is in, if none is named."""
    source = context.get_parameter_source(parameter.name or "")
    named = source is None or source.name != "DEFAULT"
    return value if named or not Path(AGENT_FILE).is_file() else AGENT_FILE


PipelineOption = Annotated[
    str,
    typer.Option(
        "--pipeline",
        "-p",
        callback=_own_if_here,
        help="Shipped pipeline (bank, barista), a .yaml file or a project's folder; by default "
        "agent.yaml if there is one here.",
    ),
]
PortOption = Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")]
RecordOption = Annotated[
    str, typer.Option("--record", help="SQLAlchemy URL of the call record (sqlite:///FILE).")
]
TurnFilesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--turns", help="File of labelled turns; may be repeated. Else the playbook's held-out."
    ),
]
TurnsArgument = Annotated[Path, typer.Argument(help="File of turns, from 'turns export'.")]
DataOption = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        file_okay=False,
        help="Folder of public data sets, one folder each (see docs/howto/train.md).",
    ),
]
PlotsOption = Annotated[
    Path | None,
    typer.Option(help="Folder for plots: confusions, reliability, coverage (extra 'bench')."),
]
JsonOption = Annotated[Path | None, typer.Option("--json", help="File for all results, as JSON.")]
CarrierOption = Annotated[str, typer.Option("--carrier", help="What spoken calls' lines speak.")]
VoiceOption = Annotated[
    Path | None,
    typer.Option(
        "--voice", exists=True, dir_okay=False, help="Piper voice (.onnx) of the callers."
    ),
]
NoiseOption = Annotated[
    float,
    typer.Option("--noise", min=-90.0, max=-30.0, help="Line noise of spoken calls, in dBFS."),
]
FastOption = Annotated[
    bool,
    typer.Option("--fast", help="Do not wait: spoken calls take as long as the models work."),
]
