"""The cores of the machine: how many this process may use, and how much of them others use."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_QUOTA = Path("/sys/fs/cgroup/cpu.max")
_STAT = Path("/proc/stat")
_GIVING_WAY = ("nice", "idle", "iowait")
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

    Programs of low priority (``nice``) are left out, since they give way, unless this process is
    one of them. What the hypervisor gave to other machines counts.
    """
    try:
        with stat.open() as lines:
            name, *ticks = lines.readline().split()
        counted = dict(zip(_FIELDS, map(int, ticks), strict=False))
    except (OSError, ValueError):
        return 0.0
    if name != "cpu":
        return 0.0
    left_out = _GIVING_WAY[1:] if _gives_way() else _GIVING_WAY
    busy = sum(count for field, count in counted.items() if field not in left_out)
    return busy / os.sysconf("SC_CLK_TCK")


def _limit(quota: Path) -> float:
    try:
        most, period = quota.read_text().split()
        return int(most) / int(period)
    except (OSError, ValueError):  # "max": none.
        return float("inf")


def _gives_way() -> bool:
    return sys.platform != "win32" and os.getpriority(os.PRIO_PROCESS, 0) > 0
