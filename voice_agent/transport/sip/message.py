"""SIP messages (RFC 3261, section 7): bytes to values and back. Pure.

What is not a message raises ``Malformed``. That carries as much as a response needs, if the
sender can be told at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from voice_agent.core.errors import ProtocolError

MAX_BYTES = 65_535
MAX_HEADERS = 128
_MAX_NUMBER = 2**31
_TOKEN = r"[A-Za-z0-9.!%*_+`'~-]+"
_REQUEST_LINE = re.compile(rf"({_TOKEN}) (\S+) (SIP/\d+\.\d+)")
_STATUS_LINE = re.compile(r"SIP/2\.0 ([1-6]\d\d)(?: (.*))?")
_HEADER = re.compile(rf"({_TOKEN})[ \t]*:[ \t]*(.*)", re.DOTALL)
_CSEQ = re.compile(rf"(\d{{1,20}})[ \t]+({_TOKEN})")
_ENCODING = ("utf-8", "surrogateescape")
_SHORT = {
    "a": "accept-contact", "b": "referred-by", "c": "content-type", "e": "content-encoding",
    "f": "from", "i": "call-id", "k": "supported", "l": "content-length", "m": "contact",
    "o": "event", "r": "refer-to", "s": "subject", "t": "to", "u": "allow-events", "v": "via",
    "x": "session-expires",
}  # fmt: skip
_WRITTEN = {"call-id": "Call-ID", "cseq": "CSeq", "www-authenticate": "WWW-Authenticate"}
_ONCE = ("from", "to", "call-id", "cseq", "content-length", "max-forwards", "content-type")
_NEEDED = ("via", "from", "to", "call-id", "cseq")
_UNFOLD = re.compile(r"\r?\n[ \t]+")


@dataclass(frozen=True, slots=True)
class Headers:
    """The header fields of a message, in their order; names in lower case, never abbreviated."""

    fields: tuple[tuple[str, str], ...] = ()

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.fields)

    def get(self, name: str) -> str:
        """Return the first value of a field; empty if there is none."""
        return next((value for key, value in self.fields if key == name), "")

    def all(self, name: str) -> list[str]:
        """Return every value of a field, lists taken apart at their commas."""
        values = [value for key, value in self.fields if key == name]
        return [one for value in values for one in split_list(value) if one]

    def tokens(self, name: str) -> set[str]:
        """Return the words of a field such as ``Supported``, in lower case."""
        return {one.partition(";")[0].strip().lower() for one in self.all(name)}


@dataclass(frozen=True, slots=True)
class Request:
    """A request.

    Attributes:
        method: In capitals, as sent.
        uri: Whom it is for.
        headers: Its fields.
        body: Exactly as many bytes as it says.
    """

    method: str
    uri: str
    headers: Headers
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """A response.

    Attributes:
        status: 100 to 699.
        reason: The same in words.
        headers: Its fields.
        body: Exactly as many bytes as it says.
    """

    status: int
    reason: str
    headers: Headers
    body: bytes = b""


Message = Request | Response


class Malformed(ProtocolError):
    """Bytes that are no message of SIP.

    Attributes:
        request: What can be answered of it; ``None``: say nothing.
        status: The status to answer with.
    """

    def __init__(self, why: str, request: Request | None = None, status: int = 400) -> None:
        super().__init__(why)
        self.request = request
        self.status = status


@dataclass(slots=True)
class _Lines:
    start: str
    headers: Headers
    body: bytes
    wrong: str = field(default="")


def read(data: bytes) -> Message:
    """Read one message; of a datagram, what is beyond ``Content-Length`` is left out.

    Raises:
        Malformed: It cannot be read.
    """
    if len(data) > MAX_BYTES:
        raise Malformed("a message may have 64 KiB at most")
    lines = _take_apart(data)
    if found := _STATUS_LINE.fullmatch(lines.start):
        if lines.wrong or (why := _wrong(lines.headers)):
            raise Malformed(lines.wrong or why)
        body = _body(lines)
        return Response(int(found[1]), found[2] or "", lines.headers, body)
    found = _REQUEST_LINE.fullmatch(lines.start)
    if found is None:
        method = lines.start.partition(" ")[0]
        told = Request(method, "", lines.headers)
        response = lines.start.startswith("SIP/")
        raise Malformed("not a start line of SIP", None if response else _answerable(told))
    request = Request(found[1], found[2], lines.headers)
    told_of = _answerable(request)
    if found[3] != "SIP/2.0":
        raise Malformed("another version of SIP", told_of, 505)
    why = lines.wrong or _wrong(lines.headers, request.method)
    if why:
        raise Malformed(why, told_of)
    try:
        body = _body(lines)
    except Malformed as error:
        raise Malformed(str(error), told_of) from None
    return Request(request.method, request.uri, lines.headers, body)


def write(message: Message) -> bytes:
    """Write a message; its length is added."""
    if isinstance(message, Request):
        lines = [f"{message.method} {message.uri} SIP/2.0"]
    else:
        lines = [f"SIP/2.0 {message.status} {message.reason}"]
    lines += [
        f"{_WRITTEN.get(name) or name.title()}: {value}"
        for name, value in message.headers
        if name != "content-length"
    ]
    lines += [f"Content-Length: {len(message.body)}", "", ""]
    return "\r\n".join(lines).encode(*_ENCODING) + message.body


def is_keep_alive(data: bytes) -> bool:
    """Return whether a datagram only keeps a line open: ends of lines, or nothing."""
    return not data.strip(b"\r\n\0 ")


def cseq(headers: Headers) -> tuple[int, str]:
    """Return number and method of ``CSeq``.

    Raises:
        ProtocolError: It has none.
    """
    found = _CSEQ.fullmatch(headers.get("cseq").strip())
    if found is None or int(found[1]) >= _MAX_NUMBER:
        raise ProtocolError("CSeq is not a number and a method")
    return int(found[1]), found[2]


def split_list(text: str) -> Iterable[str]:
    """Take a list apart at its commas, but not within quotes or angle brackets."""
    parts, start, quoted, inside, skip = [], 0, False, False, False
    for at, sign in enumerate(text):
        if skip:
            skip = False
        elif quoted:
            skip, quoted = sign == "\\", sign != '"'
        elif sign == '"':
            quoted = not inside
        elif sign in "<>":
            inside = sign == "<"
        elif sign == "," and not inside:
            parts.append(text[start:at].strip())
            start = at + 1
    parts.append(text[start:].strip())
    return parts


def quotes_close(text: str) -> bool:
    """Return whether every quotation mark of a field has its other half."""
    quoted = skip = False
    for sign in text:
        if skip:
            skip = False
        elif quoted and sign == "\\":
            skip = True
        elif sign == '"':
            quoted = not quoted
    return not quoted


def _take_apart(data: bytes) -> _Lines:
    head, blank, body = data.lstrip(b"\r\n").partition(b"\r\n\r\n")
    if not blank:
        head, _, body = head.partition(b"\n\n")
    try:
        text = head.decode(*_ENCODING)
    except UnicodeDecodeError:  # pragma: no cover - surrogateescape takes every byte
        raise Malformed("not text") from None
    start, *rest = _UNFOLD.sub(" ", text).replace("\r\n", "\n").split("\n")
    fields: list[tuple[str, str]] = []
    wrong = "" if len(rest) <= MAX_HEADERS else "too many header fields"
    for line in rest[:MAX_HEADERS]:
        found = _HEADER.fullmatch(line)
        if found is None:
            wrong = wrong or ("a line is not a header field" if line.strip() else "")
            continue
        name = found[1].lower()
        if any(sign in found[2] for sign in "\r\0"):
            wrong = wrong or "a header field has a sign that may not be in one"
            continue
        fields.append((_SHORT.get(name, name), found[2].strip()))
    return _Lines(start, Headers(tuple(fields)), body, wrong)


def _wrong(headers: Headers, method: str = "") -> str:
    """Return what every message must have and this one does not; empty if it has all of it."""
    names = [name for name, _ in headers]
    for name in _NEEDED:
        if not headers.get(name):
            return f"the header field {name} is missing"
    for name in _ONCE:
        if names.count(name) > 1:
            return f"the header field {name} comes twice"
    for name in ("from", "to", "contact"):
        if not quotes_close(headers.get(name)):
            return f"a quotation mark in {name} is not closed"
    try:
        _, named = cseq(headers)
    except ProtocolError as error:
        return str(error)
    if method and named != method:
        return "CSeq names another method"
    hops = headers.get("max-forwards")
    if hops and not (hops.isascii() and hops.isdecimal() and int(hops[:4]) <= 255):
        return "Max-Forwards is not a number up to 255"
    return ""


def _body(lines: _Lines) -> bytes:
    said = lines.headers.get("content-length")
    if not said:
        return lines.body
    if not (said.isascii() and said.isdecimal() and len(said) <= 9):
        raise Malformed("Content-Length is not a number")
    if int(said) > len(lines.body):
        raise Malformed("the body is shorter than Content-Length")
    return lines.body[: int(said)]


def _answerable(request: Request) -> Request | None:
    """Return the request if a response to it can be written."""
    whole = all(request.headers.get(name) for name in _NEEDED)
    return request if whole and request.method != "ACK" else None
