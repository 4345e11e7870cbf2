"""Logging: one line per thing that happened, never audio, transcripts or secrets."""

from __future__ import annotations

import sys

from loguru import logger

_FORMAT = (
    "<green>{time:HH:mm:ss.SSS}</green> <level>{level: <7}</level> {extra[call]: <16} {message}"
)


def set_up_logging(level: str = "INFO") -> None:
    """Log to standard error. pipecat speaks of frames and texts below WARNING: that stays out."""
    logger.remove()
    logger.configure(extra={"call": ""})
    logger.add(
        sys.stderr,
        format=_FORMAT,
        level=level,
        filter={"": level, "pipecat": "WARNING"},
        backtrace=False,
        diagnose=False,
    )
