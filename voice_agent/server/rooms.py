"""Answers a carrier that asks in which conference a call belongs that is handed over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response

from voice_agent.config.handoff import HandoffConfig, TransferWay
from voice_agent.core.clock import epoch
from voice_agent.core.errors import ConfigError
from voice_agent.handoff.accounts import credentials
from voice_agent.handoff.plivo import room_document
from voice_agent.handoff.rooms import PATH, read_room

CARRIER = "plivo"


def has_rooms(config: HandoffConfig) -> bool:
    """Return whether a way may be one by a carrier that asks."""
    return bool(_ways(config))


def add_rooms(app: FastAPI, config: HandoffConfig) -> None:
    """Add the endpoint. ``Guarded`` has checked the carrier's own signature before."""
    app.add_route(PATH, room_of(config), methods=["GET", "POST"])


def room_of(config: HandoffConfig) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint: a URL that no account of ours has signed, or an old one, is not found."""

    async def room(request: Request) -> Response:
        found = read_room(request.query_params, _secrets(config), epoch())
        if not found:
            return Response(status_code=404)
        return Response(room_document(found), media_type="application/xml")

    return room


def _secrets(config: HandoffConfig) -> list[str]:
    """Return the secrets of all accounts that may have signed a URL."""
    found = []
    for way in _ways(config):
        try:
            found.append(credentials(CARRIER, way.account, way.token, "handoff.ways")[1])
        except ConfigError:
            continue  # It is no account of this carrier.
    return found


def _ways(config: HandoffConfig) -> list[TransferWay]:
    transfers = [way for way in config.all_ways if isinstance(way, TransferWay)]
    return [way for way in transfers if way.via in (None, CARRIER)]
