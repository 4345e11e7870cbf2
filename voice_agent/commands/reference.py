"""``voice-agent reference``: the reference pages of the docs, made from the code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def main(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="Folder for the pages and schemas.")] = Path(
        "docs/reference"
    ),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if a page is out of date.")
    ] = False,
) -> None:
    """Write the reference pages and JSON Schemas: events, files, commands, metrics, states."""
    from voice_agent.reference.pages import pages

    made = pages(context.find_root().command)
    late = [name for name, text in made.items() if _read(out / name) != text]
    if check:
        for name in late:
            typer.echo(f"{out / name}: out of date; write it anew with: voice-agent reference")
        raise typer.Exit(1 if late else 0)
    out.mkdir(parents=True, exist_ok=True)
    for name in late:
        (out / name).write_text(made[name], encoding="utf-8")
    typer.echo(f"{len(made)} pages, {len(late)} of them written anew, in {out}")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
