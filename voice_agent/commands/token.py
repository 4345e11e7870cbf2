"""``voice-agent token``."""

from __future__ import annotations

from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption


def main(
    pipeline: PipelineOption = "bank",
    minutes: Annotated[
        float, typer.Option(min=0.1, max=1440, help="How long the token is good.")
    ] = 5,
    subject: Annotated[
        str, typer.Option(help="Whom it is for; limits are counted for each subject.")
    ] = "",
) -> None:
    """Print a token that opens one call to /ws, signed with the pipeline's secret."""
    from voice_agent.config.load import load_pipeline
    from voice_agent.core.clock import epoch
    from voice_agent.core.errors import ConfigError
    from voice_agent.server.access.keys import read_keys
    from voice_agent.server.access.tokens import make_token

    access = load_pipeline(pipeline).access
    secret = read_keys(access).secret
    if not secret:
        raise ConfigError(
            f"no secret to sign with: set {access.secret.env} to 32 or more random characters, "
            "the same for the server"
        )
    typer.echo(
        make_token(secret, audience=access.audience, now=epoch(), minutes=minutes, subject=subject)
    )
