"""Telnyx's part of a media stream: PCMU at 8 kHz, or L16 at another rate."""

from __future__ import annotations

from collections.abc import Sequence

from voice_agent.phone.stream import StreamPhone, check_rate
from voice_agent.transport.encoding import encoding_of


class TelnyxPhone(StreamPhone):
    """Calls ``/telnyx``.

    Args:
        codec: PCMU, PCMA or L16.
        rate_hz: Rate of the line.
    """

    def __init__(self, codec: str = "PCMU", rate_hz: int = 8000) -> None:
        super().__init__(encoding_of(codec, rate_hz, order="big"))
        self._codec = codec

    def opening(self) -> Sequence[str]:
        """Make ``connected`` and ``start``."""
        start = {
            "call_control_id": self.call_id,
            "from": "+15550100",
            "to": "+15550199",
            "media_format": {
                "encoding": self._codec,
                "sample_rate": self.rate_hz,
                "channels": 1,
            },
        }
        return '{"event": "connected", "version": "1.0.0"}', self.message("start", start=start)


def make(rate_hz: int | None) -> TelnyxPhone:
    """Make the caller's half. See ``TelnyxPhone``."""
    rate = check_rate(rate_hz, (8000, 16000, 24000, 48000), "Telnyx")
    return TelnyxPhone("PCMU" if rate == 8000 else "L16", rate)
