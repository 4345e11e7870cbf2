"""The entry point of ``voice-agent``: finds the commands, and turns errors into one line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from voice_agent import __version__
from voice_agent.commands.discovery import discover
from voice_agent.core.errors import VoiceAgentError

# typer may bring its own copy of click, so that click's name for it may be another class.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class _Commands(TyperGroup):
    """One command for each file of this folder."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands.update(discover("voice_agent.commands", Path(__file__).parent))


ENVIRONMENT = "VOICE_AGENT"
"""Every option can be an environment variable: VOICE_AGENT_SERVE_PORT is ``serve --port``."""

app = typer.Typer(
    name="voice-agent",
    cls=_Commands,
    help="A real-time voice agent for the telephone, on two CPU cores.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def quiet(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            # VOICE_AGENT_VERSION may be what somebody's image is labelled with.
            allow_from_autoenv=False,
            help="Print the version.",
        ),
    ] = False,
) -> None:
    """Log errors only; a command that logs more sets that up itself."""
    from voice_agent.core.logs import set_up_logging

    set_up_logging("ERROR")


def run() -> None:
    """Run ``voice-agent``; one of our own errors becomes one line and exit status 1."""
    try:
        status = app(prog_name="voice-agent", standalone_mode=False, auto_envvar_prefix=ENVIRONMENT)
    except VoiceAgentError as error:
        print(f"voice-agent: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except _UsageError as error:
        _show_usage(error)
        raise SystemExit(2) from None
    except (KeyboardInterrupt, typer.Abort):
        raise SystemExit(130) from None
    raise SystemExit(status if isinstance(status, int) else 0)


def _show_usage(error: Any) -> None:
    """Print what is wrong with the options on one line; the help where nothing was given."""
    message = " ".join(error.format_message().split())
    context = error.ctx
    if type(error).__name__ == "NoArgsIsHelpError":
        print(context.get_help(), file=sys.stderr)
        return
    path = context.command_path if context is not None else "voice-agent"
    asks = message.endswith("?")
    problem = f"{message} See" if asks else f"{message.rstrip('.')}; see"
    print(f"voice-agent: {problem} {path} --help", file=sys.stderr)
