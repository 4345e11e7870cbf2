"""Server-sent events: the lines of a stream as JSON objects. Pure but for the reading."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

MAX_LINE_BYTES = 256 * 1024


async def events(chunks: AsyncIterator[bytes]) -> AsyncIterator[dict[str, Any]]:
    """Yield the data of each event that is a JSON object; comments and names are passed over.

    Args:
        chunks: Bytes as they come, cut anywhere.

    Raises:
        ValueError: Data that is no JSON, or a line without an end.
    """
    rest = b""
    async for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        if len(rest) > MAX_LINE_BYTES:
            raise ValueError("a line without an end")
        for line in lines:
            field, _, data = line.partition(b":")
            if field != b"data" or data.strip() in (b"", b"[DONE]"):
                continue
            found = json.loads(data)
            if isinstance(found, dict):
                yield found
