"""The XML with which a carrier is told to connect a call to us. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from voice_agent.transport.base import Answer, Incoming
from voice_agent.transport.opening import MAX_PARAMETERS, told

FROM, TO = "from_number", "to_number"
"""Parameters of a stream that carry the numbers of its call."""


def parameters(
    incoming: Incoming, from_field: str = "From", to_field: str = "To"
) -> dict[str, str]:
    """Return the parameters of a stream: the call's numbers, and what the webhook's URL adds."""
    numbers = {FROM: incoming.call.get(from_field, ""), TO: incoming.call.get(to_field, "")}
    both = {**dict(list(incoming.parameters.items())[:MAX_PARAMETERS]), **numbers}
    return {told(name): told(value) for name, value in both.items() if name and value}


def connect_stream(incoming: Incoming, attributes: Mapping[str, str] | None = None) -> Answer:
    """Answer with ``<Connect><Stream>``, as Twilio and Telnyx read it."""
    given = {"url": incoming.url, **(attributes or {})}
    stream = " ".join(f"{name}={quoteattr(value)}" for name, value in given.items())
    inside = "".join(
        f"<Parameter name={quoteattr(name)} value={quoteattr(value)}/>"
        for name, value in parameters(incoming).items()
    )
    return document(f"<Connect><Stream {stream}>{inside}</Stream></Connect>")


def document(inside: str) -> Answer:
    """Make a whole document."""
    return Answer(f'<?xml version="1.0" encoding="UTF-8"?>\n<Response>{inside}</Response>\n')


def text(value: str) -> str:
    """Escape text for the inside of an element."""
    return escape(value)
