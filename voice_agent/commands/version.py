"""``voice-agent version``."""

from __future__ import annotations

import typer

from voice_agent import __version__


def main() -> None:
    """Print the version."""
    typer.echo(__version__)
