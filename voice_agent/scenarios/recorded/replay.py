"""Run recorded calls again and show where they went otherwise, turn by turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from voice_agent.calls.recording_file import key_of
from voice_agent.config.load import load_pipeline
from voice_agent.config.recording import RecordingConfig
from voice_agent.core.errors import ConfigError
from voice_agent.pipeline.assembly import load_engines
from voice_agent.scenarios.recorded.run import Recorded, only_local, run_again
from voice_agent.scenarios.recorded.sound import caller_of, recordings
from voice_agent.scenarios.recorded.turns import Difference, HeardTurn, differences

Loop = Callable[[], asyncio.AbstractEventLoop]


@dataclass(frozen=True, slots=True)
class InRecord:
    """What the record has of a call.

    Attributes:
        turns: Its turns.
        day: The day on which it was held; ``None`` if no turn tells.
    """

    turns: list[HeardTurn] = field(default_factory=list)
    day: date | None = None


def replay_audio(
    path: Path,
    pipeline: str,
    console: Console,
    loop: Loop,
    *,
    record: Mapping[str, InRecord] | None = None,
    against: str | None = None,
) -> int:
    """Run recordings again and print their turns, and what differs.

    Args:
        path: A recording, or a folder of them; the name of each is the id of its call.
        pipeline: Name or file.
        console: Where to print.
        loop: Makes the loop of each call: a ``RepeatableLoop``.
        record: What is known of the calls by their ids. Compared with, unless ``against`` is given.
        against: A second pipeline to compare with.

    Returns:
        How many turns differ: the second pipeline's, or the record's, from these.

    Raises:
        ConfigError: A file is wrong, or the record has none of the calls.
        AudioError: A recording cannot be read.
        ModelError: A model is missing or damaged.
        StageError: A call broke down.
    """
    files = recordings(path)
    if record is not None and not any(file.stem in record for file in files):
        raise ConfigError(
            f"{path}: the record has none of these calls; a recording is named by its call's id"
        )
    known = record or {}

    def run_all(pipeline_of_run: str) -> list[list[HeardTurn]]:
        calls = (_recorded(file, pipeline, known.get(file.stem, InRecord())) for file in files)
        return _run_all(calls, pipeline_of_run, loop)

    before: list[list[HeardTurn]] | None = None
    if against is not None:
        before = run_all(against)
    count = turns = 0
    for number, (file, now) in enumerate(zip(files, run_all(pipeline), strict=True)):
        turns += len(now)
        _print_turns(console, file.stem, now)
        if before is not None or file.stem in known:
            then = known[file.stem].turns if before is None else before[number]
            found = differences(then, now)
            count += len(found)
            _print_differences(console, found)
        elif record is not None:
            console.print("  [yellow]not compared[/]: the record does not have this call")
    told = f"{_counted(turns, 'turn')} of {_counted(len(files), 'call')} replayed"
    if before is not None or record is not None:
        told += f", {_counted(count, 'difference')} to {against or 'the record'}"
    console.print(escape(told))
    return count


def _recorded(file: Path, pipeline: str, known: InRecord) -> Recorded:
    return Recorded(file.stem, caller_of(file, lambda: _key(pipeline)), known.turns, known.day)


def _key(pipeline: str) -> bytes:
    place = (load_pipeline(pipeline).recording or RecordingConfig()).key
    return key_of(place.read("recording.key"), str(place.env or place.file))


def _run_all(calls: Iterable[Recorded], pipeline: str, loop: Loop) -> list[list[HeardTurn]]:
    """Run calls through a pipeline, each on a loop of its own, whose time begins anew."""
    engines = load_engines(load_pipeline(pipeline))
    try:
        only_local(engines)
        turns = []
        for call in calls:
            with asyncio.Runner(loop_factory=loop) as runner:
                turns.append(runner.run(run_again(call, engines)).turns)
        return turns
    finally:
        asyncio.run(engines.aclose())


def _print_turns(console: Console, name: str, turns: Sequence[HeardTurn]) -> None:
    console.print(f"[bold]{escape(name)}[/]")
    for number, turn in enumerate(turns, 1):
        console.print(f"  {number} {_shown(turn)}", soft_wrap=True)
        for what in turn.missing:
            console.print(f"    [yellow]not replayed[/]: {escape(what)}", soft_wrap=True)


def _print_differences(console: Console, found: Sequence[Difference]) -> None:
    for one in found:
        console.print(f"  [red]otherwise[/]: {', '.join(one.what)}")
        for when, turn in (("then", one.before), ("now ", one.now)):
            console.print(f"    {when} {_shown(turn) if turn else '(no turn)'}", soft_wrap=True)


def _shown(turn: HeardTurn) -> str:
    return escape(f"{turn.text or '(nothing)'} -> {turn.route or 'nowhere'}: {turn.reply}")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
