"""Percentiles with their sample count, and a stamp of where results were measured."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from voice_agent import __version__


def percentiles(values: Sequence[float]) -> dict[str, float | int]:
    """Return p50, p95, p99, largest value and count; only the count without values."""
    if not values:
        return {"n": 0}
    p50, p95, p99 = np.percentile(values, [50, 95, 99])
    return {
        "p50": round(float(p50), 1),
        "p95": round(float(p95), 1),
        "p99": round(float(p99), 1),
        "max": round(max(values), 1),
        "n": len(values),
    }


def stamp() -> dict[str, Any]:
    """Return machine, versions and time."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "voice_agent": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
    }


def write_json(path: Path | None, figures: dict[str, Any]) -> None:
    """Write results with their stamp, if a path was given."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"stamp": stamp(), **figures}, indent=1) + "\n")
