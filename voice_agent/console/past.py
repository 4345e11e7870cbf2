"""Questions to the call record; bounded answers. They block: ask them in a thread."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select

from voice_agent.calls.record import RecordStore
from voice_agent.calls.record_tables import calls, turns
from voice_agent.console.answers import Detail, Guess, PastCall, PastCalls, StoryTurn
from voice_agent.core.budgets import BudgetTable
from voice_agent.core.errors import ConfigError
from voice_agent.core.events import StageTime
from voice_agent.playbook.schema import Playbook
from voice_agent.router.decision import Decision

MOST_CALLS = 200
MOST_TURNS = 500
"""Turns of one call that are shown."""
MOST_COUNTED = 50_000
"""Turns that charts are made of."""

Row = Mapping[str, Any]


def past_calls(
    records: RecordStore, *, before: str | None, limit: int, handed_off: bool
) -> PastCalls:
    """Return calls of the record, newest first.

    Args:
        records: The record.
        before: Id of a call: only those that come after it in this order.
        limit: How many at most.
        handed_off: Only those that went to a person.
    """
    limit = min(limit, MOST_CALLS)
    query = select(calls).order_by(calls.c.started_at.desc(), calls.c.id).limit(limit + 1)
    if before is not None:
        last = select(calls.c.started_at).where(calls.c.id == before).scalar_subquery()
        same = and_(calls.c.started_at == last, calls.c.id > before)
        query = query.where(or_(calls.c.started_at < last, same))
    if handed_off:
        query = query.where(calls.c.handed_off != "")
    found = [past_call(row) for row in records.read(query)]
    return PastCalls(calls=tuple(found[:limit]), more=len(found) > limit)


def find_call(records: RecordStore, call: str) -> PastCall | None:
    """Return a call of the record by its id."""
    found = records.read(select(calls).where(calls.c.id == call))
    return past_call(found[0]) if found else None


def turns_of(records: RecordStore, call: str) -> list[Row]:
    """Return the rows of a call's turns, in order."""
    query = select(turns).where(turns.c.call_id == call).order_by(turns.c.turn)
    return list(records.read(query.limit(MOST_TURNS)))


def rows_since(records: RecordStore, since: datetime) -> tuple[list[Row], list[Row]]:
    """Return the calls that began since then, and their turns; the newest if there are many."""

    def newest(query: Select[Any]) -> list[Row]:
        later = query.where(calls.c.started_at >= since).order_by(calls.c.started_at.desc())
        return list(records.read(later.limit(MOST_COUNTED)))

    held = newest(select(calls.c.id, calls.c.started_at, calls.c.handed_off))
    said = newest(
        select(calls.c.started_at, turns.c.v2v_ms, turns.c.route).join(
            turns, turns.c.call_id == calls.c.id
        )
    )
    return held, said


def past_call(row: Row) -> PastCall:
    """Return a call as it is shown: without what the carrier said of the caller."""
    began = row["started_at"]
    return PastCall(
        id=row["id"],
        pipeline=row["pipeline"],
        started_at=began.isoformat() if began else "",
        duration_ms=row["duration_ms"],
        turns=row["turns"],
        reason=row["reason"],
        handed_off=row["handed_off"] or "",
        carrier=row["carrier"] or "",
    )


def story_turn(row: Row, playbook: Playbook, budgets: BudgetTable) -> StoryTurn:
    """Return a turn as it is shown, of its row in the record."""
    decision = _decision(row.get("decision"), playbook)
    response = None
    if decision is not None and not decision.misfit(playbook):
        response = decision.route(playbook).response
    ranking = decision.reading.ranking if decision is not None else ()
    report = budgets.report(_json(row["stages_ms"], {}))
    return StoryTurn(
        turn=row["turn"],
        transcript=row["transcript"] or "",
        heard=row["stt_confidence"],
        intent=row["intent"],
        confidence=row["intent_confidence"],
        ranking=tuple(Guess(intent=name, probability=p) for name, p in ranking),
        act=row["act"],
        details=tuple(Detail(**one) for one in _json(row["entities"], [])),
        escalation=row["escalation"],
        command=response.kind if response is not None else None,
        changes=tuple(response.found) if response is not None else (),
        route=row["route"],
        reason=row["route_reason"] or "",
        source=row["source"] or "",
        reply=row["reply"] or "",
        spoken=row["spoken"] or "",
        v2v_ms=row["v2v_ms"],
        stages={name: StageTime.model_validate(one) for name, one in report.items()},
    )


def story_turns(
    rows: Sequence[Row], playbook: Playbook, budgets: BudgetTable
) -> tuple[StoryTurn, ...]:
    """Return the turns of a call as they are shown."""
    return tuple(story_turn(row, playbook, budgets) for row in rows)


def _decision(kept: Any, playbook: Playbook) -> Decision | None:
    """Return what the router saw; ``None`` if this playbook cannot tell what it meant."""
    if not isinstance(kept, dict) or kept.get("playbook") != playbook.name:
        return None
    try:
        return Decision.from_json(kept.get("seen"))
    except ConfigError:
        return None


def _json(text: str | None, empty: Any) -> Any:
    try:
        return json.loads(text) if text else empty
    except ValueError:
        return empty
