"""Keep what each source has done lately, for as many sources as memory allows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from voice_agent.config.access import LimitsConfig
from voice_agent.transport.guard import Allowance

_SAVED_S = 10.0
"""A burst of as many seconds is no flood: a stall of the network makes one."""


class Source:
    """One source: its allowances, and its calls at once."""

    def __init__(self, limits: LimitsConfig, clock: Callable[[], float]) -> None:
        per_minute = limits.attempts_per_minute
        self.calls = 0
        # One less is saved up, since an allowance may be overdrawn once.
        self.attempts = Allowance(per_minute / 60, per_minute - 1, clock)
        self.messages = Allowance(limits.messages_per_s, _SAVED_S * limits.messages_per_s, clock)
        self.bytes = Allowance(limits.bytes_per_s, _SAVED_S * limits.bytes_per_s, clock)


class Sources:
    """All sources; those that were not seen for longest and have no calls are forgotten.

    Args:
        limits: What each may do.
        clock: Monotonic seconds.
    """

    def __init__(self, limits: LimitsConfig, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._known: OrderedDict[str, Source] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, name: str) -> Source:
        """Return a source, new or known."""
        source = self._known.get(name)
        if source is None:
            self._make_room()
            source = self._known[name] = Source(self._limits, self._clock)
        self._known.move_to_end(name)
        return source

    def _make_room(self) -> None:
        # Those with calls go to the end: there are no more of them than lines.
        for _ in range(len(self._known)):
            if len(self._known) < self._limits.sources:
                return
            name, source = self._known.popitem(last=False)
            if source.calls:
                self._known[name] = source
