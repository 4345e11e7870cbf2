"""The contracts of a line: wire, codec, connection, carrier. No web framework and no pipecat.

A ``Wire`` moves whole messages of text or bytes. A ``Codec`` translates between a carrier's
messages and ours. A ``Connection`` is what a call talks to: wire, codec and guard together.
A ``Carrier`` is one row of the table: where it is served, and how a connection is made.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from voice_agent.calls.info import CallInfo
from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Event

NORMAL = 1000
POLICY_VIOLATION = 1008
TRY_AGAIN_LATER = 1013

KEYS = frozenset("0123456789*#")
MAX_TYPED = 2000


@dataclass(frozen=True, slots=True)
class Audio:
    """The caller's sound since the last message: 16-bit little-endian mono PCM at ``LISTEN_HZ``."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class Key:
    """The caller pressed a key.

    Raises:
        ProtocolError: Not a key of a telephone.
    """

    digit: str

    def __post_init__(self) -> None:
        if self.digit not in KEYS:
            raise ProtocolError("a pressed key must be one of 0-9, * and #")


@dataclass(frozen=True, slots=True)
class Text:
    """The caller typed a turn instead of saying it.

    Raises:
        ProtocolError: Nothing was typed, more than a turn can be, or what is no text.
    """

    text: str

    def __post_init__(self) -> None:
        if not 0 < len(self.text.strip()) <= MAX_TYPED:
            raise ProtocolError(f"a typed turn must have 1 to {MAX_TYPED} characters")
        if any("\ud800" <= sign <= "\udfff" for sign in self.text):  # Half a character of JSON.
            raise ProtocolError("a typed turn must be whole characters")


@dataclass(frozen=True, slots=True)
class Interrupt:
    """The caller's side asks the agent to stop speaking, and says nothing itself."""


@dataclass(frozen=True, slots=True)
class Hold:
    """The caller's side has put the call on hold, or has taken it back.

    Attributes:
        on: Whether it is on hold.
    """

    on: bool


@dataclass(frozen=True, slots=True)
class Hangup:
    """The caller ended the call."""


@dataclass(frozen=True, slots=True)
class Problem:
    """The client sent something that is not the carrier's protocol.

    Attributes:
        error: What, without its content.
        fatal: Whether the call ends.
    """

    error: ProtocolError
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class Played:
    """The caller's side has played the agent's audio up to a mark.

    Attributes:
        position: Samples since the call began, as given to ``Connection.mark``.
    """

    position: int


Message = Audio | Key | Text | Interrupt | Hold | Hangup | Problem | Played
"""Everything that a connection can receive."""


class Wire(Protocol):
    """Whole messages of text or bytes in both directions, as a WebSocket has them.

    Attributes:
        query: Query of the client's URL; empty where there is no URL.
        headers: Headers of the client's request, by their names in lower case.
    """

    query: Mapping[str, str]
    headers: Mapping[str, str]

    async def receive(self) -> str | bytes | None:
        """Wait for the next message; ``None`` once the peer is gone."""
        ...

    async def send(self, data: str | bytes) -> None:
        """Send one message.

        Raises:
            ConnectionError: The peer is gone.
        """
        ...

    async def close(self, code: int, reason: str) -> None:
        """Close the wire, in bounded time. Safe to call again, or when the peer is gone."""
        ...


class Codec(Protocol):
    """A carrier's messages; what has a body here may stay as it is in a subclass.

    Coroutines because pipecat's serializers are; nothing waits for I/O.
    """

    async def decode(self, data: str | bytes) -> Message | None:
        """Translate a message of the client; ``None`` if it means nothing to the call.

        Raises:
            ProtocolError: Not a message of this carrier. No other error may be raised.
        """
        ...

    async def encode_audio(self, pcm: bytes) -> str | bytes | None:
        """Translate 16-bit PCM at the line's rate; ``None`` if nothing is to be sent yet."""
        ...

    async def encode_clear(self) -> str | bytes | None:
        """Say that audio which has not been played is to be dropped; ``None`` if unknown."""
        ...

    async def encode_mark(self, position: int) -> str | bytes | None:
        """Ask to be told once the audio so far has been played; ``None`` if nobody would."""
        return None

    async def encode_event(self, event: Event) -> str | bytes | None:
        """Translate an event; ``None`` if the carrier has none."""
        ...


