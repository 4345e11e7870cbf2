"""Hold simulated calls by text and judge each by what its caller wanted."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from voice_agent.core.budgets import BudgetTable
from voice_agent.core.chain import EngineHandle
from voice_agent.core.clock import Clock
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import Ended, Event, HandedOff, Replied
from voice_agent.llm.engine import NoLlm
from voice_agent.pipeline.assembly import Engines
from voice_agent.pipeline.typed import typed_call
from voice_agent.playbook.schema import Playbook
from voice_agent.playbook.turn_files import HEARD_FILE, HELDOUT_FILE, read_heard, read_turns
from voice_agent.scenarios.hold import take
from voice_agent.scenarios.line import Line
from voice_agent.scenarios.schema import CHECKS_FILE, Answers, Checks, Keys, Step, load_checks
from voice_agent.scenarios.simulate.caller import Caller
from voice_agent.scenarios.simulate.plan import Plan, Plans
from voice_agent.scenarios.simulate.temper import known_temper
from voice_agent.scenarios.simulate.trapped import caller_of
from voice_agent.scenarios.simulate.verdict import Simulated, verdict
from voice_agent.training.noise.noise import add_errors

_MOST_TURNS = 24
_MISHEARD = 0.08
"""Share of the words of a turn that are misheard on a poor line."""
_AT_ONCE = 4
_DEADLINE_MS = 30_000.0


class _Unhurried(EngineHandle):
    """Waits for its engine as long as a busy machine takes."""

    async def run(self, method: str, *args: Any, deadline_ms: float, **more: Any) -> Any:
        """Call a method of the engine; see ``EngineHandle.run``."""
        return await super().run(method, *args, deadline_ms=_DEADLINE_MS, **more)


@dataclass(frozen=True, slots=True)
class Simulation:
    """Callers for one playbook.

    Attributes:
        engines: Shared by all calls. There is no LLM and no hurry, so that the calls are always
            the same.
        plans: Draws the callers.
        allow: Actions that are harmless in every call.
        fixed: Words of a question -> the answer of every caller.
        traps: True if the callers ask for nothing by what they say.
    """

    engines: Engines
    plans: Plans
    allow: tuple[str, ...]
    fixed: Answers
    traps: bool = False

    @classmethod
    def make(cls, engines: Engines, *, heldout: bool = False, traps: bool = False) -> Simulation:
        """Prepare callers from the files of the playbook.

        Args:
            engines: Of the pipeline.
            heldout: Whether callers ask for their tasks in the words of ``heldout.yaml``.
            traps: True if the callers ask for nothing by what they say.

        Raises:
            ConfigError: A file is wrong, or the playbook has no task to simulate.
        """
        playbook = engines.playbook
        checks = _checks(playbook.folder / CHECKS_FILE)
        allow = tuple(checks.allow) if checks else ()
        fixed = checks.answers_always if checks else {}
        path = playbook.folder / HEARD_FILE
        heard = read_heard(path, playbook).phrases if path.exists() and not heldout else {}
        phrases = _heldout(playbook) if heldout else None
        silent = EngineHandle("llm", NoLlm("simulated calls are held without an LLM"))
        plans = Plans(playbook, harmless=allow, phrases=phrases, heard=heard)
        unhurried = replace(
            engines,
            llm=silent,
            knowledge=_Unhurried("router", engines.knowledge.engine),
            budgets=_without_hurry(engines.budgets),
        )
        return cls(unhurried, plans, allow, fixed, traps)

    def close(self) -> None:
        """Stop the threads that are not the engines' own."""
        self.engines.knowledge.close()
        self.engines.llm.close()

    def draw(self, seed: int, only: str = "") -> Plan:
        """Draw the caller of a seed.

        Args:
            seed: The seed.
            only: Temper or kind of sentences; any by default.
        """
        if self.traps:
            return self.plans.draw_trap(seed, only)
        return self.plans.draw(seed, known_temper(only))

    async def hold_all(
        self,
        seeds: Iterable[int],
        *,
        only: str = "",
        on_held: Callable[[Simulated], None] = lambda held: None,
    ) -> list[Simulated]:
        """Hold the calls of the seeds, a few at a time; return them in this order."""
        room = asyncio.Semaphore(_AT_ONCE)

        async def one(seed: int) -> Simulated:
            async with room:
                held = await self.hold(self.draw(seed, only))
                on_held(held)
                return held

        return list(await asyncio.gather(*(one(seed) for seed in seeds)))

    async def hold(self, plan: Plan) -> Simulated:
        """Hold one call by text; a caller who is misheard is misheard by chance."""
        rng = Random(f"misheard {plan.seed}")

        def heard(words: str) -> str:
            return add_errors(words, _MISHEARD, rng) if plan.temper == "misheard" else words

        async with typed_call(self.engines, clock=Clock.at(plan.today)) as line:
            return await self.talk(plan, line, heard=heard)

    async def talk(
        self, plan: Plan, line: Line, *, heard: Callable[[str], str] | None = None
    ) -> Simulated:
        """Hold one call on a line that is open.

        Args:
            plan: The caller.
            line: The line.
            heard: Returns what is heard of a turn; the line decides when left out, so that any call
                may be misheard.
        """
        caller = self._caller(plan)
        events: list[Event] = []
        said: list[str | Keys | Step] = []
        faults: list[str] = []
        first = caller.begin()
        answer: str | Keys | Step | None = first
        hears: int | None = None
        try:
            events += await line.greeting()
            while answer is not None and len(said) < _MOST_TURNS:
                if heard is not None and isinstance(answer, str):
                    answer = heard(answer)
                said.append(_over(answer, hears) if said else answer)
                hears = caller.hears
                found = await _give(line, answer, hears)
                events += found
                if line.over or any(isinstance(event, HandedOff) for event in found):
                    break
                answer = caller.answer(_words(found))
        except VoiceAgentError as error:
            faults.append(str(error))
        if line.ended is not None:
            last = max((event.turn for event in events), default=0)
            events.append(Ended(turn=last, reason=line.ended))
        return verdict(
            self.engines.playbook,
            caller,
            said or [first],
            events,
            faults,
            self.allow,
            misheard=heard is None or plan.temper == "misheard",
        )

    def broken(self, plan: Plan, why: str) -> Simulated:
        """Judge a call that could not be made."""
        caller = self._caller(plan)
        first = caller.begin()
        return verdict(self.engines.playbook, caller, [first], [], [why], self.allow)

    def _caller(self, plan: Plan) -> Caller:
        make = Caller if plan.trap is None else caller_of(plan.trap)
        return make(plan, self.engines.playbook, self.plans.goals, self.fixed)


