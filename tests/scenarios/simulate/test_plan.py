"""Callers before the call."""

from __future__ import annotations

import pytest
from toy_callers import PHRASES, bank

from voice_agent.core.errors import ConfigError
from voice_agent.scenarios.simulate.plan import FIRST_DAY, Plans
from voice_agent.scenarios.simulate.temper import TEMPERS

PLANS = Plans(bank(), harmless=["balance"])


def test_a_seed_is_always_the_same_caller() -> None:
    again = Plans(bank(), harmless=["balance"])
    assert [PLANS.draw(seed) for seed in range(30)] == [again.draw(seed) for seed in range(30)]
    assert len({PLANS.draw(seed).today for seed in range(30)}) > 15
    assert all(PLANS.draw(seed).today >= FIRST_DAY for seed in range(30))


@pytest.mark.parametrize("temper", TEMPERS)
def test_every_temper_has_what_it_takes(temper: str) -> None:
    for seed in range(10):
        plan = PLANS.draw(seed, temper)  # type: ignore[arg-type]
        assert plan.temper == temper
        assert len(plan.goals) == (2 if temper == "two tasks" else 1)
        assert bool(plan.aside) is (temper == "digresses")
        takes_back = temper.startswith("corrects") or temper == "refuses the read-back"
        assert (plan.taken_back is not None) is takes_back


def test_an_aside_changes_nothing_and_is_about_something_else() -> None:
    asides = {PLANS.draw(seed, "digresses").aside for seed in range(30)}
    assert asides == {"what are the fees", "what is my balance"}


def test_a_playbook_without_a_task_or_of_another_language_is_one_clear_error() -> None:
    empty = bank().model_copy(update={"phrases": {"fees": PHRASES["fees"]}})
    with pytest.raises(ConfigError, match="no task to simulate"):
        Plans(empty).draw(1)
    with pytest.raises(ConfigError, match="simulated callers speak en only, not 'de'"):
        Plans(bank().model_copy(update={"language": "de"}))
