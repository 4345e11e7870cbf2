"""The console's door: those who may see pages, and of others only somebody at this machine."""

from __future__ import annotations

from typing import TypeVar

from fastapi import HTTPException, Request
from pydantic import BaseModel, ValidationError

from voice_agent.playbook.load import describe
from voice_agent.server.access.door import Door
from voice_agent.server.access.web import visit_of

Model = TypeVar("Model", bound=BaseModel)

MOST_BYTES = 1024 * 1024
WHY = (
    "the console is open on this machine only, until the server has a token for its pages: "
    "set VOICE_AGENT_PAGES_TOKEN"
)


def may_look_in(request: Request) -> None:
    """Refuse a request of somebody who may not see calls.

    Raises:
        HTTPException: With status 403.
    """
    door: Door = request.app.state.door
    if not door.may_look_in(visit_of(request, door)):
        raise HTTPException(403, WHY)


async def body_as(request: Request, model: type[Model]) -> Model:
    """Read the body of a request, in bounded memory.

    Raises:
        HTTPException: It is too large, or no such model.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, f"more than {MOST_BYTES} bytes")
    try:
        return model.model_validate_json(bytes(body))
    except ValidationError as error:
        raise HTTPException(422, describe(error, model)) from None
