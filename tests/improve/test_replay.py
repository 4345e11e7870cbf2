from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import pytest
import yaml
from fakes import TODAY, playbook, reading
from recorded_calls import (
    AMOUNT,
    CALLS,
    printed,
    quiet_console,
    read,
    record_calls,
)
from typer.testing import CliRunner

from voice_agent.commands.cli import app
from voice_agent.config.load import load_pipeline
from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Escalation, Hit, Route, Section, Transcript, TurnReading
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.improve.masks import words_of
from voice_agent.improve.model_folders import load_slm
from voice_agent.improve.read_record import RecordedTurn, read_record, replayable
from voice_agent.improve.replay import (
    Change,
    parse_settings,
    read_anew,
    replay,
    run_replay,
    with_policy,
)
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.schema import Playbook
from voice_agent.playbook.turn_files import read_turns
from voice_agent.router.decision import Decision
from voice_agent.slm.model import SlmEngine

BOOK = playbook()


@pytest.fixture
def book(tmp_path: Path) -> Playbook:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "fees.md").write_text("# Fees\n## The fees\nNothing.\n")
    return playbook(tmp_path)


def recorded(tmp_path: Path, book: Playbook) -> tuple[list[Route], Sequence[RecordedTurn]]:
    url = f"sqlite:///{tmp_path}/calls.sqlite"
    routes = record_calls(url, book, read, CALLS)
    found = replayable(read_record(url), book.name)
    assert found.left_out == {}
    return routes, found.turns


def test_without_changes_every_recorded_route_is_the_same(tmp_path: Path, book: Playbook) -> None:
    routes, turns = recorded(tmp_path, book)
    assert len(turns) == len(routes) == sum(map(len, CALLS))
    assert {route.to for route in routes} == {"answer", "retrieve", "llm", "human", "clarify"}
    assert [(t.to, t.reason) for t in turns] == [(r.to, r.reason) for r in routes]
    again = [turn.decision.route(book) for turn in turns]
    assert [(r.to, r.reason) for r in again] == [(r.to, r.reason) for r in routes]
    assert replay(turns, book) == []


def test_other_thresholds_move_the_turns_they_concern(tmp_path: Path, book: Playbook) -> None:
    _, turns = recorded(tmp_path, book)
    changes = replay(turns, with_policy(book, {"escalation_threshold": 0.5}))
    assert [(c.before.call, c.before.to, c.now.to) for c in changes] == [("call04", "llm", "human")]
    assert changes[0].moved
    changes = replay(turns, with_policy(book, {"min_intent_confidence": "0.6"}))
    assert [c.before.decision.reading.intent for c in changes] == ["balance"]


def test_a_decision_survives_json_with_all_its_digits() -> None:
    decision = Decision(
        reading=reading(
            "send $250", "transfer", 1 / 3, entities=[AMOUNT], escalation=Escalation(0.1, "anger")
        ),
        state=DialogueState(
            task="transfer",
            details=MappingProxyType({"amount": {"amount": 0.1 + 0.2, "currency": "USD"}}),
            awaiting=CONFIRM,
            failures=1,
            last_reply="Right?",
            finished=("balance", {"account": "savings"}),
        ),
        hit=Hit(Section("fees", "The fees", ""), 2 / 7, 2),
        today=TODAY,
    )
    again = Decision.from_json(decision.to_json())
    assert again == decision
    assert again.reading.confidence == 1 / 3
    assert again.route(BOOK) == decision.route(BOOK)


@pytest.mark.parametrize("data", [None, {}, [], "x", {"reading": {}, "state": {}, "today": 1}])
def test_anything_else_is_one_clear_error(data: object) -> None:
    with pytest.raises(ConfigError, match="not a recorded decision"):
        Decision.from_json(data)


