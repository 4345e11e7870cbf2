"""``voice-agent phrases confusions``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import DataOption


def main(
    pairs: Annotated[
        list[Path], typer.Option(help="Work file of 'phrases hear'; may be repeated.")
    ],
    data: DataOption = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write; by default the shipped table.")
    ] = None,
) -> None:
    """Count which words a recogniser writes instead of others, and write the table."""
    from voice_agent.training.noise.mining import run_mining

    run_mining(pairs, data, out)
