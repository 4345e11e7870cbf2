"""Whether calls are taken, and how far a server is; with workers, all of them together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from voice_agent.server.server import Server

PRIVATE_PATH = "/readyz"
ASK_S = 0.5
"""Probes give up after a second; a worker that stands still is not ready."""


def readiness(server: Server) -> dict[str, Any]:
    """Return what one process says of itself."""
    body: dict[str, Any] = {
        "ready": server.ready,
        "loaded": server.loaded,
        "prepared": server.prepared,
        "calls": len(server.lobby.calls),
    }
    return body | ({"error": server.failure} if server.failure else {})


async def readiness_of_all(server: Server) -> dict[str, Any]:
    """Return the same of a server with all its workers."""
    own = readiness(server)
    if server.peers is None:
        return own
    answers = await server.peers.ask_all(PRIVATE_PATH, timeout_s=ASK_S)
    return together([own, *(json.loads(one.body) for one in answers if one.status == 200)])


def together(bodies: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what several workers say together: calls are taken if one of them takes calls. Pure.

    ``workers`` is how many of them do.

    Args:
        bodies: What each says; at least one.
    """
    errors = [body["error"] for body in bodies if "error" in body]
    return {
        "ready": any(body["ready"] for body in bodies),
        "loaded": min((body["loaded"] for body in bodies), key=len),
        "prepared": all(body["prepared"] for body in bodies),
        "calls": sum(body["calls"] for body in bodies),
        "workers": sum(body["ready"] for body in bodies),
        **({"error": errors[0]} if errors else {}),
    }
