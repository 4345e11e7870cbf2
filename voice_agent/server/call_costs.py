"""What a call costs of each resource, from samples of the work that is done. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

CORES = "cores"
LOOP = "event loop"
OVER_S = 30.0
"""Time after which a measurement counts a third. Costs are forgotten only while there are calls."""
TRUSTED_S = 30.0
"""Seconds of calls that weigh as much as what is expected of a server that has measured nothing."""
_EXPECTED = {CORES: 0.06, LOOP: 0.02}
_EXPECTED_OF_ENGINE = 0.02
"""Work for a second of a call, from docs/results/load.md: rather too much than too little."""
_TRUSTED_TURNS = 10.0
_EXPECTED_OF_TURN_S = 0.2


@dataclass(frozen=True, slots=True)
class Sample:
    """Seconds of work so far, by resource, and the calls on the line.

    Attributes:
        at: When it was taken, monotonic seconds.
        worked_s: Seconds of work of each resource since it exists.
        busy_s: CPU seconds that all programs of the machine have used; 0 if nobody tells.
        calls: Calls on the line.
    """

    at: float
    worked_s: Mapping[str, float]
    busy_s: float = 0.0
    calls: int = 0


@dataclass(slots=True)
class CallCosts:
    """Means over the last time, newer samples counting more.

    Attributes:
        call_s: Seconds of calls that they come from.
        turns: Answers that were given in them.
        others: Cores that other programs use.
    """

    call_s: float = 0.0
    turns: float = 0.0
    others: float = 0.0
    _worked_s: dict[str, float] = field(default_factory=dict)
    _others_known: bool = False

    def learn(self, before: Sample, after: Sample) -> None:
        """Take in what happened between two samples."""
        seconds = after.at - before.at
        if seconds <= 0:
            return
        fade = math.exp(-seconds / OVER_S)
        gained = {
            name: max(0.0, total - before.worked_s.get(name, total))
            for name, total in after.worked_s.items()
        }
        elsewhere = after.busy_s - before.busy_s - gained.get(CORES, 0.0)
        rate = max(0.0, elsewhere / seconds)
        self.others = fade * self.others + (1 - fade) * rate if self._others_known else rate
        self._others_known = True
        if not (before.calls and after.calls):
            return  # Nobody waits for what is prepared while nobody is on the line.
        self.turns *= fade
        self.call_s = fade * self.call_s + seconds * (before.calls + after.calls) / 2
        for name, work in gained.items():
            self._worked_s[name] = fade * self._worked_s.get(name, 0.0) + work

    def of_call(self) -> dict[str, float]:
        """Return the work for a second of a call, by resource, in seconds."""
        return {
            name: (TRUSTED_S * _EXPECTED.get(name, _EXPECTED_OF_ENGINE) + worked)
            / (TRUSTED_S + self.call_s)
            for name, worked in ({CORES: 0.0, LOOP: 0.0} | self._worked_s).items()
        }

    def of_turn_s(self) -> float:
        """Return the engines' work for an answer, before it and ahead of it, in seconds."""
        engines = sum(work for name, work in self._worked_s.items() if name not in (CORES, LOOP))
        expected = _TRUSTED_TURNS * _EXPECTED_OF_TURN_S
        return (expected + engines) / (_TRUSTED_TURNS + self.turns)

    def cores_left(self, usable: float, whole: float) -> float:
        """Return the cores that this process gets if it wants them.

        Args:
            usable: Those that it may use.
            whole: Those of the machine.

        Others who take all there is leave half of it to a process that wants it too.
        """
        return max(min(usable, whole - self.others), usable / 2)
