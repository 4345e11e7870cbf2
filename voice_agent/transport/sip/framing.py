"""A stream of bytes as whole SIP messages (RFC 3261, 18.3), with signs of life between. Pure."""

from __future__ import annotations

import re

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.message import MAX_BYTES

MAX_HEAD = 16 * 1024
PING, PONG = b"\r\n\r\n", b"\r\n"
"""A client's sign of life, and the answer to it (RFC 5626, 4.4.1)."""
_LENGTH = re.compile(rb"(?:^|\n)(?:content-length|l)[ \t]*:[ \t]*(\d{1,9})[ \t]*(?=\r?\n|$)", re.I)
_END = re.compile(rb"\r?\n\r?\n")


class Framer:
    """Takes the bytes of one connection apart.

    Attributes:
        unfinished: Whether a message has begun and is not whole.
    """

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._asked_ends = 0

    @property
    def unfinished(self) -> bool:
        """Whether a message has begun and is not whole."""
        return bool(self._waiting)

    def push(self, data: bytes) -> list[bytes]:
        """Take bytes; return the messages that are whole now, and ``PING`` for each sign of life.

        Raises:
            ProtocolError: No messages of SIP can come any more: where one ends is not known.
        """
        self._waiting += data
        found: list[bytes] = []
        while True:
            found += [PING] * self._skipped_ends()
            whole = self._whole()
            if whole is None:
                return found
            found.append(whole)

    def _skipped_ends(self) -> int:
        """Drop the ends of lines before a message; return how many signs of life they were."""
        bare = self._waiting.lstrip(b"\r\n")
        self._asked_ends += len(self._waiting) - len(bare)
        self._waiting = bare
        pings, self._asked_ends = divmod(self._asked_ends, len(PING))
        if bare:
            self._asked_ends = 0
        return pings

    def _whole(self) -> bytes | None:
        end = _END.search(self._waiting, 0, MAX_HEAD + len(PING))
        if end is None:
            if len(self._waiting) > MAX_HEAD:
                raise ProtocolError("the header of a message has no end")
            return None
        length = _LENGTH.search(self._waiting, 0, end.start())
        if length is None:
            raise ProtocolError("a message over TCP needs a Content-Length")
        size = end.end() + int(length[1])
        if size > MAX_BYTES:
            raise ProtocolError("a message may have 64 KiB at most")
        if len(self._waiting) < size:
            return None
        whole = bytes(self._waiting[:size])
        del self._waiting[:size]
        return whole
