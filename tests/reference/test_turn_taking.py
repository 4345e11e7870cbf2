"""The page about turn-taking follows from the tables."""

from voice_agent.calls.agent_state import RULES, TRANSITIONS
from voice_agent.reference.turn_taking import page
from voice_agent.turns import policy


def test_every_transition_and_every_rule_is_on_the_page() -> None:
    text = page()
    for (before, event), after in TRANSITIONS.items():
        line = next(one for one in text.splitlines() if f"{before.name} --> {after.name}:" in one)
        assert event.name.lower().replace("_", " ") in line
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    heads = 2 * 2
    assert len(rows) == len(RULES) + len(policy.TRANSITIONS) + heads
