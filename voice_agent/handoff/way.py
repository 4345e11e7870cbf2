"""The contract of a way to a person, and the call that is handed over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from voice_agent.calls.bridge import Bridge
from voice_agent.calls.consulting import Consultation
from voice_agent.calls.info import CallInfo
from voice_agent.core.events import HandedOff, HandoffOutcome
from voice_agent.handoff.plan import Rule


@dataclass(slots=True)
class Case:
    """A call that is being handed over. Not redacted: it is for the person who takes it.

    Attributes:
        call_id: Our name of the call.
        brief: What the person is told; replaced if the caller goes on.
        whisper: The brief as a sentence, which the person hears before the caller is put through.
        info: What the carrier said of the call.
        bridge: Audio between caller and person, for ways that have a person's audio.
        connecting: Says to the caller that somebody is there; returns once that has been heard.
        leaving: Told with true just before the carrier moves the caller, whose line then closes,
            and with false if that failed.
        problem: Told of what went wrong; never of what was said.
        refer: Has the line itself transfer the call to a ``sip:`` or ``tel:`` URI, as SIP does by
            REFER; ``None`` where the line cannot.
        consult: Makes a second call over the same line; returns ``None`` where the line cannot.
    """

    call_id: str
    brief: HandedOff
    whisper: str
    info: CallInfo | None
    bridge: Bridge
    connecting: Callable[[], Awaitable[None]]
    leaving: Callable[[bool], None]
    problem: Callable[[Exception], None]
    refer: Callable[[str], Awaitable[HandoffOutcome]] | None = None
    consult: Callable[[], Consultation | None] = lambda: None

    @property
    def room(self) -> str:
        """Name of the conference in which caller and person meet."""
        return f"call-{self.call_id}"


class Way(Protocol):
    """One way to a person.

    Attributes:
        name: Its kind, for events.
        rule: How often it is tried.
        may_outlive: Whether a try goes on to its end when the caller has hung up: a brief is worth
            its delivery, a telephone that rings is not.
    """

    name: str
    rule: Rule
    may_outlive: bool

    async def reach(self, case: Case) -> HandoffOutcome:
        """Try once; return when somebody has the caller, or nobody will.

        It bounds its own time, and cleans up after itself when it is cancelled.

        Raises:
            ActionError: It could not be tried.
        """
        ...
