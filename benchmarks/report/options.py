"""Options that several benchmarks have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PipelineOption = Annotated[str, typer.Option(help="Pipeline: name or file.")]
AudioOption = Annotated[
    Path | None,
    typer.Option(
        exists=True, file_okay=False, help="Folder of recordings; without it, Piper speaks."
    ),
]
LimitOption = Annotated[int, typer.Option(min=1, help="Recordings to play.")]
SkipOption = Annotated[int, typer.Option(min=0, help="Recordings to skip first.")]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", help="Only recordings with this label, as KEY=VALUE; may be repeated."),
]
WordsOption = Annotated[int, typer.Option("--words", min=0, help="Least words of a recording.")]
CallsOption = Annotated[int, typer.Option(min=1, help="Calls at once.")]
CarrierOption = Annotated[
    str, typer.Option(help="Carrier of the callers' lines: raw, twilio, or package.module:CARRIER.")
]
RateOption = Annotated[
    int | None, typer.Option(help="Rate of the lines, Hz; by default the carrier's own.")
]
TurnsOption = Annotated[int, typer.Option(min=1, help="Recordings a call.")]
WarmOption = Annotated[int, typer.Option(min=0, help="Warm-up turns, not counted.")]
JsonOption = Annotated[Path | None, typer.Option("--json", help="File for the results, as JSON.")]
HtmlOption = Annotated[Path | None, typer.Option("--html", help="File for a page with plots.")]
SeedOption = Annotated[int, typer.Option(help="Same seed, same choices.")]
ThreadsOption = Annotated[int, typer.Option(min=1, help="Threads for training.")]
DataOption = Annotated[
    Path,
    typer.Option(
        exists=True, file_okay=False, help="Folder of public data sets (see docs/howto/train.md)."
    ),
]
RowLimitOption = Annotated[
    int, typer.Option(min=0, help="Rows of each split, to try it out; 0 for all.")
]
