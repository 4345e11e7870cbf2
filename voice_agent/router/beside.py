"""Answer a question beside a task, from the same turn. Pure."""

from __future__ import annotations

from voice_agent.core.turn import Route
from voice_agent.dialogue.requests import question_beside
from voice_agent.playbook.schema import Playbook
from voice_agent.router.sections import covers


def told_beside(playbook: Playbook, route: Route) -> str:
    """Return the section that answers the question beside a request; empty if there is none."""
    if route.to != "answer" or route.hit is None:
        return ""
    if question_beside(playbook, route.reading) is None:
        return ""
    found = [hit for hit in route.hit.all if covers(hit, playbook.policy, certain=True)]
    return " ".join(hit.section.text for hit in found)
