"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PipelineOption = Annotated[
    str, typer.Option("--pipeline", "-p", help="Shipped pipeline (bank, barista) or a .yaml file.")
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
