"""``voice-agent replay``."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voice_agent.commands.options import PipelineOption

if TYPE_CHECKING:
    from voice_agent.scenarios.recorded.replay import InRecord


def main(
    record: Annotated[
        str | None,
        typer.Option("--record", help="SQLAlchemy URL of the call record (sqlite:///FILE)."),
    ] = None,
    pipeline: PipelineOption = "bank",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", help="NAME=VALUE of the playbook's policy; may be repeated."),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Folder of a language model that reads the turns anew.")
    ] = None,
    audio: Annotated[
        Path | None,
        typer.Option(
            help="Recording, or folder of recordings, whose calls run again from their sound."
        ),
    ] = None,
    against: Annotated[
        str | None, typer.Option(help="With --audio: a second pipeline to compare with.")
    ] = None,
    gate: Annotated[
        int | None,
        typer.Option(
            min=0, help="Exit status 1 if more turns than this would go elsewhere, or differ."
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="List every changed turn.")] = False,
) -> None:
    """Decide recorded turns again, or run recorded calls again, and show what changes."""
    from voice_agent.core.errors import ConfigError

    if audio is None:
        if record is None or against is not None:
            missing = "--record" if record is None else "--audio"
            raise ConfigError(f"replay: {missing} is missing; see voice-agent replay --help")
        from voice_agent.improve.replay import run_replay

        changes = run_replay(pipeline, record, settings or [], model=model, every=every)
        count = sum(change.moved for change in changes)
    else:
        if settings or model is not None or every:
            raise ConfigError("--set, --model and --all are for turns of a record, not for --audio")
        if gate is not None and record is None and against is None:
            raise ConfigError("--gate: nothing to compare with; add --record or --against")
        count = _replay_audio(audio, pipeline, record, against)
    if gate is not None and count > gate:
        raise typer.Exit(1)


def _replay_audio(audio: Path, pipeline: str, record: str | None, against: str | None) -> int:
    from rich.console import Console

    from voice_agent.scenarios.recorded.replay import replay_audio
    from voice_agent.testing.virtual_time import RepeatableLoop

    known = None if record is None else _in_record(record)
    console = Console(highlight=False)
    return replay_audio(audio, pipeline, console, RepeatableLoop, record=known, against=against)


def _in_record(url: str) -> dict[str, InRecord]:
    from voice_agent.core.errors import ConfigError
    from voice_agent.improve.read_record import read_record
    from voice_agent.router.decision import Decision
    from voice_agent.scenarios.recorded.replay import InRecord
    from voice_agent.scenarios.recorded.turns import HeardTurn

    found: dict[str, InRecord] = {}
    for row in read_record(url):
        known = found.get(row.call, InRecord())
        day = known.day
        with contextlib.suppress(ConfigError):  # Then another turn tells the day.
            day = Decision.from_json((row.decision or {}).get("seen")).today
        turn = HeardTurn(row.transcript, row.route or "", row.reply, row.source)
        found[row.call] = InRecord([*known.turns, turn], day)
    return found
