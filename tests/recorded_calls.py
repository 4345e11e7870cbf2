"""Calls by text, through the real dialogue, router and record; only the sound is left out."""

from __future__ import annotations

import asyncio
import io
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from fakes import TODAY, entity, playbook, reading
from rich.console import Console

from voice_agent.actions.fixed import select
from voice_agent.calls.call import Call
from voice_agent.calls.hub import Hub
from voice_agent.calls.playback import Playback
from voice_agent.calls.record import RecordStore
from voice_agent.core.budgets import BudgetTable
from voice_agent.core.clock import Clock
from voice_agent.core.resources import pipelines_folder
from voice_agent.core.turn import Escalation, Reply, Route, Segment, Transcript, TurnReading
from voice_agent.dialogue.moves import answer, finish_verification
from voice_agent.dialogue.tasks import finish_task
from voice_agent.knowledge.index import Knowledge
from voice_agent.playbook.schema import Playbook
from voice_agent.router.decision import Decision

Read = Callable[[str, str], TurnReading]


def record_calls(
    url: str,
    playbook: Playbook,
    read: Read,
    calls: Sequence[Sequence[str]],
    *,
    today: date = TODAY,
) -> list[Route]:
    """Hold each call, turn by turn, write the record, and return the routes as they were taken."""
    records = RecordStore.open(url, "test")
    try:
        return asyncio.run(_hold(records, playbook, read, calls, today))
    finally:
        records.close()


async def _hold(
    records: RecordStore,
    playbook: Playbook,
    read: Read,
    calls: Sequence[Sequence[str]],
    today: date,
) -> list[Route]:
    knowledge = Knowledge.load(playbook.knowledge, playbook.lang)
    routes: list[Route] = []
    for number, lines in enumerate(calls):
        ticks = itertools.count()
        call = Call(
            f"call{number:02}",
            playbook=playbook,
            budgets=BudgetTable(turn_ms=1000, stages={}),
            playback=Playback(rate_hz=16000, lead_ms=100),
            hub=Hub(),
            clock=Clock.at(today, lambda ticks=ticks: float(next(ticks))),  # type: ignore[misc]
            on_turn=lambda turn: records.turn(call, turn),  # noqa: B023
        )
        records.begin(call)
        call.reply(said(playbook.says.greeting, "agent"))
        for line in lines:
            call.open_turn()
            reading = read(line, call.context().asked)
            call.heard_caller(reading.transcript)
            hit = knowledge.look_up(playbook, reading)
            decision = Decision(reading, call.conversation.state, hit, today)
            route = decision.route(playbook)
            call.turn.reading, call.turn.decision, call.turn.route = reading, decision, route
            call.turn.timeline.mark("routed", call.clock.now())
            routes.append(route)
            _answer(call, route, hit.section.text if hit else "")
        call.close_turn()
        records.end(call, "completed")
    return routes


def said(text: str, source: str) -> Reply:
    return Reply((Segment(text, source),))


def _answer(call: Call, route: Route, knowledge: str) -> None:
    book, conversation = call.playbook, call.conversation
    state = conversation.state
    if route.to == "answer":
        move = answer(book, replace(state, failures=0), route.reading, route.response, TODAY)
        if move.credentials is not None and book.verify:
            compared = select(book.actions[book.verify.action], move.credentials)
            move = finish_verification(book, move.state, compared, TODAY)
        if move.action:
            result = select(book.actions[move.action], move.state.details)
            move = finish_task(book, move.state, result, TODAY)
        conversation.state = move.state
        call.reply(said(move.text or "", "playbook"))
        return
    conversation.state = replace(state, failures=state.failures + 1 if route.to == "clarify" else 0)
    words = {"retrieve": knowledge, "llm": "Well, that depends.", "human": book.says.handoff}
    call.reply(said(words.get(route.to, book.says.not_understood[0]), route.to))


AMOUNT = entity("amount", "$250", {"amount": 250.0, "currency": "USD"})
READINGS = {
    "my balance": reading(intent="balance", confidence=0.55, act="request"),
    "send $250 to Sarah Connor": reading(
        intent="transfer",
        entities=[AMOUNT, entity("payee", "Sarah Connor", "Sarah Connor")],
        act="request",
    ),
    "no to Frank": reading(
        intent="transfer", act="deny", entities=[entity("payee", "Frank", "Frank")]
    ),
    "send $250": reading(intent="transfer", entities=[AMOUNT], act="request"),
    "the fees please": reading(intent="fees", confidence=0.7),
    "should I pay off my house or save": reading(intent="advice", confidence=0.8),
    "I have had enough of this": reading(
        intent="thanks", confidence=0.3, escalation=Escalation(0.55, "anger")
    ),
    "give me a person": reading(intent="person", escalation=Escalation(0.95, "person")),
    "yes": reading(act="affirm"),
    "bye": reading(intent="bye"),
}
CALLS = [
    ["my balance", "the fees please", "bye"],
    ["send $250", "Sarah Connor", "Friday", "yes"],
    ["send $250 to Sarah Connor", "Friday", "no to Frank", "yes"],
    ["should I pay off my house or save", "tell Robert Miller that I am late", "banana"],
    ["I have had enough of this", "give me a person"],
    ["banana", "banana", "banana"],
]
"""Names are said tagged, as a bare answer, in a correction, and where nobody expects one."""


def read(text: str, asked: str = "") -> TurnReading:
    """As a language model would, by a table."""
    found = READINGS.get(text) or reading(text, confidence=0.8)
    return replace(found, transcript=Transcript(text, 0.9))


class TableReader:
    """A language model by a table: words -> intent and confidence."""

    def __init__(self, table: Mapping[str, tuple[str, float]] | None = None) -> None:
        self.table = table or {}

    def read(
        self, transcript: Transcript, *, asked: str = "", today: date | None = None
    ) -> TurnReading:
        known = read(transcript.text)
        intent, confidence = self.table.get(transcript.text, (known.intent, known.confidence))
        return replace(known, transcript=transcript, intent=intent, confidence=confidence)


def write_pipeline(folder: Path, heldout: Sequence[Mapping[str, Any]] = ()) -> Path:
    """A pipeline file with the small bank of ``fakes`` beside it."""
    book = folder / "small"
    (book / "knowledge").mkdir(parents=True)
    (book / "knowledge" / "fees.md").write_text("# Fees\n## The fees\nIt costs nothing.\n")
    content = playbook().model_dump(mode="json", exclude={"folder", "phrases"})
    (book / "playbook.yaml").write_text(yaml.safe_dump(content))
    if heldout:
        groups = {"groups": {"all": [dict(turn) for turn in heldout]}}
        (book / "heldout.yaml").write_text(yaml.safe_dump(groups))
    shipped = yaml.safe_load((pipelines_folder() / "bank.yaml").read_text())
    file = folder / "line.yaml"
    file.write_text(yaml.safe_dump(shipped | {"playbook": "small"}))
    return file


def quiet_console() -> Console:
    """A console of which the text can be read back with ``printed``."""
    return Console(file=io.StringIO(), width=120, highlight=False)


def printed(console: Console) -> str:
    """What a ``quiet_console`` was told."""
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()
