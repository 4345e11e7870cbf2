"""The errors of the OpenAI Realtime protocol."""

from __future__ import annotations

from voice_agent.core.errors import ProtocolError


class RealtimeError(ProtocolError):
    """A client event that cannot be obeyed, with what the protocol's ``error`` event says of it.

    Args:
        message: What is wrong, and what is accepted. Never the client's content: it is logged.
        code: Stable name of the kind of error.
        param: The field at fault, if there is one.

    Attributes:
        event_id: The client's name of its event, if it has one.
    """

    def __init__(self, message: str, code: str = "invalid_value", param: str | None = None) -> None:
        super().__init__(message)
        self.error_code = code
        self.param = param
        self.event_id: str | None = None
