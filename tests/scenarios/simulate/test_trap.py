"""What callers say who ask for nothing by it."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from toy_callers import PHRASES, bank

from voice_agent.core.errors import ConfigError
from voice_agent.scenarios.simulate.plan import Plans

BOOK = bank()
PLANS = Plans(BOOK, harmless=["balance"])
FAMILIES = PLANS.traps.families


def test_the_same_seed_is_the_same_caller() -> None:
    assert PLANS.draw_trap(7) == PLANS.draw_trap(7)
    assert len({PLANS.draw_trap(seed).kind for seed in range(60)}) > 10


@pytest.mark.parametrize("family", ["refusal", "past", "no yes: doubt", "yes after silence"])
def test_a_kind_of_sentences_can_be_asked_for(family: str) -> None:
    plan = PLANS.draw_trap(1, family)
    assert plan.kind == family
    assert plan.trap is not None
    assert plan.trap.steps


def test_what_is_spoken_of_changes_something() -> None:
    for seed in range(40):
        assert PLANS.draw_trap(seed).goals[0].intent == "transfer"


@pytest.mark.parametrize("family", [f for f in FAMILIES if not f.startswith("values: ")])
def test_every_kind_that_fits_the_tasks_is_drawn(family: str) -> None:
    if family == "heard poorly":
        pytest.skip("half of it needs a heard.yaml")
    assert PLANS.draw_trap(3, family).kind == family


def test_a_kind_without_values_of_it_is_no_caller() -> None:
    assert PLANS.traps.draw(Random(1), date(2026, 1, 1), "values: email") is None
    with pytest.raises(ConfigError, match="no task to speak of"):
        Plans(BOOK.model_copy(update={"phrases": {"fees": PHRASES["fees"]}})).draw_trap(1)
