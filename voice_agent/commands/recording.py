"""``voice-agent recording``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption


def main(
    file: Annotated[Path, typer.Argument(help="An encrypted recording, CALL.varec.")],
    out: Annotated[Path, typer.Argument(help="The WAV file to write.")],
    pipeline: PipelineOption = "bank",
) -> None:
    """Decrypt the recording of a call with the key that the pipeline file names."""
    from voice_agent.calls.recording_file import key_of, opened
    from voice_agent.config.load import load_pipeline
    from voice_agent.config.recording import RecordingConfig
    from voice_agent.core.errors import ConfigError

    place = (load_pipeline(pipeline).recording or RecordingConfig()).key
    key = key_of(place.read("recording.key"), str(place.env or place.file))
    try:
        wav, whole = opened(file, key)
        out.write_bytes(wav)
    except OSError as error:
        raise ConfigError(f"{error.filename}: {error.strerror}") from None
    typer.echo(f"{out}" if whole else f"{out}: the recording was cut off; this is its beginning")
