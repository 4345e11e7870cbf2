"""The tables, and the columns that records of versions without revisions lack."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateColumn

revision = "0001"
down_revision = None


def tables() -> sa.MetaData:
    """Return the tables as they were when revisions began; they never change here."""
    metadata = sa.MetaData()
    sa.Table(
        "calls",
        metadata,
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("pipeline", sa.String(64), nullable=False),
        sa.Column("started_at", sa.DateTime, server_default=sa.func.current_timestamp()),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("duration_ms", sa.Float),
        sa.Column("turns", sa.Integer),
        sa.Column("reason", sa.String(32)),
        sa.Column("handed_off", sa.Text),
        sa.Column("disposition", sa.String(32)),
        sa.Column("summary", sa.Text),
        sa.Column("carrier", sa.String(64)),
        sa.Column("carrier_call_id", sa.Text),
        sa.Column("from_number", sa.Text),
        sa.Column("to_number", sa.Text),
        sa.Column("parameters", sa.JSON),
        sa.Column("version", sa.String(16)),
    )
    sa.Table(
        "turns",
        metadata,
        sa.Column("call_id", sa.String(32), sa.ForeignKey("calls.id"), primary_key=True),
        sa.Column("turn", sa.Integer, primary_key=True),
        sa.Column("v2v_ms", sa.Float),
        sa.Column("stages_ms", sa.Text),
        sa.Column("transcript", sa.Text),
        sa.Column("stt_confidence", sa.Float),
        sa.Column("intent", sa.String(64)),
        sa.Column("intent_confidence", sa.Float),
        sa.Column("act", sa.String(16)),
        sa.Column("entities", sa.Text),
        sa.Column("escalation", sa.Float),
        sa.Column("route", sa.String(16)),
        sa.Column("route_reason", sa.Text),
        sa.Column("source", sa.String(64)),
        sa.Column("reply", sa.Text),
        sa.Column("spoken", sa.Text),
        sa.Column("decision", sa.JSON),
    )
    return metadata


def upgrade() -> None:
    """Make what is missing."""
    connection = op.get_bind()
    metadata = tables()
    metadata.create_all(connection)
    prepare = connection.dialect.identifier_preparer
    for table in metadata.sorted_tables:
        present = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
        for column in table.columns:
            if column.name not in present:
                what = CreateColumn(column).compile(dialect=connection.dialect)
                op.execute(f"ALTER TABLE {prepare.format_table(table)} ADD COLUMN {what}")
