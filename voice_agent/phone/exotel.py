"""Exotel's part of a Voicebot stream: linear samples."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from voice_agent.phone.stream import StreamPhone, check_rate
from voice_agent.transport.encoding import linear


class ExotelPhone(StreamPhone):
    """Calls ``/exotel``.

    Args:
        rate_hz: Rate of the line.
    """

    def __init__(self, rate_hz: int = 8000) -> None:
        super().__init__(linear(rate_hz))

    def message(self, event: str, **body: Any) -> str:
        """Make a message of this stream."""
        return json.dumps({"event": event, "stream_sid": self.stream_id, **body})

    def opening(self) -> Sequence[str]:
        """Make ``connected`` and ``start``."""
        start = {
            "stream_sid": self.stream_id,
            "call_sid": self.call_id,
            "account_sid": "AC1",
            "from": "+919876543210",
            "to": "+918047491899",
            "custom_parameters": {},
            "media_format": {"encoding": "base64", "sample_rate": str(self.rate_hz)},
        }
        return '{"event": "connected"}', self.message("start", start=start)


def make(rate_hz: int | None) -> ExotelPhone:
    """Make the caller's half. See ``ExotelPhone``."""
    return ExotelPhone(check_rate(rate_hz, (8000, 16000, 24000), "Exotel"))