def test_keys_of_a_later_version_are_left_out() -> None:
    decision = Decision(reading(), DialogueState(), None, TODAY)
    data = decision.to_json()
    data["reading"]["shoe_size"] = 43
    assert Decision.from_json(data) == decision


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"min_intnt": "1"}, "policy.min_intnt: unknown key; known: min_intent_confidence"),
        ({"costs": "1"}, "policy.costs: unknown key"),
        ({"escalation_threshold": "high"}, "policy.escalation_threshold: .*valid number"),
    ],
)
def test_a_wrong_setting_names_what_is_known(changes: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        with_policy(BOOK, changes)


def test_settings_are_read_as_typed() -> None:
    assert parse_settings(["a=0.5", " b = x=y "]) == {"a": "0.5", "b": "x=y"}
    for wrong in (["a"], ["=1"], ["a="], ["a=1", "a=2"]):
        with pytest.raises(ConfigError, match="--set"):
            parse_settings(wrong)


def test_a_playbook_that_lost_an_intent_or_detail_does_not_fit() -> None:
    def misfit(**state: object) -> str:
        decision = Decision(reading(), DialogueState(**state), None, date(2026, 1, 1))  # type: ignore[arg-type]
        return decision.misfit(BOOK)

    assert misfit() == ""
    assert misfit(task="transfer", awaiting="payee") == ""
    assert misfit(task="transfer", awaiting=CONFIRM) == ""
    assert "intent 'loan'" in misfit(task="loan", awaiting="amount")
    assert "detail 'colour'" in misfit(task="transfer", awaiting="colour")


@pytest.fixture
def url(tmp_path: Path, pipeline: str) -> str:
    url = f"sqlite:///{tmp_path}/calls.sqlite"
    record_calls(url, load_playbook(tmp_path / "small"), read, CALLS)
    return url


def test_replay_without_changes_moves_nothing(pipeline: str, url: str) -> None:
    console = quiet_console()
    assert run_replay(pipeline, url, [], console=console) == []
    assert f"{sum(map(len, CALLS))} turns replayed" in printed(console)
    assert "0 would go elsewhere, 0 go the same way" in printed(console)


def test_replay_counts_and_lists_what_moves(pipeline: str, url: str) -> None:
    console = quiet_console()
    run_replay(pipeline, url, ["escalation_threshold=0.5"], console=console)
    text = printed(console)
    assert "1 would go elsewhere" in text
    assert "call04 turn 1: llm -> human: I have had enough of this" in text
    assert "then unsure of thanks" in text
    assert "now  caller is angry" in text


def test_replay_says_what_it_cannot_replay_and_why(pipeline: str, url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "calls.sqlite") as database:
        stored = json.loads(database.execute("select decision from turns limit 1").fetchone()[0])

        def store(call: str, turn: int, decision: Any) -> None:
            database.execute(
                "update turns set decision=? where call_id=? and turn=?",
                (json.dumps(decision), call, turn),
            )

        store("call00", 1, stored | {"playbook": "other"})
        store("call00", 2, stored | {"exact": False})
        store("call00", 3, stored | {"seen": {"reading": 1}})
        gone = stored["seen"]["state"] | {"task": "loan", "awaiting": "amount"}
        store("call01", 1, stored | {"seen": stored["seen"] | {"state": gone}})
    console = quiet_console()
    assert run_replay(pipeline, url, [], console=console) == []
    text = printed(console)
    assert "1 turn: recorded with another playbook, 'other'" in text
    assert "1 turn: the route depends on text that redaction replaced" in text
    assert "1 turn: damaged" in text
    assert "1 turn: the playbook no longer has the intent 'loan'" in text
    assert f"{sum(map(len, CALLS)) - 4} turns replayed" in text


def test_replay_tells_that_the_playbook_has_changed(
    pipeline: str, url: str, tmp_path: Path
) -> None:
    file = tmp_path / "small" / "playbook.yaml"
    content = yaml.safe_load(file.read_text())
    content["policy"]["min_intent_confidence"] = 0.6
    file.write_text(yaml.safe_dump(content))
    console = quiet_console()
    assert len(run_replay(pipeline, url, [], console=console)) == 1
    assert "has changed since these turns were recorded" in printed(console)


PIN = "four four seven one"


@pytest.mark.real
def test_turns_read_by_the_shipped_model_replay_exactly(tmp_path: Path) -> None:
    config = load_pipeline("bank")
    book = load_playbook(config.playbook_folder)
    engine = load_slm(config, book)
    today = date(2026, 11, 22)
    turns = read_turns(book.folder / "heldout.yaml", book)
    words = [words_of(turn.say, book) for turn in turns if not turn.asked]
    calls = [words[i : i + 4] for i in range(0, len(words), 4)]
    calls.append(["send fifty dollars to my friend", PIN, "Sarah Connor", "tomorrow", "yes please"])
    calls.append(["I want to change my phone number", PIN, "it's 312-555-0188", "yes"])
    url = f"sqlite:///{tmp_path}/calls.sqlite"
    routes = record_calls(
        url,
        book,
        lambda text, asked: engine.read(Transcript(text, 0.9), asked=asked, today=today),
        calls,
        today=today,
    )
    found = replayable(read_record(url), book.name)
    assert found.left_out == {}
    assert len(found.turns) == len(routes) > 250
    assert [(t.to, t.reason) for t in found.turns] == [(r.to, r.reason) for r in routes]
    assert replay(found.turns, book) == []


class Deaf:
    """A model that takes every turn for a question about the balance."""

    def __init__(self) -> None:
        self.read_texts: list[tuple[str, str, date | None]] = []

    def read(
        self, transcript: Transcript, *, asked: str = "", today: date | None = None
    ) -> TurnReading:
        self.read_texts.append((transcript.text, asked, today))
        return reading(transcript.text, "balance", heard=transcript.confidence)


def test_another_model_reads_the_turns_in_their_conversation(
    tmp_path: Path, book: Playbook
) -> None:
    _, turns = recorded(tmp_path, book)
    deaf = Deaf()
    again = read_anew(turns, cast(SlmEngine, deaf), book)
    assert {turn.decision.reading.intent for turn in again} == {"balance"}
    assert [(t.call, t.turn, t.to) for t in again] == [(t.call, t.turn, t.to) for t in turns]
    assert not any("[" in text for text, _, _ in deaf.read_texts)
    assert {today for _, _, today in deaf.read_texts} == {turns[0].decision.today}
    assert any(change.moved for change in replay(again, book))


def test_the_gate_is_the_exit_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = Route(reading(), "human", "asks for a person")
    turn = RecordedTurn(
        "call", 1, "answer", "why", Decision(now.reading, DialogueState(), None, TODAY)
    )
    found: list[Change] = [Change(turn, now)]
    monkeypatch.setattr("voice_agent.improve.replay.run_replay", lambda *_, **__: found)
    run = CliRunner()
    for gate, status in ((["--gate", "0"], 1), (["--gate", "1"], 0), ([], 0)):
        assert run.invoke(app, ["replay", "--record", "sqlite://", *gate]).exit_code == status
