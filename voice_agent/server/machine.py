"""The cores of the machine: how many this process may use, and how much of them others use."""

from __future__ import annotations

import os
from pathlib import Path

_QUOTA = Path("/sys/fs/cgroup/cpu.max")
_STAT = Path("/proc/stat")
_IDLE = ("idle", "iowait")
_FIELDS = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")


def all_cores() -> int:
    """Return the cores of the machine."""
    return os.cpu_count() or 1


def usable_cores(quota: Path = _QUOTA) -> float:
    """Return the cores that this process may use: by its affinity and its container's limit."""
    # macOS does not tell.
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity is not None else all_cores()
    return min(float(cores), _limit(quota))


def busy_s(stat: Path = _STAT) -> float:
    """Return the CPU seconds that all programs of the machine have used; 0 where nobody tells.

    Those of low priority count too: many of them take as much as one that gives no way. So does
    what the hypervisor gave to other machines.
    """
    try:
        with stat.open() as lines:
            name, *ticks = lines.readline().split()
        counted = dict(zip(_FIELDS, map(int, ticks), strict=False))
    except (OSError, ValueError):
        return 0.0
    if name != "cpu":
        return 0.0
    busy = sum(count for field, count in counted.items() if field not in _IDLE)
    return busy / os.sysconf("SC_CLK_TCK")


def _limit(quota: Path) -> float:
    try:
        most, period = quota.read_text().split()
        return int(most) / int(period)
    except (OSError, ValueError):  # "max": none.
        return float("inf")
