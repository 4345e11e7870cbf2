"""Whole calls that are recorded, and card details that are nowhere."""

from __future__ import annotations

import asyncio
import json
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exchange import READINGS, MakeExchange
from fakes import playbook, reading

from voice_agent.core.events import Event
from voice_agent.core.turn import Entity
from voice_agent.playbook import Playbook

pytestmark = pytest.mark.virtual_time
NUMBER = "4111111111111111"
SPOKEN = "4111 1111 1111 1111"


def paying(folder: Path) -> Playbook:
    """A bank that takes a card number for a payment."""
    book = playbook(folder).model_dump(exclude={"phrases"})
    book["entities"]["card"] = {"kind": "digits", "min_length": 12, "max_length": 19}
    book["intents"]["pay"] = {
        "details": {
            "card": {"ask": "Which card?", "card": True},
            "date": {"ask": "When?"},
        },
        "action": "pay",
        "answer": "Paid.",
    }
    book["actions"]["pay"] = {"returns": {"reference": "7"}}
    return Playbook.model_validate(book)


async def test_a_call_is_kept_as_both_sides_heard_it(
    exchange: MakeExchange, tmp_path: Path
) -> None:
    kept: dict[str, Any] = {"encrypt": False}
    async with exchange("my balance", recording=kept) as line:
        async with line.phone() as phone:
            await phone.greeted()
            await asyncio.sleep(2)
            await phone.say()
            await phone.until("turn")
            await asyncio.sleep(1)
            heard = np.frombuffer(bytes(phone.audio), "<i2")
        await line.idle()
        (call_id,) = await line.rows("select id from calls")
    with wave.open(str(tmp_path / "recordings" / f"{call_id[0]}.wav"), "rb") as read:
        both = np.frombuffer(read.readframes(10**7), "<i2").reshape(-1, 2)
    caller, agent = both[:, 0], both[:, 1]
    assert np.count_nonzero(caller) / 16000 == pytest.approx(0.6, abs=0.02)
    assert np.count_nonzero(agent) == np.count_nonzero(heard)
    first = np.flatnonzero(caller)[0] / 16000
    assert np.flatnonzero(agent)[0] / 16000 < first, "the greeting came first"


async def test_a_card_number_is_nowhere_but_in_the_action(
    exchange: MakeExchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(READINGS, "pay my bill", reading(intent="pay"))
    found = [Entity("card", SPOKEN, NUMBER, 0, len(SPOKEN))]
    monkeypatch.setitem(READINGS, SPOKEN, reading(SPOKEN, entities=found))
    kept: dict[str, Any] = {"encrypt": False}
    lines = ("pay my bill", SPOKEN, "on Friday", "give me a person")
    book = paying(tmp_path)
    seen: list[Event] = []
    async with exchange(*lines, book=book, recording=kept) as line:
        ran: list[dict[str, Any]] = []
        actions = line.server.engines.actions  # type: ignore[union-attr]
        run = actions.run

        async def run_and_note(name: str, details: Any, **more: Any) -> Any:
            ran.append(dict(details))
            return await run(name, details, **more)

        monkeypatch.setattr(actions, "run", run_and_note)
        with line.server.hub.subscribe() as events:
            async with line.phone() as phone:
                await phone.greeted()
                for number in range(4):
                    await phone.say()
                    await phone.until("reply", number + 2)
                    await asyncio.sleep(1)
            await line.idle()
            seen = events.waiting()
        rows = [*await line.rows("select * from turns"), *await line.rows("select * from calls")]
        (call_id,) = await line.rows("select id from calls")
    assert ran[0]["card"] == NUMBER, "the action needs it"
    told = json.dumps([event.model_dump(mode="json") for event in seen])
    for secret in ("4111", "1111"):
        assert secret not in told
        assert secret not in str(rows)
    assert "[card]" in told
    with wave.open(str(tmp_path / "recordings" / f"{call_id[0]}.wav"), "rb") as read:
        both = np.frombuffer(read.readframes(10**7), "<i2").reshape(-1, 2)
    spoken_s = np.count_nonzero(both[:, 0]) / 16000
    assert spoken_s == pytest.approx(3 * 0.6, abs=0.05), "three of four turns are in it"
