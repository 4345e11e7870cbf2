"""The tables of the call record."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
)

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
