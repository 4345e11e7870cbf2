"""Whether a call went as its script demands. Pure: events in, faults out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voice_agent.core.events import Acted, Ended, Event, HandedOff, Replied, Routed
from voice_agent.scenarios.schema import ExpectedAction, Scenario, Step
from voice_agent.scenarios.spoken.said import Cause, Said


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a scripted call.

    Attributes:
        scenario: The script.
        faults: What went otherwise; empty when the call went as it should.
        wrong_actions: Actions that nobody asked for, or with other details.
        turns: Turns of the caller.
        handed_off: Whether a person took over.
        llm_turns: Turns that went to the LLM.
        lines: What was said, for a person to read: speaker and words.
        said: What the caller said, and what was recognised; empty by text.
        cause: Why a spoken call went wrong; ``None`` for others.
    """

    scenario: Scenario
    faults: tuple[str, ...]
    wrong_actions: tuple[str, ...]
    turns: int
    handed_off: bool
    llm_turns: int
    lines: tuple[tuple[str, str], ...]
    said: tuple[Said, ...] = ()
    cause: Cause | None = None

    @property
    def right(self) -> bool:
        """Whether the call went as its script demands."""
        return not self.faults and not self.wrong_actions


def step_faults(step: Step, events: Sequence[Event], v2v_ms: float | None = None) -> list[str]:
    """Return what is wrong with the answer to one step.

    Args:
        step: The step.
        events: What followed it.
        v2v_ms: Voice-to-voice time of the answer; ``None`` by text.
    """
    said = " ".join(event.text for event in events if isinstance(event, Replied)).lower()
    routes = [event.to for event in events if isinstance(event, Routed)]
    faults = [f"says no '{words}'" for words in _listed(step.says) if words.lower() not in said]
    faults += [f"says '{words}'" for words in _listed(step.not_says) if words.lower() in said]
    if step.route is not None and step.route not in routes:
        faults.append(f"went to {', '.join(routes) or 'nobody'}, not to {step.route}")
    if step.within_ms is not None and v2v_ms is not None and v2v_ms > step.within_ms:
        faults.append(f"answered after {v2v_ms:.0f} ms, not within {step.within_ms:.0f} ms")
    return faults


def judge(
    scenario: Scenario, events: Sequence[Event], faults: Iterable[str], allow: Iterable[str]
) -> Outcome:
    """Judge a whole call.

    Args:
        scenario: The script.
        events: Everything that the call published.
        faults: What was wrong with single answers.
        allow: Actions that are harmless in every call.
    """
    found = list(faults)
    done = [event for event in events if isinstance(event, Acted)]
    missing, wrong = _compare(scenario.actions, done, {*allow, *scenario.allow})
    found += [f"has not done {name}" for name in missing]
    ends = [event.reason for event in events if isinstance(event, Ended)]
    if scenario.ends is not None and scenario.ends not in ends:
        found.append(f"ended with {', '.join(ends) or 'nothing'}, not with {scenario.ends}")
    return Outcome(
        scenario,
        tuple(found),
        tuple(wrong),
        turns=max((event.turn for event in events), default=0),
        handed_off=any(isinstance(event, HandedOff) for event in events),
        llm_turns=sum(isinstance(event, Routed) and event.to == "llm" for event in events),
        lines=tuple(_lines(events)),
    )


def _compare(
    expected: Sequence[ExpectedAction], done: Sequence[Acted], allow: set[str]
) -> tuple[list[str], list[str]]:
    """Return expected actions that are missing, and those that nobody asked for."""
    left, wrong = list(expected), []
    for action in done:
        fitting = next((one for one in left if fits(one, action)), None)
        if fitting is not None:
            left.remove(fitting)
        elif action.name not in allow:
            wrong.append(f"{action.name} {dict(action.details)}")
    return [f"{one.name} {one.details or ''}".strip() for one in left], wrong


def fits(expected: ExpectedAction, action: Acted) -> bool:
    """Tell whether an action is one that is expected."""
    return expected.name == action.name and all(
        _same(value, action.details.get(name)) for name, value in expected.details.items()
    )


def _same(expected: Any, value: Any) -> bool:
    if isinstance(value, Mapping) and not isinstance(expected, Mapping):
        value = value.get("amount")
    if isinstance(expected, int | float) and isinstance(value, int | float):
        return float(expected) == float(value)
    return str(expected).lower() == str(value).lower()


def _lines(events: Iterable[Event]) -> Iterable[tuple[str, str]]:
    for event in events:
        if isinstance(event, Replied):
            yield "agent", event.text
        elif event.type == "transcript":
            yield "caller", event.text
        elif isinstance(event, Acted):
            yield "action", f"{event.name} {dict(event.details)}: {event.outcome}"


def _listed(words: str | list[str]) -> list[str]:
    return [words] if isinstance(words, str) else words
