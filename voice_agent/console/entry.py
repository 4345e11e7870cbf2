"""The console's door: those who may see pages, and of others only somebody at this machine."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from fastapi import HTTPException, Request
from pydantic import BaseModel, ValidationError

from voice_agent.playbook.load import describe
from voice_agent.server.access.address import source_of
from voice_agent.server.access.door import Door
from voice_agent.server.access.web import visit_of

Model = TypeVar("Model", bound=BaseModel)

MOST_BYTES = 1024 * 1024
BODY_S = 30.0
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


def client_of(request: Request) -> str:
    """Return the client that limits are counted for."""
    return source_of(visit_of(request, request.app.state.door).address)


async def body_of(
    request: Request, most_bytes: int = MOST_BYTES, *, most: str = f"{MOST_BYTES} bytes"
) -> bytes:
    """Read the body of a request, in bounded memory and time.

    Args:
        request: The request.
        most_bytes: The largest body.
        most: The same for people.

    Raises:
        HTTPException: It is too large, or too slow.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most_bytes:
                    raise HTTPException(413, f"more than {most}")
    except TimeoutError:
        raise HTTPException(408, f"the request took more than {BODY_S:g} s to arrive") from None
    return bytes(body)


async def body_as(request: Request, model: type[Model]) -> Model:
    """Read the body of a request as a model.

    Raises:
        HTTPException: It is too large, too slow, or no such model.
    """
    body = await body_of(request)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise HTTPException(422, describe(error, model)) from None