class Connection(Protocol):
    """One caller on the line.

    Attributes:
        info: What the carrier said about the call.
    """

    info: CallInfo

    async def receive(self) -> Message | None:
        """Wait for the caller's next message; ``None`` once the caller is gone."""
        ...

    async def send_audio(self, pcm: bytes) -> None:
        """Send 16-bit PCM at ``info.rate_hz``.

        Raises:
            ConnectionError: The caller is gone.
        """
        ...

    async def said(self) -> None:
        """Note that a reply was sent to its end. Does nothing if the caller is gone."""
        ...

    async def clear(self) -> bool:
        """Drop what was sent and has not been played. Does nothing if the caller is gone.

        Returns whether audio that is sent now takes its place: false where nothing can be dropped,
        or the client does that by itself.
        """
        ...

    async def mark(self, position: int) -> None:
        """Ask for ``Played(position)`` once the audio so far has been played.

        Does nothing where the carrier cannot tell, or if the caller is gone.
        """
        return

    async def send_event(self, event: Event) -> None:
        """Send an event of the call.

        Raises:
            ConnectionError: The caller is gone.
        """
        ...

    async def close(self, code: int, reason: str) -> None:
        """End the call, in bounded time. Safe to call again."""
        ...


@dataclass(frozen=True, slots=True)
class Incoming:
    """A call that comes in, as a carrier's webhook tells it.

    Attributes:
        call: What the carrier says of it, in the carrier's own words.
        parameters: What the webhook's URL adds: the call's parameters.
        url: Where the carrier is to connect to.
    """

    call: Mapping[str, str]
    parameters: Mapping[str, str]
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How a webhook is answered.

    Attributes:
        body: The document.
        media_type: What kind it is.
    """

    body: str
    media_type: str = "application/xml"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a caller is not let in.

    Attributes:
        kind: ``protocol`` is the client's mistake; the others pass with time.
        reason: The same in words.
    """

    kind: Literal["busy", "not_ready", "stopping", "protocol"]
    reason: str


async def close_with_reason(wire: Wire, refusal: Refusal) -> None:
    """Refuse a caller by a WebSocket's close code and reason."""
    code = POLICY_VIOLATION if refusal.kind == "protocol" else TRY_AGAIN_LATER
    await wire.close(code, refusal.reason)


@dataclass(frozen=True, slots=True)
class Carrier:
    """One way for calls to come in.

    Attributes:
        name: What ``--carrier`` and the pipeline file call it.
        path: Path of its WebSocket; empty if it comes over a listener of its own.
        connect: Read the opening messages and make the connection. Raises ``ProtocolError`` for
            what is not this carrier, ``ConnectionError`` if the caller went away meanwhile.
        phone: Makes the caller's half, a ``PhoneCodec``, from a rate or ``None``: a function, or
            ``package.module:function``. ``voice-agent call --carrier``, the benchmarks and the
            contract kit use it; may be empty.
        refuse: Tell a caller who is not let in, and close.
        signature: How the carrier signs its requests, a row of ``signatures.SCHEMES``; empty if it
            does not, so that its callers need a token.
        answer: Answer the webhook ``PATH/voice`` with which the carrier asks what to do with a
            call; ``None`` if it has none.
    """

    name: str
    path: str
    connect: Callable[[Wire], Awaitable[Connection]]
    phone: str | Callable[[int | None], object] = ""
    refuse: Callable[[Wire, Refusal], Awaitable[None]] = close_with_reason
    signature: str = ""
    answer: Callable[[Incoming], Answer] | None = None
