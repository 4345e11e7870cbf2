"""Whether a simulated call went as its caller wanted."""

from __future__ import annotations

from typing import Any

from toy_callers import bank

from voice_agent.core.events import Acted, Event
from voice_agent.scenarios.simulate.caller import Caller
from voice_agent.scenarios.simulate.plan import Plan, Plans
from voice_agent.scenarios.simulate.temper import Temper
from voice_agent.scenarios.simulate.verdict import Simulated, verdict, without_put_right

BOOK = bank()
PLANS = Plans(BOOK)


def planned(temper: Temper, intent: str) -> Plan:
    seed = 0
    while (plan := PLANS.draw(seed, temper)).goals[0].intent != intent:
        seed += 1
    return plan


def acted(name: str, **details: Any) -> Acted:
    return Acted(turn=1, name=name, details=details, outcome="done", ms=1.0)


def done(plan: Plan) -> Acted:
    goal = plan.goals[0]
    return acted(goal.intent, **{n: w.value for n, w in goal.details.items() if w})


def judged(plan: Plan, *events: Event) -> Simulated:
    caller = Caller(plan, BOOK, PLANS.goals, {})
    return verdict(BOOK, caller, ["hello"], events, [], [], misheard=plan.temper == "misheard")


def test_what_was_wanted_must_be_done_once_with_just_these_details() -> None:
    plan = planned("plain", "transfer")
    assert judged(plan, done(plan)).outcome.right
    assert judged(plan).outcome.faults
    assert judged(plan, done(plan), done(plan)).outcome.wrong_actions
    other = acted("transfer", **{**done(plan).details, "payee": "Somebody"})
    assert judged(plan, other).outcome.wrong_actions


def test_a_caller_who_cancels_wants_nothing_done() -> None:
    plan = planned("cancels", "transfer")
    assert judged(plan).outcome.right
    assert judged(plan, done(plan)).outcome.wrong_actions


def test_what_is_done_without_the_callers_yes_is_wrong() -> None:
    plan = planned("plain", "transfer")
    caller = Caller(plan, BOOK, PLANS.goals, {})
    caller.begin()
    caller.answer(f"Sent 5 dollars to Tom. {BOOK.says.anything_else}")
    call = verdict(BOOK, caller, ["hello"], [done(plan)], [], [])
    assert call.outcome.wrong_actions
    assert call.outcome.scenario.actions == []


def test_what_was_misheard_may_be_put_right_where_nothing_is_read_back() -> None:
    plan = planned("misheard", "balance")
    wrong = acted("balance", account="somewhere")
    call = judged(plan, wrong, done(plan))
    assert call.outcome.right
    assert call.put_right == 1
    assert judged(plan, wrong).outcome.wrong_actions
    # Where it is read back, or nothing was misheard, nothing may go wrong on the way.
    plain = planned("plain", "balance")
    assert judged(plain, wrong, done(plain)).outcome.wrong_actions
    sent = planned("misheard", "transfer")
    twice = [done(sent), done(sent)]
    assert without_put_right(BOOK, sent, call.outcome.scenario, twice) == twice


def test_what_was_wanted_first_is_not_put_right_by_what_is_wanted_then() -> None:
    plan = planned("misheard", "balance")
    scenario = judged(plan, done(plan)).outcome.scenario
    both = [done(plan), acted("balance", account="somewhere")]
    assert without_put_right(BOOK, plan, scenario, both) == both


def test_a_scenario_says_what_must_not_be_given() -> None:
    optional = BOOK.intents["balance"].details["account"].model_copy(update={"default": None})
    intent = BOOK.intents["balance"].model_copy(update={"details": {"account": optional}})
    book = BOOK.model_copy(update={"intents": {**BOOK.intents, "balance": intent}})
    plans = Plans(book)
    seed = 0
    while (plan := plans.draw(seed, "plain")).goals[0].details != {"account": None}:
        seed += 1
    caller = Caller(plan, book, plans.goals, {})
    given = acted("balance", account="savings")
    call = verdict(book, caller, ["hello"], [given], [], [])
    assert call.outcome.wrong_actions
    assert verdict(book, caller, ["hello"], [acted("balance")], [], []).outcome.right
