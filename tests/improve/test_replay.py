from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest
from fakes import TODAY, playbook, reading
from recorded_calls import AMOUNT, CALLS, read, record_calls

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Escalation, Hit, Route, Section
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.improve.read_record import RecordedTurn, read_record, replayable
from voice_agent.improve.replay import parse_settings, replay, with_policy
from voice_agent.playbook.schema import Playbook
from voice_agent.router.decision import Decision

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
