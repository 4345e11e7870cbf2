"""Logging: one line per thing that happened, never audio, transcripts or secrets."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from loguru import logger

if TYPE_CHECKING:
    from loguru import Record

_FORMAT = (
    "<green>{time:HH:mm:ss.SSS}</green> <level>{level: <7}</level> {extra[call]: <16} {message}"
)
_SHORTEST_SECRET = 8

VENDOR = {"vendor": True}
"""Bind a log line with this when another party wrote its words: they may quote a caller."""

_secrets: set[str] = set()


def hide_in_logs(secret: str) -> None:
    """Write ``***`` for ``secret`` in every log line from now on."""
    if len(secret) >= _SHORTEST_SECRET:
        _secrets.add(secret)


def set_up_logging(level: str = "INFO") -> None:
    """Log to standard error. pipecat speaks of frames and texts below WARNING: that stays out.

    What a vendor's service says is shown at DEBUG only: an error message may quote the request.
    """
    lowest = logger.level(level).no
    pipecat = max(lowest, logger.level("WARNING").no)
    shows_vendors = lowest <= logger.level("DEBUG").no

    def wanted(record: Record) -> bool:
        if record["extra"].get("vendor") and not shows_vendors:
            return False
        name = record["name"] or ""
        return record["level"].no >= (pipecat if name.startswith("pipecat") else lowest)

    logger.remove()
    logger.configure(extra={"call": ""}, patcher=_hide_secrets)
    logger.add(
        sys.stderr,
        format=_FORMAT,
        level=level,
        filter=wanted,
        backtrace=False,
        diagnose=False,
    )


def _hide_secrets(record: Record) -> None:
    for secret in _secrets:
        if secret in record["message"]:
            record["message"] = record["message"].replace(secret, "***")
