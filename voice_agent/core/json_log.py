"""A log record as one line of JSON, for machines that read logs. Pure."""

from __future__ import annotations

import json
import traceback
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loguru import Record


def json_line(record: Record) -> str:
    """Return time, level, message, call and, of an exception, its type and where it was raised.

    An exception's own text is left out: what a caller said may be quoted in it.
    """
    fields: dict[str, Any] = {
        "time": record["time"].isoformat(timespec="milliseconds"),
        "level": record["level"].name,
        "message": record["message"],
        "call": record["extra"].get("call", ""),
    }
    exception = record["exception"]
    if exception is not None and exception.type is not None:
        fields["error"] = exception.type.__name__
        fields["raised_at"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(exception.traceback)
        ]
    return json.dumps(fields, ensure_ascii=False)
