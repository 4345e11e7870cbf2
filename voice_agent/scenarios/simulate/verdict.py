"""Judge whether a simulated call went as its caller wanted. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voice_agent.core.events import Acted, Event
from voice_agent.playbook.schema import Playbook
from voice_agent.scenarios.judge import Outcome, fits, judge
from voice_agent.scenarios.schema import ExpectedAction, Keys, Scenario, Step
from voice_agent.scenarios.simulate.caller import Caller
from voice_agent.scenarios.simulate.goal import Goal
from voice_agent.scenarios.simulate.plan import Plan


@dataclass(frozen=True, slots=True)
class Simulated:
    """One simulated call.

    Attributes:
        plan: What the caller wanted.
        outcome: What became of it; its scenario replays the call.
        put_right: Actions without a read-back that were misheard, and put right in the same call.
        events: Everything that the call published.
    """

    plan: Plan
    outcome: Outcome
    put_right: int
    events: tuple[Event, ...]


def verdict(
    playbook: Playbook,
    caller: Caller,
    said: Sequence[str | Keys | Step],
    events: Sequence[Event],
    faults: Sequence[str],
    allow: Sequence[str],
    *,
    misheard: bool = False,
) -> Simulated:
    """Judge a call.

    Args:
        playbook: The playbook.
        caller: The caller after the call.
        said: What the caller said, as it was heard, and the keys that were pressed.
        events: Everything that the call published.
        faults: What broke the call off.
        allow: Actions that are harmless in every call.
        misheard: True if the caller may have been misheard.
    """
    plan = caller.plan
    misheard = misheard and plan.trap is None
    scenario = _scenario(playbook, plan, said, (*caller.done, *caller.left))
    kept = without_put_right(playbook, plan, scenario, events) if misheard else list(events)
    outcome = judge(scenario, kept, faults, allow)
    return Simulated(plan, outcome, len(events) - len(kept), tuple(events))


def _scenario(
    playbook: Playbook, plan: Plan, said: Sequence[str | Keys | Step], wanted: Sequence[Goal]
) -> Scenario:
    names = " and ".join(goal.intent for goal in plan.goals)
    return Scenario.model_validate(
        {
            "name": f"seed {plan.seed}: {names}",
            "kind": plan.kind,
            "today": plan.today,
            "steps": [one if isinstance(one, str) else one.model_dump() for one in said],
            "allow": [] if plan.trap is None else list(plan.trap.allow),
            "actions": [_expected(playbook, goal) for goal in wanted],
            "ends": "handoff" if plan.temper == "wants a person" else None,
        }
    )


def _expected(playbook: Playbook, goal: Goal) -> ExpectedAction:
    intent = playbook.intents[goal.intent]
    details = {n: None if w is None else _data(w.value) for n, w in goal.details.items()}
    return ExpectedAction(name=intent.action or "", details=details)


def _data(value: Any) -> Any:
    return value["amount"] if isinstance(value, Mapping) else value


def without_put_right(
    playbook: Playbook, plan: Plan, scenario: Scenario, events: Sequence[Event]
) -> list[Event]:
    """Leave out what was misheard, done without being read back, and then done again.

    What the caller wanted stays, also if it was done again in another way.
    """
    intents = [playbook.intents[goal.intent] for goal in plan.goals]
    unconfirmed = {intent.action for intent in intents if not intent.confirm}
    last = {event.name: number for number, event in enumerate(events) if isinstance(event, Acted)}
    return [
        event
        for number, event in enumerate(events)
        if not isinstance(event, Acted)
        or event.name not in unconfirmed
        or number == last[event.name]
        or any(fits(one, event) for one in scenario.actions)
    ]
