"""A SIP call as a ``Wire``: packets of audio in, PCM out, and a few lines of text between."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from voice_agent.core.clock import monotonic
from voice_agent.core.errors import OverloadError, ProtocolError
from voice_agent.transport.sip.call import SipCall
from voice_agent.transport.sip.endpoint import Endpoint
from voice_agent.transport.sip.fields import read_address, read_uri
from voice_agent.transport.sip.happenings import (
    Changed,
    Happening,
    Over,
    Pressed,
    Progress,
    Transferred,
    Up,
)
from voice_agent.transport.sip.media import MediaPort
from voice_agent.transport.sip.sdp import Stream
from voice_agent.transport.sip.states import CallState

BYE, CLEAR = "bye", "clear"
MAX_WAITING = 512
"""Messages that wait to be received; of more, the new ones are dropped."""
_NUMBER = re.compile(r"[+*#0-9A-Za-z._-]{1,64}")
_EXTRA = re.compile(r"x-[a-z0-9-]{1,40}")
MAX_EXTRA = 20
_MAX_VALUE = 200


class SipWire:
    """One call.

    Args:
        endpoint: Where it is.
        call: The call; one that comes in is answered by the first ``receive``.
        media: Its audio; opened by ``receive`` unless it is open.
        ports: The first and last port for its audio.
        silence_s: How long its audio may stop.

    Attributes:
        early: Set once a call of ours rings.
        up: Done once the call is up; false if it is over before.
        status: Of a call of ours that was not answered.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        call: SipCall,
        *,
        media: MediaPort | None = None,
        ports: tuple[int, int] | None = None,
        silence_s: float = 60.0,
    ) -> None:
        self.query: Mapping[str, str] = {}
        self.headers: Mapping[str, str] = {}
        self.early = asyncio.Event()
        self.up: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.status = 0
        self._endpoint = endpoint
        self._call = call
        self._media = media or MediaPort(silence_s)
        self._media.follow(self._put, self._vanished)
        self._ports = ports
        self._waiting: asyncio.Queue[str | bytes | None] = asyncio.Queue(MAX_WAITING)
        self._transferred: asyncio.Future[int] | None = None
        self._opened = False
        self._over = False
        endpoint.follow(call, self._happened)

    async def receive(self) -> str | bytes | None:
        """Answer the call at first; wait for its next message; ``None`` once it is over."""
        if not self._opened:
            self._opened = True
            if self._call.state is CallState.INVITED and not await self._accept():
                return None
            if not await self.up:
                return None
            return opening(self._call)
        if self._over and self._waiting.empty():
            return None
        return await self._waiting.get()

    async def send(self, data: str | bytes) -> None:
        """Say PCM at 8 kHz, drop what has not been sent, or press keys (``key 5``).

        Raises:
            ConnectionError: The call is over.
        """
        speaking = self._media.speaking
        if self._over or speaking is None:
            raise ConnectionResetError("the caller is gone")
        if isinstance(data, bytes):
            speaking.say(data)
        elif data == CLEAR:
            speaking.clear()
        elif data.startswith("key "):
            speaking.press(data[4:])

    @property
    def call(self) -> SipCall:
        """The call itself."""
        return self._call

    @property
    def endpoint(self) -> Endpoint:
        """Where it is."""
        return self._endpoint

    @property
    def ports(self) -> tuple[int, int] | None:
        """The first and last port for audio; ``None`` for any."""
        return self._ports

    @property
    def stream(self) -> Stream | None:
        """What both sides agreed on."""
        return self._call.stream

    def send_packet(self, data: bytes) -> None:
        """Send a packet as it is, in place of the one every 20 ms.

        Raises:
            ConnectionError: The call is over.
        """
        if self._over:
            raise ConnectionResetError("the call is over")
        self._media.send(data)

    async def transfer(self, target: str) -> int:
        """Have the other side call somebody else; return the status of that call, 0 for none.

        Args:
            target: A ``sip:`` or ``tel:`` URI.
        """
        self._transferred = asyncio.get_running_loop().create_future()
        self._call.transfer(target, monotonic())
        self._endpoint.pump()
        try:
            return await self._transferred
        finally:
            self._call.referral.stop()

    async def close(self, code: int, reason: str) -> None:
        """Refuse a call that has not been answered, with ``code``; hang up any other."""
        if self._call.state is CallState.INVITED:
            self._call.refuse(code if 300 <= code < 700 else 480, monotonic())
        elif self._call.state is CallState.UP:
            await self._media.drained()
            self._call.hang_up(monotonic())
        elif self._call.state is not CallState.OVER:
            self._call.hang_up(monotonic())
        self._endpoint.pump()
        self._end()
        await self._media.close()

    async def _accept(self) -> bool:
        call, endpoint = self._call, self._endpoint
        try:
            await self._media.open(endpoint.host, self._ports)
        except OverloadError:
            call.refuse(503, monotonic())
            endpoint.pump()
            return False
        here = call.dialog.here.host
        accepted = call.accept(here, self._media.port, monotonic())
        endpoint.pump()
        return accepted

    def _happened(self, happening: Happening) -> None:
        match happening:
            case Up(call) | Changed(call):
                if call.stream is not None:
                    self._media.begin(call.stream, call.peer[0])
                if isinstance(happening, Changed):
                    self._put(described(call.stream))
                elif not self.up.done():
                    self.up.set_result(True)
            case Progress(call):
                self.early.set()
                if call.stream is not None:
                    self._media.begin(call.stream, call.peer[0])
            case Pressed(_, key):
                self._put(f"key {key}")
            case Transferred(_, status):
                if self._transferred is not None and not self._transferred.done():
                    self._transferred.set_result(status)
            case Over(_, why, status):
                self.status = status
                if why == "hung_up":
                    self._put(BYE)
                self._end()

    def _vanished(self) -> None:
        self._call.hang_up(monotonic())
        self._endpoint.pump()

    def _put(self, message: str | bytes) -> None:
        # A caller who is not listened to for 10 s loses what they say: the guard does that too.
        if self._waiting.qsize() < MAX_WAITING - 2:
            self._waiting.put_nowait(message)

    def _end(self) -> None:
        if not self._over:
            self._over = True
            self._endpoint.forget(self._call)
            self._waiting.put_nowait(None)
            if not self.up.done():
                self.up.set_result(False)
            if self._transferred is not None and not self._transferred.done():
                self._transferred.set_result(0)


