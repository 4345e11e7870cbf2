"""Simulated calls as a table, as JSON, and as scenarios."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rich.console import Console
from toy_callers import bank

from voice_agent.scenarios.judge import Outcome
from voice_agent.scenarios.schema import Scenario, load_checks
from voice_agent.scenarios.simulate.plan import Plans
from voice_agent.scenarios.simulate.report import as_json, by_intent, by_temper, table, write_failed
from voice_agent.scenarios.simulate.temper import Temper
from voice_agent.scenarios.simulate.verdict import Simulated

PLANS = Plans(bank())


def call(temper: Temper, *, wrong: bool = False, put_right: int = 0, seed: int = 1) -> Simulated:
    scenario = Scenario.model_validate(
        {
            "name": f"seed {seed}",
            "kind": temper,
            "today": date(2026, 1, 2),
            "steps": ["send money", "Yes."],
            "actions": [{"name": "transfer", "details": {"amount": 5.0, "payee": None}}],
        }
    )
    faults = ("has not done transfer",) if wrong else ()
    outcome = Outcome(scenario, faults, ("x",) if wrong else (), 3, False, 1, ())
    return Simulated(PLANS.draw(seed, temper), outcome, put_right, ())


CALLS = [call("plain"), call("plain", wrong=True, seed=7), call("misheard", put_right=2)]


def test_calls_are_counted_by_temper_and_misheard_ones_apart() -> None:
    rows = {row.name: row for row in by_temper(CALLS)}
    assert list(rows) == ["plain", "all but misheard", "misheard"]
    plain = rows["plain"]
    assert (plain.calls, plain.success, plain.wrong_actions, plain.turns) == (2, 1, 1, 6)
    assert rows["misheard"].put_right == 1
    assert sum(row.calls for row in by_intent(CALLS)) == 3


def test_the_table_and_the_json_say_the_same() -> None:
    console = Console(width=120, record=True)
    console.print(table("temper", by_temper(CALLS)))
    assert "50.0%" in console.export_text()
    data = as_json(CALLS)
    assert data["failed"] == [7]
    assert data["by_temper"][0]["llm_turns"] == 2  # type: ignore[index]


def test_what_failed_is_written_as_scenarios(tmp_path: Path) -> None:
    file = tmp_path / "failed.yaml"
    assert write_failed(file, CALLS[:1], ["balance"]) == 0
    assert not file.exists()
    assert write_failed(file, CALLS, ["balance"]) == 1
    checks = load_checks(file)
    assert checks.allow == ["balance"]
    assert checks.scenarios == [CALLS[1].outcome.scenario]
