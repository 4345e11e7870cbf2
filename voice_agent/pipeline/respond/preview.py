"""Preview the answer to a turn, as far as it is known without acting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_agent.actions.run import Actions
from voice_agent.core.turn import Route
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.moves import answer
from voice_agent.dialogue.results import missing_results
from voice_agent.dialogue.state import Move
from voice_agent.dialogue.tasks import finish_task
from voice_agent.playbook.schema import Playbook
from voice_agent.router.beside import told_beside


def preview(playbook: Playbook, actions: Actions, context: TurnContext, route: Route) -> str | None:
    """Return the answer to a route as it is spoken; ``None`` if it is known only after acting."""
    text = _written(playbook, actions, context, route)
    if text is None:
        return None
    return playbook.lang.speakable(f"{told_beside(playbook, route)} {text}".strip())


def _written(
    playbook: Playbook, actions: Actions, context: TurnContext, route: Route
) -> str | None:
    if route.to == "human":
        return playbook.says.handoff
    if route.to == "retrieve":
        return " ".join(one.section.text for one in route.hit.all) if route.hit else None
    move = foreseen(playbook, context, route)
    if move is None or move.action is None:
        return None if move is None else move.text
    result = actions.preview(move.action, move.state.details)
    return None if result is None else outcome(playbook, move, result, context)


def foreseen(playbook: Playbook, context: TurnContext, route: Route) -> Move | None:
    """Return the playbook's move for a route; ``None`` if something else answers."""
    if route.to != "answer":
        return None
    return answer(playbook, context.state, route.reading, route.response, context.today)


def outcome(
    playbook: Playbook, move: Move, result: Mapping[str, Any], context: TurnContext
) -> str | None:
    """Return what is said after a move's action; ``None`` if its results do not suffice."""
    if missing_results(playbook, move.state.task, result, context.today):
        return None
    return finish_task(playbook, move.state, result, context.today).text
