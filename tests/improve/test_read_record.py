"""A call over a real socket leaves a record that replays exactly."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from exchange import exchange_in
from fakes import playbook

from voice_agent.improve.read_record import read_record, replayable
from voice_agent.improve.replay import replay, with_policy

pytestmark = pytest.mark.virtual_time


async def test_what_the_router_stage_saw_is_recorded(tmp_path: Path) -> None:
    lines = ("send $250 to Sarah", "on Friday", "yes", "the fees")
    async with exchange_in(tmp_path)(*lines) as line:
        async with line.phone() as phone:
            for count in range(1, len(lines) + 1):
                await phone.say()
                await phone.until("turn", count)
                await asyncio.sleep(0.5)
            await phone.socket.send('{"type": "hangup"}')
            await phone.until("ended")
        await line.idle()
        said = [event["to"] for event in phone.all("route")]
    book = playbook(tmp_path)
    found = replayable(read_record(f"sqlite:///{tmp_path}/calls.sqlite"), book.name)
    assert found.left_out == {}
    assert [turn.to for turn in found.turns] == said == ["answer"] * 3 + ["retrieve"]
    assert replay(found.turns, book) == []
    assert [turn.decision.state.awaiting for turn in found.turns] == [
        None, "date", "confirm", None,
    ]  # fmt: skip
    assert "Sarah" not in str(found.turns)
    strict = replay(found.turns, with_policy(book, {"min_intent_confidence": 0.95}))
    assert [(change.before.to, change.now.to) for change in strict if change.moved] != []
