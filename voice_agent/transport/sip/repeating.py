"""An answer that is sent again and again until the other side acknowledges it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from voice_agent.transport.sip.message import Request, Response, cseq, write
from voice_agent.transport.sip.transactions import T1_S, T2_S, TIMEOUT_S

_NEVER = float("inf")


@dataclass(slots=True)
class Repeating:
    """The 2xx to an INVITE (RFC 3261, section 13.3.1.4).

    Attributes:
        invite: Their INVITE; ``None`` once it was acknowledged.
        data: Our answer.
        offered: Whether our answer was an offer, so that their ACK has the answer.
        again_at: When it is due.
        ends_at: When it is given up.
    """

    invite: Request | None = None
    data: bytes = b""
    offered: bool = False
    again_at: float = _NEVER
    ends_at: float = _NEVER
    _interval: float = T1_S

    def begin(self, invite: Request, response: Response, now: float) -> None:
        """Repeat an answer."""
        self.invite, self.data = invite, write(response)
        self._interval, self.again_at, self.ends_at = T1_S, now + T1_S, now + TIMEOUT_S

    def acknowledged(self, ack: Request) -> bool:
        """Stop if the ACK is for this answer; return whether it is."""
        if self.invite is None or cseq(ack.headers)[0] != cseq(self.invite.headers)[0]:
            return False
        self.stop()
        return True

    def stop(self) -> None:
        """Stop."""
        self.invite, self.again_at, self.ends_at = None, _NEVER, _NEVER

    def repeated(self, now: float) -> None:
        """Note that it was sent once more."""
        self._interval = min(2 * self._interval, T2_S)
        self.again_at = now + self._interval
