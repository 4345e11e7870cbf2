"""Simulated calls, held with the small bank."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from toy_callers import RuleSlm, bank, engines

from voice_agent.core.chain import EngineHandle
from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Transcript, TurnReading
from voice_agent.scenarios.hold import hold
from voice_agent.scenarios.schema import Checks, Keys
from voice_agent.scenarios.simulate.run import Simulation
from voice_agent.scenarios.simulate.temper import Temper

CHECKS = """
allow: [balance]
answers_always: {PIN: "one two", code: {press: "34"}}
scenarios: [{name: x, steps: [hello]}]
"""


@pytest.fixture
def simulation(tmp_path: Path) -> Simulation:
    (tmp_path / "checks.yaml").write_text(CHECKS)
    return Simulation.make(engines(bank().model_copy(update={"folder": tmp_path})))


def test_the_playbooks_files_say_what_is_harmless_and_what_every_caller_knows(
    simulation: Simulation, tmp_path: Path
) -> None:
    assert simulation.allow == ("balance",)
    assert simulation.fixed == {"PIN": "one two", "code": Keys(press="34")}
    (tmp_path / "heard.yaml").write_text("phrases: {nonsense: [x]}")
    with pytest.raises(ConfigError, match="no intent 'nonsense'"):
        Simulation.make(engines(bank().model_copy(update={"folder": tmp_path})))


async def test_a_busy_machine_changes_nothing(
    simulation: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    budgets = simulation.engines.budgets
    assert min(one.deadline_ms for one in budgets.stages.values()) > 10_000
    assert budgets.turn_deadline_ms > 10_000
    # The router gives the knowledge folder less time than a busy machine may need.
    given: list[float] = []

    async def run(self: EngineHandle, method: str, *args: Any, deadline_ms: float) -> None:
        given.append(deadline_ms)

    monkeypatch.setattr(EngineHandle, "run", run)
    await simulation.engines.knowledge.run("look_up", deadline_ms=100)
    assert min(given) > 10_000
    simulation.close()


async def test_callers_may_ask_in_words_that_nothing_was_trained_on(tmp_path: Path) -> None:
    (tmp_path / "heldout.yaml").write_text(
        "turns: [{say: transfer a little money, intent: transfer}, {say: x, intent: [fees, bye]}]"
    )
    made = engines(bank().model_copy(update={"folder": tmp_path}))
    drawn = [Simulation.make(made, heldout=True).plans.draw(seed, "plain") for seed in range(5)]
    openings = {piece.text for plan in drawn for piece in plan.goals[0].openings[0].pieces}
    assert openings == {"transfer a little money"}


async def test_calls_go_well_and_are_always_the_same(simulation: Simulation) -> None:
    calls = await simulation.hold_all(range(8), only="plain")
    assert [call.plan.seed for call in calls] == list(range(8))
    assert all(call.outcome.right for call in calls), [c.outcome for c in calls]
    again = await simulation.hold_all(reversed(range(8)), only="plain")
    assert [c.outcome for c in again] == [c.outcome for c in reversed(calls)]


@pytest.mark.parametrize(
    "temper", ["cancels", "wants a person", "refuses the read-back", "misheard"]
)
async def test_what_a_caller_wanted_is_what_is_expected(
    simulation: Simulation, temper: Temper
) -> None:
    call = await simulation.hold(simulation.plans.draw(3, temper))
    scenario = call.outcome.scenario
    assert scenario.kind == temper
    assert bool(scenario.actions) is (temper in ("refuses the read-back", "misheard"))
    assert (scenario.ends == "handoff") is (temper == "wants a person")
    assert scenario.today == call.plan.today


async def test_a_held_call_can_be_replayed_as_a_scenario(simulation: Simulation) -> None:
    call = await simulation.hold(simulation.plans.draw(5, "plain"))
    checks = Checks(scenarios=[call.outcome.scenario], allow=["balance"])
    replayed = await hold(call.outcome.scenario, checks, simulation.engines)
    assert replayed.right
    assert replayed.lines == call.outcome.lines


class Tom(RuleSlm):
    """Takes every name for Tom."""

    def read(self, transcript: Transcript, **known: Any) -> TurnReading:
        found = super().read(transcript, **known)
        toms = (replace(e, value="Tom") if e.type == "payee" else e for e in found.entities)
        return replace(found, entities=tuple(toms))


async def test_an_action_that_nobody_asked_for_is_a_wrong_action(simulation: Simulation) -> None:
    careless = bank().intents["transfer"].model_copy(update={"confirm": None})
    book = simulation.engines.playbook
    book = book.model_copy(update={"intents": {**book.intents, "transfer": careless}})
    wrong = replace(simulation.engines, playbook=book, slm=EngineHandle("slm", Tom(book)))
    seeds = [s for s in range(9) if simulation.plans.draw(s, "plain").goals[0].intent == "transfer"]
    call = await replace(simulation, engines=wrong).hold(simulation.plans.draw(seeds[0], "plain"))
    assert not call.outcome.right
    assert call.outcome.wrong_actions
