"""How many replicas Ray Serve runs: by their calls, and by the calls that each can still take.

Ray copies this file into its controller, so it imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

FULL = "full"
"""The metric by which a replica tells how full it is."""


class Scaling:
    """Ray's autoscaling policy; Ray itself keeps to the bounds and waits before it changes a thing.

    Args:
        fill: How full replicas are on average before another one is started, up to 1.
    """

    def __init__(self, fill: float) -> None:
        self._fill = fill

    def __call__(self, context: Any) -> tuple[float, dict[str, Any]]:
        """Return how many replicas are wanted, and what to remember: nothing."""
        full = (context.aggregated_metrics or {}).get(FULL, {}).values()
        by_calls = context.total_num_requests / context.config.target_ongoing_requests
        return wanted(by_calls, full, self._fill), {}


def wanted(by_calls: float, full: Iterable[float], fill: float) -> float:
    """Return how many replicas are wanted: enough for the calls, and none too full. Pure."""
    return max(by_calls, sum(full) / fill)


def fullness(calls: int, room: int) -> float:
    """Return how full a replica is, 0 to 1, with ``room`` calls more that would be in time."""
    return calls / (calls + room) if calls + room else 1.0
