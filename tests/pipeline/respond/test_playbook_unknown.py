"""What becomes of an action whose answer never comes, or cannot be said."""

from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from fakes import entity, playbook, reading

from voice_agent.playbook import Playbook

pytestmark = pytest.mark.virtual_time

MODULE = """
import asyncio
from voice_agent.core.errors import ActionError, ActionNotFound

keys = []

async def pay(details, context):
    keys.append(context.idempotency_key)
    if len(keys) == 1:
        await asyncio.sleep(60)
    return {"reference": f"R{len(keys)} of {len(set(keys))}"}

async def done(details, context):
    assert context.idempotency_key == keys[0]
    return {"reference": "R1"}

async def not_done(details): raise ActionNotFound("no such payment")
async def no_answer(details): await asyncio.sleep(60)
async def nothing(details): return {"reference": None}
async def refuses(details): raise ActionError("no")
async def breaks(details): raise RuntimeError("Sarah")
"""
AMOUNT = entity("amount", "$250", {"amount": 250.0, "currency": "USD"})
PAYEE = entity("payee", "Sarah", "Sarah")
FRIDAY = entity("date", "on Friday", "2026-11-27")


def bank(folder: Path, lookup: str = "", action: str = "pay", **more: Any) -> Playbook:
    (folder / "own.py").write_text(MODULE)
    data = playbook(folder).model_dump()
    data["intents"]["transfer"]["answer"] = "Sent, {reference}."
    data["actions"]["transfer"] = {"python": f"own.py:{action}", **more}
    if lookup:
        data["actions"]["transfer"]["lookup"] = "find"
        data["actions"]["find"] = {"python": f"own.py:{lookup}"}
    return Playbook.model_validate(data)


async def pay(desk: Desk) -> str:
    """Ask for the transfer, say yes, and return what the agent then says."""
    desk.caller_stops()
    entities = [AMOUNT, PAYEE, FRIDAY]
    await desk.route(reading("send $250 to Sarah on Friday", "transfer", entities=entities))
    assert desk.said[-1][2].startswith("Send 250 dollars to Sarah")
    return await say(desk, "yes", act="affirm")


async def say(desk: Desk, text: str, **options: Any) -> str:
    desk.caller_stops()
    desk.said.clear()
    await desk.route(reading(text, **options))
    (said,) = desk.said
    return said[2]


def acted(desk: Desk) -> list[tuple[str, str]]:
    return [(event["name"], event["outcome"]) for event in desk.events("action")]


@pytest.fixture
def says() -> Any:
    return playbook().says


async def test_what_was_done_is_said_and_not_done_again(tmp_path: Path, says: Any) -> None:
    desk = Desk(book=bank(tmp_path, "done"))
    await desk.open()
    assert await pay(desk) == says.action_unknown
    assert acted(desk) == [("transfer", "unknown")]
    assert await say(desk, "no", act="deny") == says.cancelled
    assert await pay(desk) == f"{says.already_done} Sent, R1. {says.anything_else}"
    assert acted(desk) == [("find", "done")]
    assert await pay(desk) == f"Sent, R2 of 2. {says.anything_else}", "a new deed, with a new key"
    await desk.cleanup()


async def test_what_was_not_done_is_done_with_the_same_key(tmp_path: Path, says: Any) -> None:
    desk = Desk(book=bank(tmp_path, "not_done"))
    await desk.open()
    await pay(desk)
    desk.events("action")
    assert await pay(desk) == f"Sent, R2 of 1. {says.anything_else}"
    assert acted(desk) == [("find", "done"), ("transfer", "done")]
    await desk.cleanup()


@pytest.mark.parametrize("lookup", ["no_answer", "nothing", "refuses", "breaks"])
async def test_what_is_still_unknown_is_not_done_and_a_person_is_offered(
    tmp_path: Path, says: Any, lookup: str
) -> None:
    desk = Desk(book=bank(tmp_path, lookup))
    await desk.open()
    await pay(desk)
    desk.events("action")
    for _ in range(2):
        assert await pay(desk) == says.action_unknown
        assert acted(desk) == [("find", "unknown")]
    assert await say(desk, "yes please", act="affirm") == says.handoff
    await desk.cleanup()


async def test_without_a_lookup_it_is_not_done_again(tmp_path: Path, says: Any) -> None:
    desk = Desk(book=bank(tmp_path))
    await desk.open()
    await pay(desk)
    desk.events("action")
    assert await pay(desk) == says.action_unknown
    assert acted(desk) == []
    await desk.cleanup()


@pytest.mark.parametrize(
    ("action", "sentence", "outcome"),
    [
        ("nothing", "action_unknown", "unknown"),
        ("breaks", "action_unknown", "unknown"),
        ("refuses", "action_failed", "failed"),
    ],
)
async def test_results_that_cannot_be_said_are_not_said(
    tmp_path: Path, says: Any, action: str, sentence: str, outcome: str
) -> None:
    desk = Desk(book=bank(tmp_path, action=action))
    await desk.open()
    assert await pay(desk) == getattr(says, sentence)
    assert acted(desk) == [("transfer", outcome)]
    await desk.cleanup()


async def test_what_only_reads_and_lacks_a_result_has_failed(says: Any) -> None:
    data = playbook().model_dump()
    data["actions"]["balance"] = {"returns": {"balance": None}}
    desk = Desk(book=Playbook.model_validate(data))
    await desk.open()
    assert await say(desk, "my balance", intent="balance") == says.action_failed
    assert acted(desk) == [("balance", "failed")]
    await desk.cleanup()


@pytest.mark.parametrize("lookup", ["done", "not_done"])
async def test_what_is_looked_up_again_counts_once_towards_a_limit(
    tmp_path: Path, says: Any, lookup: str
) -> None:
    limits = [{"detail": "amount", "most": 400, "per": "call"}]
    desk = Desk(book=bank(tmp_path, lookup, limits=limits))
    await desk.open()
    assert await pay(desk) == says.action_unknown
    assert says.anything_else in await pay(desk)
    (counted,) = desk.line.conversation.state.deeds
    assert counted.amounts == {"amount": 250.0}
    await desk.cleanup()