def _over(answer: str | Keys | Step, hears: int | None) -> str | Keys | Step:
    """Return what the caller says over an answer after ``hears`` words of it, for the script."""
    if hears is None or isinstance(answer, Step):
        return answer
    if isinstance(answer, Keys):
        return Step(press=answer.press, interrupt_after=hears)
    return Step(say=answer, interrupt_after=hears)


async def _give(line: Line, answer: str | Keys | Step, hears: int | None) -> list[Event]:
    if isinstance(answer, Step):
        return await take(line, answer, hears)
    if isinstance(answer, Keys):
        return await line.press(answer.press, hear=hears)
    return await line.say(answer, hear=hears)


def _without_hurry(budgets: BudgetTable) -> BudgetTable:
    """Return budgets that a busy machine keeps: what is said must not depend on its load."""
    stages = {n: replace(one, deadline_ms=_DEADLINE_MS) for n, one in budgets.stages.items()}
    return replace(budgets, stages=stages, turn_deadline_ms=_DEADLINE_MS)


def _checks(path: Path) -> Checks | None:
    return load_checks(path) if path.exists() else None


def _heldout(playbook: Playbook) -> dict[str, list[str]]:
    """Return turns that nothing was trained on, by their only intent, as openings of calls."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for turn in read_turns(playbook.folder / HELDOUT_FILE, playbook):
        if len(turn.intents) == 1 and not turn.asked:
            found[turn.intents[0]].append(turn.say)
    return found


def _words(events: Sequence[Event]) -> str:
    """Return what the agent said; a filler says nothing."""
    return " ".join(e.text for e in events if isinstance(e, Replied) and e.source != "filler")
