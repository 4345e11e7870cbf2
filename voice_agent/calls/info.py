"""The carrier's information about a call, known before its audio begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class CallInfo:
    """The caller, and the line that the call came over.

    The numbers and parameters are personal data: they never go into a log.

    Attributes:
        carrier: Name of the carrier.
        rate_hz: Sample rate at which the agent's audio is sent.
        call_id: The carrier's own name of the call; empty if it has none.
        from_number: Number of the caller, if the carrier told it.
        to_number: Number that was called, if the carrier told it.
        parameters: What the carrier passes on from the program that set up the call.
        steady: Whether the line sends audio all the time, also silence: then a gap is a line that
            stalls, not a caller who is silent.
        chunk_ms: Audio that is sent to it at once: more costs less, where it can drop what it has
            not played.
        shows_partials: Whether somebody at its other end sees text while the caller speaks.
    """

    carrier: str
    rate_hz: int
    call_id: str = ""
    from_number: str = ""
    to_number: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    steady: bool = False
    chunk_ms: int = 20
    shows_partials: bool = False
