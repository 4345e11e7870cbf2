"""The call record: one row per call and one per turn, written in a thread of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Engine,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    create_engine,
    event,
    func,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from voice_agent.calls.call import Call, Turn
from voice_agent.calls.masking import (
    asked_for_number,
    bare_details,
    is_sensitive,
    masked,
    secret_entities,
)
from voice_agent.calls.migrate import migrate, revision_of
from voice_agent.calls.record_writer import RecordWriter, Tables
from voice_agent.calls.redaction import redact
from voice_agent.calls.spool import Spool, worker_file
from voice_agent.core.clock import epoch
from voice_agent.core.errors import ConfigError
from voice_agent.core.files import user_cache
from voice_agent.core.turn import Entity
from voice_agent.dialogue.state import DialogueState
from voice_agent.dialogue.verification import hidden
from voice_agent.playbook.schema import Playbook

metadata = MetaData()
"""The tables as this version writes them; ``migrations`` makes them."""

calls = Table(
    "calls",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("pipeline", String(64), nullable=False),
    Column("started_at", DateTime, server_default=func.current_timestamp(), index=True),
    Column("ended_at", DateTime),
    Column("duration_ms", Float),
    Column("turns", Integer),
    Column("reason", String(32)),
    Column("handed_off", Text),
    # What became of it, read from the conversation.
    Column("disposition", String(32)),
    Column("summary", Text),
    # What the carrier said of the call.
    Column("carrier", String(64)),
    Column("carrier_call_id", Text),
    Column("from_number", Text),
    Column("to_number", Text),
    Column("parameters", JSON(none_as_null=True)),
    # Of the files that the agent was made of, when the call began.
    Column("version", String(16)),
)

turns = Table(
    "turns",
    metadata,
    Column("call_id", String(32), ForeignKey("calls.id"), primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("v2v_ms", Float),
    Column("stages_ms", Text),
    Column("transcript", Text),
    Column("stt_confidence", Float),
    Column("intent", String(64)),
    Column("intent_confidence", Float),
    Column("act", String(16)),
    Column("entities", Text),
    Column("escalation", Float),
    Column("route", String(16)),
    Column("route_reason", Text),
    Column("source", String(64)),
    Column("reply", Text),
    Column("spoken", Text),
    # What the router saw, for `voice-agent replay`.
    Column("decision", JSON(none_as_null=True)),
)

_TIMEOUT_S = 5
"""A database that takes longer counts as away; its rows wait on disk."""


_POSTGRES = {
    "connect_timeout": _TIMEOUT_S,
    "options": f"-c statement_timeout={1000 * _TIMEOUT_S}",
}


class RecordStore:
    """The call record. Taking a row never waits; see ``RecordWriter``.

    Args:
        writer: Writes the rows.
        pipeline: Name of the pipeline, in each call's row.

    Attributes:
        on_line: The calls that have begun and not ended, by id, oldest first.
    """

    def __init__(self, writer: RecordWriter, pipeline: str) -> None:
        self._writer = writer
        self._pipeline = pipeline
        self.on_line: dict[str, Call] = {}

    @classmethod
    def open(
        cls,
        url: str,
        pipeline: str,
        *,
        keep_days: float | None = None,
        worker: int = 0,
        workers: int = 1,
    ) -> RecordStore:
        """Open (and create) the database at an SQLAlchemy ``url``.

        A record of an older version is brought up to date, and its rows stay.

        Args:
            url: SQLAlchemy URL.
            pipeline: Name of the pipeline.
            keep_days: Calls that are older are deleted; ``None`` keeps them.
            worker: Number of this worker of the server: each has a spool of its own.
            workers: How many there are.

        Raises:
            ConfigError: The URL is wrong or the database cannot be written.
        """
        with _opened(url) as engine:
            migrate(engine)
        writer = RecordWriter(
            engine,
            Tables(calls, turns),
            Spool(worker_file(spool_file(url), worker, workers)),
            keep_days=keep_days,
            today=_now,
        )
        return cls(writer, pipeline)

    def begin(self, call: Call) -> None:
        """Record that a call has begun."""
        self.on_line[call.id] = call
        row = {
            "id": call.id,
            "pipeline": self._pipeline,
            "version": call.version or None,
            "started_at": _now(),
            **line_row(call),
        }
        self._writer.put("calls", row)

    def turn(
        self, call: Call, turn: Turn, told: Callable[[Mapping[str, Any]], None] | None = None
    ) -> None:
        """Record a complete turn.

        Args:
            call: Its call.
            turn: The turn.
            told: Called with the row, which is redacted, in the record's thread.
        """
        # What a row is made of is put aside here, and made into one in the record's thread:
        # redaction takes some milliseconds, in which the event loop can serve other calls.
        kept = replace(turn, said=list(turn.said), timeline=replace(turn.timeline))
        state, today = call.conversation.state, call.clock.today()

        def row() -> dict[str, Any]:
            made = turn_row(call.id, call.playbook, kept, state, today)
            if told is not None:
                told(made)
            return made

        self._writer.put("turns", row)

    def end(
        self, call: Call, reason: str, report: Callable[[], Mapping[str, Any]] | None = None
    ) -> None:
        """Record that a call is over.

        Args:
            call: The call.
            reason: How it ended.
            report: Returns what is told of it; called in the record's thread, after its turns.
        """
        self.on_line.pop(call.id, None)
        row = {
            "id": call.id,
            "pipeline": self._pipeline,
            "ended_at": _now(),
            "duration_ms": round(1000 * (call.clock.now() - call.began_at), 1),
            "turns": call.turn.number,
            "reason": reason,
            "handed_off": call.handed_off,
        }

        def reported() -> dict[str, Any]:
            if report is None:
                return row
            told = report()
            return row | {"disposition": told["disposition"]["kind"], "summary": told["summary"]}

        self._writer.put("calls", reported)

    def join(self) -> None:
        """Block until every row that was taken is written, or waits on disk."""
        self._writer.join()

    def read(self, query: Select[Any]) -> list[Mapping[str, Any]]:
        """Return the rows of a query. This blocks: ask in a thread.

        Raises:
            StageError: The database does not answer.
        """
        return self._writer.read(query)

    def close(self) -> None:
        """Write what is waiting and close the database."""
        self._writer.close()


@contextmanager
def _opened(url: str) -> Iterator[Engine]:
    """Yield the database at a URL; what fails in the block is one line.

    Raises:
        ConfigError: The URL is wrong, or the database cannot be written.
    """
    try:
        name = make_url(url).get_backend_name()
        options = {"connect_args": _POSTGRES} if name == "postgresql" else {}
        engine = create_engine(url, poolclass=NullPool, **options)
        if name == "sqlite":
            event.listen(engine, "connect", _sqlite_wal)
        yield engine
    except (SQLAlchemyError, ImportError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise ConfigError(
            f"record_url: cannot open {without_password(url)}: {reason}; "
            "expected an SQLAlchemy URL such as sqlite:///calls.sqlite"
        ) from None


def migrate_record(url: str) -> tuple[str, ...]:
    """Bring the record at a URL up to date; return the revisions that were applied.

    Raises:
        ConfigError: The URL is wrong, or the database cannot be changed.
    """
    with _opened(url) as engine:
        return migrate(engine)


def revision_of_record(url: str) -> str | None:
    """Return the revision of the record at a URL; ``None`` if it has none.

    Raises:
        ConfigError: The URL is wrong, or the database does not answer.
    """
    with _opened(url) as engine:
        return revision_of(engine)


def spool_file(url: str) -> Path:
    """Return the file in which rows wait while the database at ``url`` does not answer.

    It is beside an SQLite file, else in the user's cache.
    """
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite" and parts.database and parts.database != ":memory:":
        return Path(f"{parts.database}.spool")
    name = sha256(parts.render_as_string(hide_password=True).encode()).hexdigest()[:16]
    return (user_cache("record") or Path(gettempdir())) / f"{name}.spool"


def _now() -> datetime:
    return datetime.fromtimestamp(epoch(), UTC).replace(tzinfo=None)


def line_row(call: Call) -> dict[str, Any]:
    """Return what the carrier said of a call; empty without a carrier."""
    info = call.info
    if info is None:
        return {}
    return {
        "carrier": info.carrier,
        "carrier_call_id": info.call_id,
        "from_number": info.from_number,
        "to_number": info.to_number,
        "parameters": dict(info.parameters),
    }


def turn_row(
    call_id: str, book: Playbook, turn: Turn, state: DialogueState, today: date
) -> dict[str, Any]:
    """Return the row of a turn, with its text redacted.

    Args:
        call_id: Its call.
        book: The playbook.
        turn: The turn; nothing of it changes any more.
        state: State of the conversation after it.
        today: The callers' day.
    """
    reading, route, transcript = turn.reading, turn.route, turn.transcript
    decision = turn.decision
    entities = reading.entities if reading else ()
    states = [state]
    asked = False
    if decision is not None:
        entities = (*entities, *bare_details(decision, book))
        states.append(decision.state)
        asked = asked_for_number(book, decision.state)
    # The agent reads back what earlier turns have told it.
    secrets = secret_entities(book, entities, states)

    def clean(text: str) -> str:
        return redact(text, secrets, book.entities, book.lang.redactions, asked=asked)

    before = decision.state if decision is not None else state

    def clean_of_caller(text: str) -> str:
        return clean(hidden(book, before, text, today))

    return {
        "call_id": call_id,
        "turn": turn.number,
        "v2v_ms": turn.timeline.v2v_ms,
        "stages_ms": json.dumps({name: round(ms, 1) for name, ms in turn.stages.items()}),
        "transcript": clean_of_caller(transcript.text) if transcript else None,
        "stt_confidence": transcript.confidence if transcript else None,
        "intent": reading.intent if reading else None,
        "intent_confidence": reading.confidence if reading else None,
        "act": reading.act if reading else None,
        "entities": json.dumps(kept_entities(entities, book, card=turn.card)),
        "escalation": reading.escalation.score if reading else None,
        "route": route.to if route else None,
        "route_reason": route.reason if route else None,
        "source": turn.source,
        "reply": clean(turn.reply),
        "spoken": clean(turn.spoken or ""),
        "decision": kept_decision(turn, book),
    }


def kept_decision(turn: Turn, playbook: Playbook) -> dict[str, Any] | None:
    """Return what the router saw, redacted; ``exact`` if it still leads to the same route."""
    if turn.decision is None or turn.route is None:
        return None
    safe = masked(turn.decision, playbook)
    again = safe.route(playbook)
    same = (again.to, again.reason) == (turn.route.to, turn.route.reason)
    return {"playbook": playbook.name, "exact": same, "seen": safe.to_json()}


def kept_entities(
    entities: Iterable[Entity], playbook: Playbook, *, card: bool = False
) -> list[dict[str, Any]]:
    """Return entities as they may be kept: without the values of sensitive ones, or of a card."""
    return [
        {"type": e.type, "value": None if card or is_sensitive(playbook, e.type) else e.value}
        for e in entities
    ]


def _sqlite_wal(connection: Any, _: Any) -> None:
    # Readers (reports) must not block the writer.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def without_password(url: str) -> str:
    """Return the URL as it may be shown."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "the given URL"