def opening(call: SipCall) -> str:
    """Return the text that begins a call: who calls whom, and how audio is written."""
    theirs, ours = read_address(call.dialog.remote).uri, read_address(call.dialog.local).uri
    # Of a call of ours, the other side is who was called.
    called = ours if call.invite.uri == theirs else call.invite.uri
    extra = {name: value for name, value in call.invite.headers if _EXTRA.fullmatch(name)}
    return json.dumps(
        {
            "call_id": _printable(call.id),
            "from": number_of(theirs),
            "to": number_of(called) or number_of(ours),
            "parameters": {
                name: _printable(value) for name, value in list(extra.items())[:MAX_EXTRA]
            },
            "stream": _plain(call.stream),
        }
    )


def described(stream: Stream | None) -> str:
    """Return the text that says how audio is written from now on."""
    return json.dumps({"stream": _plain(stream)})


def number_of(uri: str) -> str:
    """Return the number or name that a URI calls; empty if there is none."""
    try:
        user = uri[4:].partition(";")[0] if uri.lower().startswith("tel:") else read_uri(uri).user
    except ProtocolError:
        return ""
    return user if _NUMBER.fullmatch(user) else ""


def _plain(stream: Stream | None) -> dict[str, Any] | None:
    """Return a stream without its keys: those who read packets get them decrypted."""
    return asdict(replace(stream, keys=None)) if stream else None


def _printable(text: str) -> str:
    return "".join(sign for sign in text[:_MAX_VALUE] if sign.isprintable() and ord(sign) < 0xD800)
