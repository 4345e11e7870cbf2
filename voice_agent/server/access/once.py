"""Remember what may be seen only once: tokens and nonces, for as long as they are good."""

from __future__ import annotations

import heapq
from typing import Literal

MAX_SEEN = 100_000


class Once:
    """Remembers what was seen until it would not be accepted anyway.

    When it is full nobody new gets in: to forget one early would let it in twice. Only what is
    signed comes here, so a stranger cannot fill it.

    Args:
        limit: How much is remembered at once.
    """

    def __init__(self, limit: int = MAX_SEEN) -> None:
        self._limit = limit
        self._seen: set[str] = set()
        self._ends: list[tuple[float, str]] = []

    def __len__(self) -> int:
        return len(self._seen)

    def use(self, name: str, until_s: float, now: float) -> Literal["replayed", "full"] | None:
        """Use ``name``, which is good until ``until_s``; ``None`` if it was the first time."""
        while self._ends and self._ends[0][0] < now:
            self._seen.discard(heapq.heappop(self._ends)[1])
        if name in self._seen:
            return "replayed"
        if len(self._seen) >= self._limit:
            return "full"
        self._seen.add(name)
        heapq.heappush(self._ends, (until_s, name))
        return None
