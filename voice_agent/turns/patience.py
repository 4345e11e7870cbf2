"""How patient the agent is with each way of speaking, and with each caller. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from voice_agent.core.turn import Speech
from voice_agent.turns.decision import CUT_IN, EndpointCosts

PATIENCE: Mapping[Speech, EndpointCosts] = MappingProxyType(
    {
        "request": EndpointCosts(),
        "story": EndpointCosts(
            cut_in=0.03,
            pause_ms=800.0,
            pause_spread_ms=120.0,
            sound_weight=0.476,
            sense_weight=0.503,
            prior=-1.99,
        ),
        "digits": EndpointCosts(
            pause_ms=372.0,
            pause_spread_ms=110.0,
            sound_weight=0.25,
            sense_weight=2.0,
            prior=0.0,
        ),
        "spelling": EndpointCosts(pause_ms=314.0, pause_spread_ms=177.0),
    }
)
"""How pauses inside turns differ from ends: of requests, fitted on spoken orders and questions to a
bank; of stories, on sentences and addresses of strangers on telephones; of digits and spelling, on
dictated numbers and names. See ``docs/results/latency.md``."""

_SHORTEST_MS = 150.0
"""Shorter breaths are over before anything is decided."""
_PRIOR_PAUSES = 3
"""Pauses of other callers that count beside the caller's own."""
_LEAST, _MOST = 0.8, 1.6


@dataclass(frozen=True, slots=True)
class PauseHabit:
    """How long a caller's pauses are, compared with those of others. A value.

    Attributes:
        pauses: How many were heard in this call.
        log_sum: Sum of the logarithms of their length over what is usual.
    """

    pauses: int = 0
    log_sum: float = 0.0

    def after(self, length_ms: float, speech: Speech) -> PauseHabit:
        """Return the habit after one more pause inside a turn."""
        usual_ms = PATIENCE[speech].pause_ms
        if length_ms < _SHORTEST_MS:
            return self
        return PauseHabit(self.pauses + 1, self.log_sum + math.log(length_ms / usual_ms))

    @property
    def factor(self) -> float:
        """How many times as long as usual the pauses are, others' counted in, 0.8..1.6."""
        factor = math.exp(self.log_sum / (self.pauses + _PRIOR_PAUSES))
        return min(max(factor, _LEAST), _MOST)


def costs_of(speech: Speech, cut_in: float, habit: PauseHabit = PauseHabit()) -> EndpointCosts:
    """Return what the end-of-turn decision weighs.

    Args:
        speech: What the caller is saying.
        cut_in: Accepted chance of cutting into a request; of other ways of speaking in proportion.
        habit: The caller's own pauses.
    """
    costs = PATIENCE[speech]
    accepted = min(0.5, costs.cut_in * cut_in / CUT_IN)
    return replace(
        costs,
        cut_in=accepted,
        pause_ms=costs.pause_ms * habit.factor,
        pause_spread_ms=costs.pause_spread_ms * habit.factor,
    )
