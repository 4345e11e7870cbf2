"""``voice-agent init``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def main(
    folder: Annotated[Path, typer.Argument(help="Folder of the project.")] = Path("my-agent"),
    source: Annotated[
        str,
        typer.Option(
            "--from", help="Copy what ships instead: bank, barista, flowers or barista_es."
        ),
    ] = "",
    language: Annotated[
        str,
        typer.Option(help="Language of a new project: en or es. If left out, it is asked for."),
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing; take the defaults.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that are there already.")
    ] = False,
) -> None:
    """Make the folder of an agent of your own, which runs at once."""
    from voice_agent.core.errors import ConfigError
    from voice_agent.project.ask import ask
    from voice_agent.project.make import copied_project, new_project, present, write_project
    from voice_agent.reference.schemas import schemas

    if source and language:
        raise ConfigError(f"--language {language}: what --from copies has its own language")
    files = (
        copied_project(source, folder)
        if source
        else new_project(ask(language=language.lower(), yes=yes))
    )
    for name in present(files, folder) if overwrite else ():
        typer.echo(f"replaces {folder / name}")
    write_project(files, folder, schemas(), overwrite=overwrite)
    typer.echo(f"{len(files.paths)} files in {folder}. Next:")
    typer.echo(f"  cd {folder}\n  voice-agent validate\n  voice-agent chat")
