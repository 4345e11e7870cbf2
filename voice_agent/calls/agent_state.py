"""The agent's half of turn-taking, and the rules for both halves together. Tables, no I/O.

The caller's half is ``turns/policy.py``. As in h11, each party has a table of its own, and what
follows from a *pair* of states is in one place, ``RULES``. Everything that decides who may
speak is in these two files; stages only report what happened and do what the tables say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

from voice_agent.turns.policy import TurnState


class AgentState(Enum):
    """What the agent is doing."""

    LISTENING = auto()
    """Nothing is said and nothing is owed: the caller has the floor."""
    THINKING = auto()
    """A turn is over and its answer is not heard yet."""
    ACTING = auto()
    """The same, while an action runs that is done once and to its end."""
    SPEAKING = auto()
    """The caller hears the agent, or is about to."""
    HANDED_OFF = auto()
    """A person takes over, and the agent has nothing more to say."""


class AgentEvent(Enum):
    """What can happen to the agent."""

    TURN_OVER = auto()
    """The caller has finished a turn, which is owed an answer."""
    ACTION_BEGAN = auto()
    ACTION_ENDED = auto()
    QUEUED = auto()
    """The first audio of a reply is ready to be sent."""
    AUDIBLE = auto()
    """The first audio of a reply has been sent."""
    PLAYED_OUT = auto()
    """The caller has heard the whole reply."""
    PLAYED_OUT_HANDED_OFF = auto()
    """The same in a call that has been handed to a person."""
    DROPPED = auto()
    """The turn gets no answer after all."""
    CUT_OFF = auto()
    """The caller spoke: whatever was said or prepared is over."""


_S, _E = AgentState, AgentEvent

TRANSITIONS = MappingProxyType(
    {
        (_S.LISTENING, _E.TURN_OVER): _S.THINKING,
        (_S.LISTENING, _E.QUEUED): _S.SPEAKING,
        (_S.THINKING, _E.ACTION_BEGAN): _S.ACTING,
        (_S.THINKING, _E.AUDIBLE): _S.SPEAKING,
        (_S.THINKING, _E.DROPPED): _S.LISTENING,
        (_S.THINKING, _E.CUT_OFF): _S.LISTENING,
        (_S.ACTING, _E.ACTION_ENDED): _S.THINKING,
        (_S.ACTING, _E.AUDIBLE): _S.SPEAKING,
        (_S.ACTING, _E.DROPPED): _S.LISTENING,
        (_S.ACTING, _E.CUT_OFF): _S.LISTENING,
        (_S.SPEAKING, _E.TURN_OVER): _S.THINKING,
        (_S.SPEAKING, _E.PLAYED_OUT): _S.LISTENING,
        (_S.SPEAKING, _E.PLAYED_OUT_HANDED_OFF): _S.HANDED_OFF,
        (_S.SPEAKING, _E.CUT_OFF): _S.LISTENING,
        (_S.HANDED_OFF, _E.TURN_OVER): _S.THINKING,
        (_S.HANDED_OFF, _E.QUEUED): _S.SPEAKING,
    }
)
"""Every pair that is not listed changes nothing: an answer that is queued while the agent thinks
still counts as thinking until the caller hears it."""


def step(state: AgentState, event: AgentEvent) -> AgentState:
    """Return the agent's next state."""
    return TRANSITIONS.get((state, event), state)


class Reaction(Enum):
    """What follows when the caller begins to speak."""

    OPEN = auto()
    """A new turn begins."""
    JOIN = auto()
    """The last turn was called over too early: it goes on, and is answered as a whole."""
    INTERRUPT = auto()
    """The agent stops, and a new turn begins."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for a pair of states.

    Attributes:
        unfinished: Reaction when the caller speaks and had not finished the last turn.
        finished: Reaction when the caller speaks and had.
        idle: Whether silence counts as nobody being there, so that the agent may ask.
    """

    unfinished: Reaction
    finished: Reaction
    idle: bool = False


_C, _R = TurnState, Reaction

RULES = MappingProxyType(
    {
        (_C.IDLE, _S.LISTENING): Rule(_R.OPEN, _R.OPEN, idle=True),
        (_C.IDLE, _S.THINKING): Rule(_R.JOIN, _R.INTERRUPT),
        # An action is never given up: its outcome is told first, and what is said now is new.
        (_C.IDLE, _S.ACTING): Rule(_R.INTERRUPT, _R.INTERRUPT),
        (_C.IDLE, _S.SPEAKING): Rule(_R.JOIN, _R.INTERRUPT),
        (_C.IDLE, _S.HANDED_OFF): Rule(_R.OPEN, _R.OPEN),
        # A caller who speaks or pauses is in a turn already: the agent listens, or an action of
        # the turn before is still running. It may not start to speak.
        **{
            (caller, agent): Rule(_R.INTERRUPT, _R.INTERRUPT)
            for caller in (_C.SPEAKING, _C.PAUSED)
            for agent in AgentState
        },
    }
)
"""Every pair of caller and agent."""


def reaction(caller: TurnState, agent: AgentState, *, unfinished: bool) -> Reaction:
    """Return what follows when the caller begins to speak.

    Args:
        caller: The caller's state before that.
        agent: The agent's state.
        unfinished: Whether the last turn may go on: its answer has not been heard, or only just,
            and it has done nothing in the world.
    """
    rule = RULES[caller, agent]
    return rule.unfinished if unfinished else rule.finished
