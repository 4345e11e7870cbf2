"""The page about turn-taking: both state tables and the rules for their pairs, drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import Enum

from voice_agent.calls import agent_state
from voice_agent.calls.agent_state import RULES
from voice_agent.reference.markdown import table
from voice_agent.turns import policy


def page() -> str:
    """Return the page."""
    caller = ((a, e, b) for (a, e), (b, _) in policy.TRANSITIONS.items())
    agent = ((a, e, b) for (a, e), b in agent_state.TRANSITIONS.items())
    actions = [
        (_name(state), _name(event), _name(after), _name(action))
        for (state, event), (after, action) in policy.TRANSITIONS.items()
    ]
    rules = [
        (
            _name(of_caller),
            _name(of_agent),
            _name(rule.unfinished),
            _name(rule.finished),
            "yes" if rule.idle else "",
        )
        for (of_caller, of_agent), rule in RULES.items()
    ]
    return "\n".join(
        [
            "# Turn-taking\n",
            "Each party of a call has a table of states. Events that are not listed for a state",
            "change nothing.\n",
            "## The caller\n",
            "`voice_agent/turns/policy.py`\n",
            _diagram(caller, policy.TurnState.IDLE),
            table(("state", "event", "next state", "what the turn stage does"), actions),
            "## The agent\n",
            "`voice_agent/calls/agent_state.py`\n",
            _diagram(agent, agent_state.AgentState.LISTENING),
            "## When the caller begins to speak\n",
            "What follows depends on the states of both, and on whether the caller may not have",
            "finished the last turn: its answer has not been heard, or only just, and it has done",
            "nothing in the world.\n",
            table(
                (
                    "caller",
                    "agent",
                    "had not finished",
                    "had finished",
                    "silence is asked about",
                ),
                rules,
            ),
        ]
    )


def _diagram(transitions: Iterable[tuple[Enum, Enum, Enum]], first: Enum) -> str:
    """Return a Mermaid state diagram; events between the same two states share an arrow."""
    arrows: dict[tuple[Enum, Enum], list[str]] = defaultdict(list)
    for before, event, after in transitions:
        arrows[before, after].append(_name(event))
    lines = [
        f"    {before.name} --> {after.name}: {', '.join(events)}"
        for (before, after), events in arrows.items()
    ]
    return "\n".join(
        ["```mermaid", "stateDiagram-v2", f"    [*] --> {first.name}", *lines, "```\n"]
    )


def _name(one: Enum) -> str:
    return one.name.lower().replace("_", " ")
