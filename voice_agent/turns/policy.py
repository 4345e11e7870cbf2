"""Turn state: one enum, one table, no I/O.

Times are milliseconds of the caller's audio, so the same recording always gives the same
turns, however busy the machine is.
"""

from __future__ import annotations

from enum import Enum, auto
from types import MappingProxyType


class TurnState(Enum):
    """Where the caller is in a turn."""

    IDLE = auto()
    SPEAKING = auto()
    PAUSED = auto()


class TurnEvent(Enum):
    """What can happen to a turn."""

    SPEECH_STARTED = auto()
    SPEECH_STOPPED = auto()
    PAUSED_ENOUGH = auto()
    SPOKE_TOO_LONG = auto()


class TurnAction(Enum):
    """What the turn stage does about it."""

    NOTHING = auto()
    OPEN = auto()
    """A turn begins; an agent that is speaking is interrupted."""
    JUDGE = auto()
    """The caller paused: ask the turn detector, let the stages prepare an answer."""
    RESUME = auto()
    """The caller goes on in the same turn."""
    COMMIT = auto()
    """The turn is over and gets an answer."""


_S, _E, _A = TurnState, TurnEvent, TurnAction

TRANSITIONS = MappingProxyType(
    {
        (_S.IDLE, _E.SPEECH_STARTED): (_S.SPEAKING, _A.OPEN),
        (_S.SPEAKING, _E.SPEECH_STOPPED): (_S.PAUSED, _A.JUDGE),
        (_S.SPEAKING, _E.SPOKE_TOO_LONG): (_S.IDLE, _A.COMMIT),
        (_S.PAUSED, _E.SPEECH_STARTED): (_S.SPEAKING, _A.RESUME),
        (_S.PAUSED, _E.PAUSED_ENOUGH): (_S.IDLE, _A.COMMIT),
        (_S.PAUSED, _E.SPOKE_TOO_LONG): (_S.IDLE, _A.COMMIT),
    }
)
"""Every pair that is not listed changes nothing, such as the end of speech that was already
cut off for its length."""


def step(state: TurnState, event: TurnEvent) -> tuple[TurnState, TurnAction]:
    """Return the next state and what to do."""
    return TRANSITIONS.get((state, event), (state, TurnAction.NOTHING))
