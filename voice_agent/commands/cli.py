"""The entry point of ``voice-agent``: finds the commands, and turns errors into one line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from voice_agent.commands.discovery import discover
from voice_agent.core.errors import VoiceAgentError


class _Commands(TyperGroup):
    """One command for each file of this folder."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands.update(discover("voice_agent.commands", Path(__file__).parent))


app = typer.Typer(
    name="voice-agent",
    cls=_Commands,
    help="A real-time voice agent for the telephone, on two CPU cores.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def quiet() -> None:
    """Log errors only; a command that logs more sets that up itself."""
    from voice_agent.core.logs import set_up_logging

    set_up_logging("ERROR")


def run() -> None:
    """Run ``voice-agent``; one of our own errors becomes one line and exit status 1."""
    try:
        app()
    except VoiceAgentError as error:
        print(f"voice-agent: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
