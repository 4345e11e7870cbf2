"""``voice-agent data fetch``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def main(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names of sets; 'all' for every one.")
    ] = None,
    data: Annotated[Path, typer.Option(file_okay=False, help="Folder of the sets.")] = Path("data"),
    source: Annotated[
        Path | None,
        typer.Option("--from", exists=True, file_okay=False, help="Folder that has the files."),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="List the sets, their licences and what is here.")
    ] = False,
) -> None:
    """Fetch public data sets for 'train --data', from their public sources."""
    from rich.console import Console

    from voice_agent.training.fetching import fetch_all, fetch_every, list_sets

    console = Console()
    if list_ or not names:
        list_sets(data, console)
        return
    if names == ["all"]:
        fetch_every(data, console, source=source)
    else:
        fetch_all(names, data, console, source=source)
