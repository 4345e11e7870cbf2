"""How far a SIP call can have come."""

from __future__ import annotations

from enum import Enum, auto

NEVER = float("inf")
SDP = ("content-type", "application/sdp")


class CallState(Enum):
    """How far a call has come."""

    INVITED = auto()
    """They call, and wait for our answer."""
    ANSWERED = auto()
    """We have answered, and wait for their ACK."""
    CALLING = auto()
    """We call, and wait for their answer."""
    UP = auto()
    OVER = auto()
