"""Calls on the lines of the other workers of this server."""

from __future__ import annotations

from pydantic import ValidationError

from voice_agent.console.answers import Live, Story
from voice_agent.server.workers.peers import Peers

LIVE, STORY = "/live", "/calls/{call}"
"""What workers ask each other."""


async def live_everywhere(own: Live, peers: Peers) -> Live:
    """Return the calls on the line of all workers; one that is being started has none.

    Args:
        own: The calls of this worker.
        peers: The others.
    """
    answers = await peers.ask_all(LIVE)
    return together([own, *(_live(one.body) for one in answers if one.status == 200)])


def together(lives: list[Live]) -> Live:
    """Return the lines of several workers as one. Pure.

    Args:
        lives: At least one; all but calls and lines is that of the first.
    """
    calls = [call for live in lives for call in live.calls]
    return lives[0].model_copy(
        update={
            "ready": any(live.ready for live in lives),
            "max_calls": sum(live.max_calls for live in lives),
            "calls": tuple(sorted(calls, key=lambda call: -call.for_s)),
        }
    )


async def story_elsewhere(call: str, peers: Peers) -> Story | None:
    """Return a call that is on the line of another worker; ``None`` if it is on none."""
    if not call.isalnum():
        return None
    for answer in await peers.ask_all(STORY.format(call=call)):
        if answer.status == 200:
            try:
                return Story.model_validate_json(answer.body)
            except ValidationError:
                return None
    return None


def _live(body: bytes) -> Live:
    return Live.model_validate_json(body)
