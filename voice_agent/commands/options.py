"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PipelineOption = Annotated[
    str, typer.Option("--pipeline", "-p", help="Shipped pipeline (bank, barista) or a .yaml file.")
]
RecordOption = Annotated[
    str, typer.Option("--record", help="SQLAlchemy URL of the call record (sqlite:///FILE).")
]
TurnFilesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--turns", help="File of labelled turns; may be repeated. Else the playbook's held-out."
    ),
]
