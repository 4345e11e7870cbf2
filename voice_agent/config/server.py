"""The part of the pipeline file that is about the server's own life."""

from __future__ import annotations

from pydantic import Field

from voice_agent.core.strict import Strict


class ServerConfig(Strict):
    """How the server stops, and what it does with a call too many.

    Attributes:
        drain_s: How long calls may go on after SIGTERM or SIGINT, in seconds; the rest hear
            ``says.closing`` then. 0: at once.
        busy_callers: How many callers at once hear ``says.busy`` because all lines are busy; the
            others get status 503. 0: all of them.
    """

    drain_s: float = Field(default=120, ge=0)
    busy_callers: int = Field(default=8, ge=0)
