"""Tell whether sections of the knowledge folder answer a turn. Pure."""

from __future__ import annotations

from dataclasses import replace

from voice_agent.core.turn import Hit, Route
from voice_agent.playbook.policy import Policy
from voice_agent.playbook.schema import Playbook

_WORDS_FOR_KNOWLEDGE = 2
"""One shared word ("just a minute") is a coincidence, however much of the question it is."""
_CERTAIN_ODDS = 4.0
"""How much better the odds are if the intent is certain and the folder answers it."""
EVERY_WORD = 0.99
"""Share of a question that a section holds when nothing is left to reason about."""


def with_answers(route: Route, playbook: Playbook) -> Route:
    """Keep of the sections that were found those that answer, one at least."""
    hit, reading, policy = route.hit, route.reading, playbook.policy
    if hit is None:
        return route
    intent = playbook.intents.get(reading.intent)
    certain = (
        intent is not None
        and intent.route == "retrieve"
        and reading.confidence >= policy.min_intent_confidence
    )
    first, *others = [h for h in hit.all if covers(h, policy, certain=certain)] or [hit]
    return replace(
        route,
        hit=replace(first, also=tuple(others)),
        leaves_open=len(others) < len(hit.also),
    )


def covers(hit: Hit, policy: Policy, *, certain: bool = False) -> bool:
    """Return whether a section answers a question.

    Args:
        hit: The section.
        policy: Its thresholds.
        certain: True if the intent is certain, and one that the knowledge folder answers.
    """
    if hit.answers is not None:
        probability = _if_certain(hit.answers) if certain else hit.answers
        return probability >= policy.min_answer_score
    return holds(hit, policy.min_retrieval_score)


def any_covers(hit: Hit, policy: Policy) -> bool:
    """Return whether any section of a hit answers a question."""
    return any(covers(one, policy) for one in hit.all)


def holds(hit: Hit, share: float) -> bool:
    """Return whether the section has that share of the question, and not by coincidence."""
    return hit.share >= share and hit.matched >= _WORDS_FOR_KNOWLEDGE


def _if_certain(probability: float) -> float:
    return _CERTAIN_ODDS * probability / (_CERTAIN_ODDS * probability + 1.0 - probability)


def scores_of(hit: Hit) -> tuple[float, ...]:
    """Return everything of a hit that a threshold is compared with."""
    if hit.answers is None:
        return (hit.share,)
    return (hit.share, hit.answers, _if_certain(hit.answers))
