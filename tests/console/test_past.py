"""The call record as the console reads it; the calls come from the server's own recorder."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest
from exchange import Exchange, MakeExchange
from sqlalchemy import update

from voice_agent.calls.record_tables import calls
from voice_agent.console import past
from voice_agent.core.budgets import BudgetTable

pytestmark = pytest.mark.virtual_time


async def call(line: Exchange, turns: int = 1) -> None:
    async with line.phone() as phone:
        await phone.greeted()
        for number in range(turns):
            await phone.say()
            await phone.until("turn", number + 1)
            await asyncio.sleep(3)
    await line.idle()
    await line.rows("select 1")


async def test_calls_come_newest_first_and_page_by_page(exchange: MakeExchange) -> None:
    async with exchange("my balance", "give me a person", "my balance") as line:
        for _ in range(3):
            await call(line)
        records = line.server.records
        with records._writer._engine.begin() as connection:
            connection.execute(update(calls).values(started_at=datetime(2026, 11, 30)))
        every = past.past_calls(records, before=None, limit=50, handed_off=False)
        assert (len(every.calls), every.more) == (3, False)
        first = past.past_calls(records, before=None, limit=2, handed_off=False)
        assert (len(first.calls), first.more) == (2, True)
        rest = past.past_calls(records, before=first.calls[-1].id, limit=2, handed_off=False)
        assert first.calls + rest.calls == every.calls
        persons = past.past_calls(records, before=None, limit=50, handed_off=True)
        assert len(persons.calls) == 1
        assert persons.calls[0].handed_off
        held, said = past.rows_since(records, datetime(2026, 11, 29))
        assert (len(held), len(said)) == (3, 3)
        assert past.rows_since(records, datetime(2026, 12, 1)) == ([], [])


async def test_a_turn_shows_what_it_was_and_why(exchange: MakeExchange) -> None:
    async with exchange("send $250 to Sarah", "my balance") as line:
        await call(line, 2)
        records, engines = line.server.records, line.server.engines
        assert engines is not None
        found = past.past_calls(records, before=None, limit=1, handed_off=False).calls[0]
        assert past.find_call(records, found.id) == found
        rows = past.turns_of(records, found.id)
        turns = past.story_turns(rows, engines.playbook, engines.budgets)
        first = turns[0]
        assert (first.intent, first.route, first.command) == ("transfer", "answer", "none")
        assert first.stages["stt"].budget_ms == 100
        assert "Sarah" not in str(first)
        assert any(one.type == "payee" and one.value is None for one in first.details)
        assert (turns[1].intent, turns[1].route) == ("balance", "answer")


async def test_an_older_or_foreign_row_is_shown_without_its_command(
    exchange: MakeExchange,
) -> None:
    async with exchange("my balance") as line:
        await call(line)
        engines = line.server.engines
        assert engines is not None
        (row,) = past.turns_of(line.server.records, (await line.rows("select id from calls"))[0][0])
        for kept in (None, {"playbook": "other"}, {"playbook": "test", "seen": "damaged"}):
            turn = past.story_turn(
                {**row, "decision": kept, "stages_ms": "{"}, engines.playbook, BudgetTable(600)
            )
            assert (turn.intent, turn.command, turn.ranking, turn.stages) == (
                "balance",
                None,
                (),
                {},
            )
        assert past.find_call(line.server.records, "nobody") is None
