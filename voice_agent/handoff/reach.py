"""Trying the ways to a person, one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from voice_agent.core.clock import monotonic
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import HandoffOutcome
from voice_agent.handoff.plan import Tried, next_way, result
from voice_agent.handoff.way import Case, Way

AGAIN_AFTER_S = 0.5

OnTried = Callable[[Way, HandoffOutcome, float, bool], Awaitable[None]]
"""Told of each try: the way, its outcome, how many ms it took, and whether another way follows."""


async def reach(
    ways: Sequence[Way],
    case: Case,
    on_tried: OnTried,
    clock: Callable[[], float] = monotonic,
) -> tuple[HandoffOutcome, Way | None]:
    """Try the ways until somebody has the call; return what came of it, and by which way."""
    tried: list[Tried] = []
    rules = [way.rule for way in ways]
    while (place := next_way(rules, tried)) is not None:
        way = ways[place]
        if tried and tried[-1].way == place:
            await asyncio.sleep(AGAIN_AFTER_S)
        began = clock()
        outcome = await _once(way, case)
        tried.append(Tried(place, outcome))
        ms = round(1000 * (clock() - began), 1)
        following = next_way(rules, tried)
        await on_tried(way, outcome, ms, following not in (None, place))
    outcome = result(tried)
    return outcome, ways[tried[-1].way] if outcome == "accepted" else None


async def _once(way: Way, case: Case) -> HandoffOutcome:
    try:
        return await way.reach(case)
    except VoiceAgentError as error:
        case.problem(error)
    except Exception as error:  # noqa: BLE001 - a way that breaks is a way to nobody
        case.problem(error)
    return "failed"
