"""``voice-agent models add``."""

from __future__ import annotations

from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption


def main(
    name: Annotated[str, typer.Argument(help="The name that pipeline files will use.")],
    source: Annotated[
        str,
        typer.Argument(
            help="A folder or file, package:MODULE/FOLDER, or hub:OWNER/NAME@REVISION/FOLDER."
        ),
    ],
    kind: Annotated[str, typer.Option(help="stt, tts, slm, vad or turns.")],
    licence: Annotated[str, typer.Option(help="Licence of the weights, such as MIT.")],
    pipeline: PipelineOption = "agent.yaml",
) -> None:
    """Add a recogniser, a voice or another model to a project, and lock its files."""
    from voice_agent.config.load import load_pipeline
    from voice_agent.config.models.add import add_model
    from voice_agent.config.models.project import own_lock
    from voice_agent.config.slm_folder import is_shipped
    from voice_agent.core.errors import ConfigError

    config = load_pipeline(pipeline)
    if is_shipped(config):
        raise ConfigError(
            f"{config.file.name} comes with the package; models are added to a project of your "
            "own: voice-agent init"
        )
    lock = own_lock(config.file.parent)
    model = add_model(lock, name, source, kind, licence)
    size_mb = sum(file.size for file in model.files.values()) / 1e6
    typer.echo(f"{name}: {len(model.files)} files, {size_mb:.1f} MB, locked in {lock}")
    typer.echo(f"use it: stages.{kind}.args.model: {name} in {config.file}")
