"""Preview the answer to a turn, as far as it is known without acting."""

from __future__ import annotations

from voice_agent.actions.run import Actions
from voice_agent.core.turn import Route
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.moves import answer, finish_task
from voice_agent.dialogue.results import missing_results
from voice_agent.playbook.schema import Playbook


def preview(playbook: Playbook, actions: Actions, context: TurnContext, route: Route) -> str | None:
    """Return the answer to a route; ``None`` if it is known only after acting."""
    if route.to == "human":
        return playbook.says.handoff
    if route.to == "retrieve":
        return " ".join(one.section.text for one in route.hit.all) if route.hit else None
    if route.to != "answer":
        return None
    state, today = context.state, context.today
    move = answer(playbook, state, route.reading, route.response, today)
    if move.action is not None:
        result = actions.preview(move.action, move.state.details)
        if result is None or missing_results(playbook, move.state.task, result, today):
            return None
        move = finish_task(playbook, move.state, result, today)
    return move.text
