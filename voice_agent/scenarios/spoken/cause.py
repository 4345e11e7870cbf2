"""Why a spoken call went wrong: it is held again by typing, as scripted and as it was heard."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence

from voice_agent.pipeline.assembly import Engines
from voice_agent.scenarios.hold import hold
from voice_agent.scenarios.schema import Answers, Checks, Scenario
from voice_agent.scenarios.spoken.said import Cause, Said, word_errors


async def cause_of(
    scenario: Scenario, said: Sequence[Said], checks: Checks, engines: Engines
) -> Cause:
    """Return why a call went wrong by voice."""
    if not (await hold(scenario, checks, engines)).right:
        return "dialogue"
    return await cause_of_voice(scenario, said, checks, engines)


async def cause_of_voice(
    scenario: Scenario, said: Sequence[Said], checks: Checks, engines: Engines
) -> Cause:
    """Return why a call went wrong by voice that goes right by text."""
    if any(one.text and not one.heard for one in said):
        return "recogniser"
    if (await hold(as_heard(scenario, checks, said), checks, engines)).right:
        return "turn-taking"
    if word_errors(said)[0]:
        return "recogniser"
    return "turn-taking" if any(len(one.heard) > 1 for one in said) else "dialogue"


def as_heard(scenario: Scenario, checks: Checks, said: Sequence[Said]) -> Scenario:
    """Return a script whose caller says what was recognised."""
    texts: dict[str, deque[str]] = defaultdict(deque)
    for one in said:
        texts[one.text].append(one.heard_text)

    def heard(text: str) -> str:
        return (texts[text].popleft() if texts[text] else "") or text

    def answers(script: Answers) -> Answers:
        return {
            question: heard(answer) if isinstance(answer, str) else answer
            for question, answer in script.items()
        }

    steps = [
        step.model_copy(update={"say": heard(step.say)}) if step.say else step
        for step in scenario.steps
    ]
    own = scenario.answers_always
    always = answers(checks.answers_always if own is None else own)
    return scenario.model_copy(
        update={"steps": steps, "answers_always": always, "answers": answers(scenario.answers)}
    )
