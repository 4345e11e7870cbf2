"""``voice-agent reload``."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from typing import Annotated

import typer

from voice_agent.commands.options import PortOption

_LOADING_S = 300.0


def main(
    port: PortOption = 8765,
    share: Annotated[
        float, typer.Option(help="Part of the callers that the new version takes, up to 1.")
    ] = 1.0,
    token_env: Annotated[
        str, typer.Option(help="Environment variable with the token of the server's pages.")
    ] = "VOICE_AGENT_PAGES_TOKEN",
) -> None:
    """Have the server on this machine load its files anew; calls on the line are not touched."""
    from voice_agent.core.errors import ConfigError

    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/reload?share={share:g}", method="POST"
    )
    token = os.environ.get(token_env, "")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=_LOADING_S) as answer:
            found = json.load(answer)
    except urllib.error.HTTPError as error:
        raise ConfigError(_reason(error)) from None
    except OSError as error:
        raise ConfigError(
            f"no server on port {port} ({error}); name its port with --port, or start one: "
            "voice-agent serve"
        ) from None
    typer.echo(f"version {found['version']} takes {found['share']:.0%} of the callers")


def _reason(error: urllib.error.HTTPError) -> str:
    try:
        said = json.load(error)["error"]
    except (ValueError, KeyError, TypeError):
        return f"the server answered {error.code}; does it know 'reload'?"
    return str(said["message"] if isinstance(said, dict) else said)
