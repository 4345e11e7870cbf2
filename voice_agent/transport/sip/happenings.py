"""Everything that can happen to a SIP call, told by the user agent to its shell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from voice_agent.transport.sip.call import SipCall

Why = Literal["hung_up", "cancelled", "refused", "no_ack", "expired", "no_answer", "we_hung_up"]


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who may call calls; the call is to be answered or refused."""

    call: SipCall


@dataclass(frozen=True, slots=True)
class Progress:
    """A call of ours rings, or has audio before it is answered (``call.stream``)."""

    call: SipCall
    status: int


@dataclass(frozen=True, slots=True)
class Up:
    """Both sides have agreed: ``call.stream`` says on what."""

    call: SipCall


@dataclass(frozen=True, slots=True)
class Changed:
    """The other side has put the call on hold, or has taken it back, or has moved."""

    call: SipCall


@dataclass(frozen=True, slots=True)
class Pressed:
    """The other side pressed a key, told by INFO."""

    call: SipCall
    key: str


@dataclass(frozen=True, slots=True)
class Transferred:
    """What came of a transfer: the status of the call to its target; 0 if nothing was heard."""

    call: SipCall
    status: int


@dataclass(frozen=True, slots=True)
class Over:
    """A call is over.

    Attributes:
        call: The call.
        why: The reason.
        status: Of a call of ours that was not answered.
    """

    call: SipCall
    why: Why
    status: int = 0


Happening = Invited | Progress | Up | Changed | Pressed | Transferred | Over
