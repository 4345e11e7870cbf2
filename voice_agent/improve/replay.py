"""``voice-agent replay``: decide recorded turns again, with other thresholds or another model.

Each turn is replayed on its own: the replay says where this turn would have gone, not how the call
would have continued.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from voice_agent.config.load import load_pipeline
from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Route
from voice_agent.improve.masks import with_stand_ins
from voice_agent.improve.read_record import RecordedTurn, read_record, replayable
from voice_agent.playbook.load import describe, load_playbook
from voice_agent.playbook.policy import Policy
from voice_agent.playbook.schema import Playbook
from voice_agent.slm.model import SlmEngine

_MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Change:
    """A turn that would be decided otherwise now."""

    before: RecordedTurn
    now: Route

    @property
    def moved(self) -> bool:
        """Whether the turn goes elsewhere, and not only for another reason."""
        return self.now.to != self.before.to


def run_replay(
    pipeline: str,
    record: str,
    settings: Sequence[str],
    *,
    model: Path | None = None,
    every: bool = False,
    console: Console | None = None,
) -> list[Change]:
    """Decide every recorded turn again and print what would go elsewhere.

    Args:
        pipeline: Name or file of the pipeline.
        record: SQLAlchemy URL of the call record.
        settings: ``name=value`` of the playbook's policy.
        model: Folder of a language model that reads the turns anew. Personal details are masked
            in a record; it reads made-up ones in their place.
        every: List all changed turns, not only the first ones.
        console: Where to print.

    Raises:
        ConfigError: Pipeline, record or a setting is wrong.
        ModelError: The model is missing or does not fit the playbook.
    """
    console = console or Console(highlight=False)
    playbook = load_playbook(load_pipeline(pipeline).playbook_folder)
    changed = with_policy(playbook, parse_settings(settings))
    found = replayable(read_record(record), playbook.name)
    left_out = Counter(found.left_out)
    turns = []
    for turn in found.turns:
        misfit = turn.decision.misfit(playbook)
        if misfit:
            left_out[misfit] += 1
        else:
            turns.append(turn)
    how = [*settings]
    if model is not None:
        how.append(f"read by {model}")
        turns = read_anew(turns, SlmEngine.load(model, playbook), playbook)
    changes = replay(turns, changed)
    _report(console, turns, changes, left_out, how, None if every else _MOST_SHOWN)
    return changes


def read_anew(
    turns: Iterable[RecordedTurn], engine: SlmEngine, playbook: Playbook
) -> list[RecordedTurn]:
    """Read every turn with another model, in the conversation and on the day of the call."""
    found = []
    for turn in turns:
        decision = turn.decision
        transcript = decision.reading.transcript
        text = with_stand_ins(transcript.text, playbook)
        reading = engine.read(
            replace(transcript, text=text),
            asked=decision.context(playbook).asked,
            today=decision.today,
        )
        found.append(replace(turn, decision=replace(decision, reading=reading)))
    return found


def replay(turns: Iterable[RecordedTurn], playbook: Playbook) -> list[Change]:
    """Decide every turn again; return those with another route or reason."""
    changes = []
    for turn in turns:
        route = turn.decision.route(playbook)
        if (route.to, route.reason) != (turn.to, turn.reason):
            changes.append(Change(turn, route))
    return changes


def with_policy(playbook: Playbook, changes: Mapping[str, Any]) -> Playbook:
    """Return the playbook with some keys of its policy changed.

    Raises:
        ConfigError: A key or value that a policy does not have; lists the known keys.
    """
    known = [name for name in Policy.model_fields if name != "costs"]
    for name in changes:
        if name not in known:
            raise ConfigError(f"policy.{name}: unknown key; known: {', '.join(known)}")
    try:
        policy = Policy.model_validate({**playbook.policy.model_dump(), **changes})
    except ValidationError as error:
        raise ConfigError(f"policy.{describe(error, Policy)}") from None
    return playbook.model_copy(update={"policy": policy})


def parse_settings(settings: Sequence[str]) -> dict[str, Any]:
    """Parse ``name=value`` from a command line; values stay text for pydantic to read.

    Raises:
        ConfigError: There is no ``=`` in one of them, or a name comes twice.
    """
    found: dict[str, Any] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name or not value:
            raise ConfigError(f"--set {setting}: expected NAME=VALUE")
        if name in found:
            raise ConfigError(f"--set {name}: is given twice")
        found[name] = value
    return found


def _report(
    console: Console,
    turns: Sequence[RecordedTurn],
    changes: Sequence[Change],
    left_out: Counter[str],
    settings: Sequence[str],
    most: int | None,
) -> None:
    for why, count in left_out.most_common():
        console.print(f"[yellow]left out[/]: {count} {_turns(count)}: {escape(why)}")
    if not turns:
        console.print("no turn of this playbook to replay")
        return
    moved = [change for change in changes if change.moved]
    how = f"with {', '.join(settings)}" if settings else "with the playbook as it is now"
    console.print(
        f"{len(turns)} {_turns(len(turns))} replayed {escape(how)}: "
        f"[bold]{len(moved)}[/] would go elsewhere, "
        f"{len(changes) - len(moved)} go the same way for another reason"
    )
    if changes and not settings:
        console.print("The playbook or its policy has changed since these turns were recorded.")
    if not moved:
        return
    ways = Counter((change.before.to, change.now.to) for change in moved)
    table = Table("from", "to", "turns")
    for (before, now), count in ways.most_common():
        table.add_row(before, now, str(count))
    console.print(table)
    for change in moved[:most]:
        turn = change.before
        console.print(
            f"{turn.call} turn {turn.turn}: {turn.to} -> [bold]{change.now.to}[/]: "
            f"{escape(turn.decision.reading.transcript.text)}",
            soft_wrap=True,
        )
        console.print(
            f"  [dim]then {escape(turn.reason)}[/]\n  [dim]now  {escape(change.now.reason)}[/]",
            soft_wrap=True,
        )
    if most is not None and len(moved) > most:
        console.print(f"and {len(moved) - most} more; --all lists them")


def _turns(count: int) -> str:
    return "turn" if count == 1 else "turns"
