"""Plivo's part of an audio stream: mu-law at 8 kHz, or linear at 16 kHz."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from voice_agent.phone.stream import StreamPhone, check_rate
from voice_agent.transport.encoding import encoding_of


class PlivoPhone(StreamPhone):
    """Calls ``/plivo``.

    Args:
        rate_hz: Rate of the line.
    """

    plays, clears, marks, reaches = "playAudio", "clearAudio", "checkpoint", "playedStream"

    def __init__(self, rate_hz: int = 8000) -> None:
        self._format = {
            "encoding": "audio/x-mulaw" if rate_hz == 8000 else "audio/x-l16",
            "sampleRate": rate_hz,
        }
        super().__init__(encoding_of(self._format["encoding"], rate_hz))

    def message(self, event: str, **body: Any) -> str:
        """Make a message of this stream."""
        return json.dumps({"event": event, "streamId": self.stream_id, **body})

    def opening(self) -> Sequence[str]:
        """Make ``start``."""
        start = {
            "callId": self.call_id,
            "streamId": self.stream_id,
            "tracks": ["inbound"],
            "mediaFormat": self._format,
        }
        headers = json.dumps({"X-PH-From": "15550100", "X-PH-To": "15550199"})
        return (self.message("start", start=start, extra_headers=headers),)

    def reached(self, mark: str) -> str:
        """Make the message that playback has reached a mark."""
        return self.message(self.reaches, name=mark)


def make(rate_hz: int | None) -> PlivoPhone:
    """Make the caller's half. See ``PlivoPhone``."""
    return PlivoPhone(check_rate(rate_hz, (8000, 16000), "Plivo"))
