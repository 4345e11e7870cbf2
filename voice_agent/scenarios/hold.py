"""Holding scripted calls by text."""

from __future__ import annotations

from voice_agent.core.clock import Clock
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import Ended, Event, Replied
from voice_agent.pipeline.assembly import Engines
from voice_agent.pipeline.typed import TypedCall, typed_call
from voice_agent.scenarios.judge import Outcome, judge, step_faults
from voice_agent.scenarios.schema import Checks, Scenario, Step

_MOST_ANSWERS = 20


async def hold(scenario: Scenario, checks: Checks, engines: Engines) -> Outcome:
    """Hold one scripted call by text and judge it."""
    day = scenario.today
    clock = engines.clock if day is None else Clock.at(day)
    faults: list[str] = []
    async with typed_call(engines, clock=clock) as line:
        events = await line.greeting()
        try:
            for number, step in enumerate(scenario.steps, 1):
                if line.over:
                    faults.append(f"step {number}: the call had ended")
                    break
                found = await _do(line, step)
                events += found
                faults += [f"step {number}: {fault}" for fault in step_faults(step, found)]
            events += await _answer(line, scenario, events)
        except VoiceAgentError as error:
            faults.append(str(error))
        if line.over:
            events.append(Ended(turn=line.call.turn.number, reason=line.call.ended.result()))
    return judge(scenario, events, faults, checks.allow)


async def _do(line: TypedCall, step: Step) -> list[Event]:
    if step.say is not None:
        return await line.say(step.say)
    if step.press is not None:
        return await line.press(step.press)
    return await line.be_silent()


async def _answer(line: TypedCall, scenario: Scenario, before: list[Event]) -> list[Event]:
    """Answer what the agent asks, as the script says, until it asks nothing that is known."""
    events: list[Event] = []
    asked = _last_words(before)
    for _ in range(_MOST_ANSWERS):
        answer = next((a for key, a in scenario.answers.items() if key.lower() in asked), None)
        if answer is None or line.over:
            break
        found = await line.say(answer)
        events += found
        asked = _last_words(found)
    return events


def _last_words(events: list[Event]) -> str:
    replies = [event.text for event in events if isinstance(event, Replied)]
    return replies[-1].lower() if replies else ""
