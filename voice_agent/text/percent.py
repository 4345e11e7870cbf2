"""Shares as per cent, for tables."""

from __future__ import annotations


def percent(share: float | None, digits: int = 1) -> str:
    """Return a share of 1 as a number of per cent without the sign; nothing for ``None``."""
    return "" if share is None else f"{100 * share:.{digits}f}"
