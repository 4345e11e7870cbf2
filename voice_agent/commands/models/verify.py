"""``voice-agent models verify``."""

from __future__ import annotations

import typer


def main() -> None:
    """Compare every file with its locked sha256."""
    from voice_agent.server.doctor import verify_models

    if not verify_models():
        raise typer.Exit(1)
