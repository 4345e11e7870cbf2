"""Logging: one line per thing that happened, never audio, transcripts or secrets."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from loguru import logger

from voice_agent.core.errors import ConfigError
from voice_agent.core.json_log import json_line

if TYPE_CHECKING:
    from loguru import Message, Record

FORMATS = ("plain", "json")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

_FORMAT = (
    "<green>{time:YYYY-MM-DD HH:mm:ss.SSSZ}</green> <level>{level: <7}</level> "
    "{extra[call]: <16} {message}"
)
_SHORTEST_SECRET = 8

VENDOR = {"vendor": True}
"""Bind a log line with this when another party wrote its words: they may quote a caller."""

_secrets: set[str] = set()


def hide_in_logs(secret: str) -> None:
    """Write ``***`` for ``secret`` in every log line from now on."""
    if len(secret) >= _SHORTEST_SECRET:
        _secrets.add(secret)


def set_up_logging(level: str = "INFO", form: str = "plain") -> None:
    """Log to standard error. pipecat speaks of frames and texts below WARNING: that stays out.

    What a vendor's service says is shown at DEBUG only: an error message may quote the request.

    Args:
        level: The lowest that is shown.
        form: Lines for people, or one JSON object a line.

    Raises:
        ConfigError: There is no such level or form.
    """
    if level not in LEVELS:
        raise ConfigError(f"--log-level: no level '{level}'; known: {', '.join(LEVELS)}")
    if form not in FORMATS:
        raise ConfigError(f"--log-format: no format '{form}'; known: {', '.join(FORMATS)}")
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
    if form == "json":
        logger.add(_write_json, level=level, filter=wanted)
        # A plain line of another library would not be JSON.
        logging.basicConfig(handlers=[_FromLogging()], level=logging.WARNING, force=True)
    else:
        logger.add(
            sys.stderr,
            format=_FORMAT,
            level=level,
            filter=wanted,
            backtrace=False,
            diagnose=False,
        )


def name_process(name: str) -> None:
    """Show a name of this process in all lines that are about no call."""
    logger.configure(extra={"call": name})


class _FromLogging(logging.Handler):
    """Hands the lines of the standard library's ``logging`` on."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log a line as the web server's own, or as a vendor's."""
        ours = record.name.startswith("uvicorn")
        with logger.contextualize(**({} if ours else VENDOR)):
            level = record.levelname if record.levelname in LEVELS else "ERROR"
            logger.opt(exception=record.exc_info).log(level, "{}", record.getMessage())


def _write_json(message: Message) -> None:
    print(json_line(message.record), file=sys.stderr, flush=True)


def _hide_secrets(record: Record) -> None:
    for secret in _secrets:
        if secret in record["message"]:
            record["message"] = record["message"].replace(secret, "***")
