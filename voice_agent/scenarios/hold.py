"""Holding scripted calls, on any line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from voice_agent.core.clock import Clock
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import Ended, Event, Replied
from voice_agent.pipeline.assembly import Engines
from voice_agent.pipeline.typed import typed_call
from voice_agent.scenarios.judge import Outcome, judge, step_faults
from voice_agent.scenarios.line import Line
from voice_agent.scenarios.schema import Answers, Checks, Keys, Scenario, Step

_MOST_ANSWERS = 20
_MOST_ALWAYS = 3
"""Answers in a row that are given in the middle of the steps."""


async def hold(scenario: Scenario, checks: Checks, engines: Engines) -> Outcome:
    """Hold one scripted call by text and judge it."""
    day = scenario.today
    clock = engines.clock if day is None else Clock.at(day)
    async with typed_call(engines, clock=clock) as line:
        return await follow(scenario, checks, line)


async def follow(scenario: Scenario, checks: Checks, line: Line) -> Outcome:
    """Follow a script on a line that is open, and judge the call."""
    faults: list[str] = []
    events: list[Event] = []
    try:
        events += await line.greeting()
        for number, step in enumerate(scenario.steps, 1):
            if line.over:
                faults.append(f"step {number}: the call had ended")
                break
            found, wrong = await _take_step(step, line, scenario, checks)
            events += found
            faults += [f"step {number}: {fault}" for fault in wrong]
        events += await _answer(line, _always(scenario, checks) | scenario.answers, events)
    except VoiceAgentError as error:
        faults.append(str(error))
    if line.ended is not None:
        last = max((event.turn for event in events), default=0)
        events.append(Ended(turn=last, reason=line.ended))
    return judge(scenario, events, faults, checks.allow)


async def _take_step(
    step: Step, line: Line, scenario: Scenario, checks: Checks
) -> tuple[list[Event], list[str]]:
    """Take one step, and answer what is always answered; return events and faults."""
    faults = []
    if step.interrupt_after is not None and not line.agent_speaks:
        faults.append(f"the answer was over before {step.interrupt_after} words of it were heard")
    hear = _interrupted_after(scenario.steps, step)
    found = await take(line, step, hear)
    v2v_ms = line.v2v_ms
    always = _always(scenario, checks)
    found += await _answer(line, always, found, most=_MOST_ALWAYS, hear=hear)
    return found, faults + step_faults(step, found, v2v_ms)


def _always(scenario: Scenario, checks: Checks) -> Answers:
    own = scenario.answers_always
    return checks.answers_always if own is None else own


def _interrupted_after(steps: Sequence[Step], step: Step) -> int | None:
    """Return after how many words of its answer the step after ``step`` begins."""
    after = next((later for one, later in pairwise(steps) if one is step), None)
    return after.interrupt_after if after else None


async def take(line: Line, step: Step, hear: int | None) -> list[Event]:
    """Do what a step says on a line; return what followed."""
    if step.say is not None:
        return await line.say(step.say, hear=hear)
    if step.press is not None:
        return await line.press(step.press, hear=hear)
    return await line.be_silent(hear=hear)


async def _answer(
    line: Line,
    answers: Answers,
    before: Sequence[Event],
    *,
    most: int = _MOST_ANSWERS,
    hear: int | None = None,
) -> list[Event]:
    """Answer what the agent asks until it asks nothing that is known."""
    events: list[Event] = []
    asked = _last_words(before)
    for _ in range(most):
        answer = next((a for key, a in answers.items() if key.lower() in asked), None)
        if answer is None or line.over:
            break
        if isinstance(answer, Keys):
            found = await line.press(answer.press, hear=hear)
        else:
            found = await line.say(answer, hear=hear)
        events += found
        asked = _last_words(found)
    return events


def _last_words(events: Sequence[Event]) -> str:
    replies = [event.text for event in events if isinstance(event, Replied)]
    return replies[-1].lower() if replies else ""
