"""Reading the call record. Nothing is written, because a running server may own it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from voice_agent.calls.record import without_password
from voice_agent.calls.record_tables import calls, turns
from voice_agent.core.errors import ConfigError
from voice_agent.router.decision import Decision


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One turn of the record.

    Attributes:
        call: Id of the call.
        turn: Number of the turn in it.
        transcript: The redacted text.
        route: Where the turn went; ``None`` if it was not routed.
        reason: Why it went there.
        intent: The intent that the model found.
        confidence: The model's confidence, 0..1.
        reply: What the agent said.
        source: Where the reply came from.
        decision: The column ``decision``; ``None`` in turns of an older version.
    """

    call: str
    turn: int
    transcript: str
    route: str | None
    reason: str
    intent: str | None
    confidence: float | None
    reply: str
    source: str
    decision: dict[str, Any] | None


def read_record(url: str, *, since: datetime | None = None) -> list[RecordRow]:
    """Read all turns of a call record in the order in which they were spoken.

    Args:
        url: SQLAlchemy URL.
        since: Only calls that began then or later (UTC).

    Raises:
        ConfigError: There is no such database, or no call record in it.
    """
    name = without_password(url)
    try:
        _must_exist(url)
        engine = create_engine(url)
        try:
            tables = inspect(engine)
            if not tables.has_table("turns") or not tables.has_table("calls"):
                raise ConfigError(f"{name}: no call record in this database")
            present = {column["name"] for column in tables.get_columns("turns")}
            columns = [c for c in turns.columns if c.name != "decision" or c.name in present]
            query = select(*columns).join(calls, calls.c.id == turns.c.call_id)
            if since is not None:
                query = query.where(calls.c.started_at >= since)
            query = query.order_by(calls.c.started_at, calls.c.id, turns.c.turn)
            with engine.connect() as connection:
                return [_row(row._mapping) for row in connection.execute(query)]
        finally:
            engine.dispose()
    except (SQLAlchemyError, ImportError, OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise ConfigError(f"cannot read the call record {name}: {reason}") from None


@dataclass(frozen=True, slots=True)
class RecordedTurn:
    """A turn of the call record, with where it went.

    Attributes:
        call: Id of the call.
        turn: Number of the turn in it.
        to: Where it went.
        reason: Why.
        decision: What the router saw, redacted.
    """

    call: str
    turn: int
    to: str
    reason: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Replayable:
    """The turns of a record that can be decided again, and why others cannot.

    Attributes:
        turns: Those that can.
        left_out: Reason -> how many.
    """

    turns: list[RecordedTurn]
    left_out: dict[str, int]


def replayable(rows: Sequence[RecordRow], playbook_name: str) -> Replayable:
    """Return the turns recorded with a playbook of this name, with what the router saw."""
    found: list[RecordedTurn] = []
    left_out: dict[str, int] = {}

    def leave(why: str) -> None:
        left_out[why] = left_out.get(why, 0) + 1

    for row in rows:
        if row.route is None:
            leave("not routed (the caller said nothing, or a stage failed)")
            continue
        if row.decision is None:
            leave("recorded by an older version, without what the router saw")
            continue
        name = row.decision.get("playbook")
        if name != playbook_name:
            leave(f"recorded with another playbook, '{name}'")
            continue
        if not row.decision.get("exact"):
            leave("the route depends on text that redaction replaced")
            continue
        try:
            decision = Decision.from_json(row.decision.get("seen"))
        except ConfigError:
            leave("damaged")
            continue
        found.append(RecordedTurn(row.call, row.turn, row.route, row.reason, decision))
    return Replayable(found, left_out)


def _row(row: Any) -> RecordRow:
    decision = row.get("decision")
    return RecordRow(
        call=row["call_id"],
        turn=row["turn"],
        transcript=row["transcript"] or "",
        route=row["route"],
        reason=row["route_reason"] or "",
        intent=row["intent"],
        confidence=row["intent_confidence"],
        reply=row["reply"] or "",
        source=row["source"] or "",
        decision=decision if isinstance(decision, dict) else None,
    )


def _must_exist(url: str) -> None:
    # SQLite would create an empty database for a misspelt name.
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return
    file = parsed.database
    if not file or file == ":memory:" or not Path(file).is_file():
        raise ConfigError(f"{without_password(url)}: no such file")
