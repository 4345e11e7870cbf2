"""Callers whose words must not be taken for an order, or for a yes."""

from __future__ import annotations

from dataclasses import replace

from toy_callers import bank

from voice_agent.scenarios.schema import Step
from voice_agent.scenarios.simulate.caller import Caller
from voice_agent.scenarios.simulate.plan import Plan, Plans
from voice_agent.scenarios.simulate.trap import Point, Trap
from voice_agent.scenarios.simulate.trapped import Trapped, Trusting, caller_of

BOOK = bank()
PLANS = Plans(BOOK, harmless=["balance"])
STEP = Step(say="Never mind me.")


def caller(
    point: Point, *, yes: bool = False, hears: int | None = None, seed: int = 1
) -> tuple[Caller, Plan]:
    plan = PLANS.draw(seed, "plain")
    while plan.goals[0].intent != "transfer":
        seed += 1
        plan = PLANS.draw(seed, "plain")
    steps = () if hears else (STEP,)
    plan = replace(plan, trap=Trap("x", point, steps, yes=yes, hears=hears))
    assert plan.trap is not None
    return caller_of(plan.trap)(plan, BOOK, PLANS.goals, {"PIN": "four four"}), plan


def read_back(plan: Plan, **other: str) -> str:
    told = PLANS.goals.spoken(plan.goals[0], plan.today) | other
    return "Send {amount} to {payee} on {date}, right?".format(**told)


def test_at_the_start_it_is_all_that_is_said() -> None:
    who, _ = caller("start")
    assert isinstance(who, Trapped)
    assert who.begin() == STEP
    assert who.answer("Your PIN, please?") == "four four"
    assert who.answer("How much?") is None
    assert (who.done, who.left) == ([], ())


def test_in_the_place_of_an_answer() -> None:
    who, _ = caller("a question")
    assert who.begin() != STEP
    assert who.answer("How much?") == STEP


def test_a_yes_counts_if_it_was_read_back_again() -> None:
    who, plan = caller("the read-back", yes=True)
    who.begin()
    assert who.answer(read_back(plan)) == STEP
    assert who.answer(f"Hm. {read_back(plan)}")
    assert who.left == plan.goals


def test_a_yes_to_anything_else_does_not_count() -> None:
    who, plan = caller("the read-back", yes=True)
    who.begin()
    assert who.answer(read_back(plan)) == STEP
    assert who.answer("Are you still there?")
    assert who.left == ()


def test_nobody_agrees_to_what_was_read_back_otherwise() -> None:
    who, plan = caller("the read-back", yes=True)
    who.begin()
    who.answer(read_back(plan))
    assert who.answer(read_back(plan, payee="somebody")) is None


def test_a_yes_after_a_few_words_does_not_count() -> None:
    who, plan = caller("the read-back", yes=True, hears=4)
    who.begin()
    assert who.hears == 4
    assert who.answer(read_back(plan))
    assert (who.left, who.hears) == ((), None)


def test_afterwards_the_task_itself_is_done() -> None:
    who, plan = caller("afterwards")
    who.begin()
    who.answer(read_back(plan))
    told = PLANS.goals.spoken(plan.goals[0], plan.today)
    said = f"Sent {told['amount']} to {told['payee']}. {BOOK.says.anything_else}"
    assert who.answer(said) == STEP
    assert who.done == [plan.goals[0]]
    assert who.answer("What?") is None


def test_a_trusting_caller_says_yes_to_whatever_is_read_back() -> None:
    who, plan = caller("throughout")
    assert isinstance(who, Trusting)
    assert who.begin() == STEP
    assert who.answer(read_back(plan, payee="somebody"))
    assert who.left == plan.goals
