"""Hold simulated calls by text and judge each by what its caller wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from voice_agent.core.chain import EngineHandle
from voice_agent.core.clock import Clock
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import Acted, Ended, Event, HandedOff, Replied
from voice_agent.llm.engine import NoLlm
from voice_agent.pipeline.assembly import Engines
from voice_agent.pipeline.typed import typed_call
from voice_agent.playbook.schema import Playbook
from voice_agent.playbook.turn_files import HEARD_FILE, read_heard
from voice_agent.scenarios.judge import Outcome, judge
from voice_agent.scenarios.schema import CHECKS_FILE, Checks, ExpectedAction, Scenario, load_checks
from voice_agent.scenarios.simulate.caller import Caller
from voice_agent.scenarios.simulate.goal import Goal
from voice_agent.scenarios.simulate.plan import Plan, Plans
from voice_agent.scenarios.simulate.temper import Temper
from voice_agent.training.noise.noise import add_errors

_MOST_TURNS = 24
_MISHEARD = 0.08
"""Share of the words of a turn that are misheard on a poor line."""
_AT_ONCE = 4


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


@dataclass(frozen=True, slots=True)
class Simulation:
    """Callers for one playbook.

    Attributes:
        engines: Shared by all calls; there is no LLM, so that the calls are always the same.
        plans: Draws the callers.
        allow: Actions that are harmless in every call.
        fixed: Words of a question -> the answer of every caller.
    """

    engines: Engines
    plans: Plans
    allow: tuple[str, ...]
    fixed: Mapping[str, str]

    @classmethod
    def make(cls, engines: Engines) -> Simulation:
        """Prepare callers from the files of the playbook.

        Raises:
            ConfigError: A file is wrong, or the playbook has no task to simulate.
        """
        playbook = engines.playbook
        checks = _checks(playbook.folder / CHECKS_FILE)
        allow = tuple(checks.allow) if checks else ()
        fixed = checks.answers_always if checks else {}
        path = playbook.folder / HEARD_FILE
        heard = read_heard(path, playbook).phrases if path.exists() else {}
        silent = EngineHandle("llm", NoLlm("simulated calls are held without an LLM"))
        plans = Plans(playbook, harmless=allow, heard=heard)
        return cls(replace(engines, llm=silent), plans, allow, fixed)

    async def hold_all(
        self,
        seeds: Iterable[int],
        *,
        only: Temper | None = None,
        on_held: Callable[[Simulated], None] = lambda held: None,
    ) -> list[Simulated]:
        """Hold the calls of the seeds, a few at a time; return them in this order."""
        room = asyncio.Semaphore(_AT_ONCE)

        async def one(seed: int) -> Simulated:
            async with room:
                held = await self.hold(self.plans.draw(seed, only))
                on_held(held)
                return held

        return list(await asyncio.gather(*(one(seed) for seed in seeds)))

    async def hold(self, plan: Plan) -> Simulated:
        """Hold one call."""
        playbook = self.engines.playbook
        caller = Caller(plan, playbook, self.plans.goals, self.fixed)
        rng = Random(f"misheard {plan.seed}")
        events: list[Event] = []
        said: list[str] = []
        faults: list[str] = []
        async with typed_call(self.engines, clock=Clock.at(plan.today)) as line:
            events += await line.greeting()
            words: str | None = caller.begin()
            try:
                while words is not None and len(said) < _MOST_TURNS:
                    if plan.temper == "misheard":
                        words = add_errors(words, _MISHEARD, rng)
                    said.append(words)
                    found = await line.say(words)
                    events += found
                    if line.over or any(isinstance(event, HandedOff) for event in found):
                        break
                    words = caller.answer(_heard(found))
            except VoiceAgentError as error:
                faults.append(str(error))
            if line.over:
                events.append(Ended(turn=line.call.turn.number, reason=line.call.ended.result()))
        wanted = (*caller.done, *caller.left)
        scenario = _scenario(playbook, plan, said, wanted)
        kept, put_right = _without_put_right(playbook, plan, scenario, events)
        outcome = judge(scenario, kept, faults, self.allow)
        unasked = tuple(f"{task} without consent" for task in caller.unasked)
        outcome = replace(outcome, wrong_actions=(*outcome.wrong_actions, *unasked))
        return Simulated(plan, outcome, put_right, tuple(events))


def _checks(path: Path) -> Checks | None:
    return load_checks(path) if path.exists() else None


def _heard(events: Sequence[Event]) -> str:
    """Return what the agent said; a filler says nothing."""
    return " ".join(e.text for e in events if isinstance(e, Replied) and e.source != "filler")


def _scenario(
    playbook: Playbook, plan: Plan, said: Sequence[str], wanted: Sequence[Goal]
) -> Scenario:
    names = " and ".join(goal.intent for goal in plan.goals)
    return Scenario.model_validate(
        {
            "name": f"seed {plan.seed}: {names}",
            "kind": plan.temper,
            "today": plan.today,
            "steps": list(said),
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


def _without_put_right(
    playbook: Playbook, plan: Plan, scenario: Scenario, events: Sequence[Event]
) -> tuple[list[Event], int]:
    """Leave out what was misheard, done without being read back, and done again as wanted."""
    unconfirmed = {
        playbook.intents[goal.intent].action
        for goal in plan.goals
        if not playbook.intents[goal.intent].confirm
    }
    kept: list[Event] = []
    put_right = 0
    for number, event in enumerate(events):
        if isinstance(event, Acted) and plan.temper == "misheard" and event.name in unconfirmed:
            later = [
                e for e in events[number + 1 :] if isinstance(e, Acted) and e.name == event.name
            ]
            if later:
                put_right += 1
                continue
        kept.append(event)
    return kept, put_right
