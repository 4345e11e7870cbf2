"""``voice-agent models list``."""

from __future__ import annotations


def main() -> None:
    """List the locked models and where they are."""
    from voice_agent.server.doctor import list_models

    list_models()
